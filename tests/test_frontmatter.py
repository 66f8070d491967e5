"""Text → front matter: every dialect, where the body begins, and the line of every key."""

import datetime as dt
import string
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter import from_yaml
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.frontmatter.result import FrontMatter

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


def body(text: str, head: FrontMatter) -> str:
    """Return the body, and assert that its line is right."""
    assert head.body_line == text.count("\n", 0, head.body_offset) + 1
    return text[head.body_offset :]


def codes(head: FrontMatter) -> list[str]:
    return [problem.code for problem in head.problems]


def written_at(text: str, head: FrontMatter, key: str) -> str:
    """Return the line that `head` names for a key."""
    return text.split("\n")[head.lines[key] - 1]


SCRAPED = """
---
title: '一场&#123;雨&#125;之后'
categories:\x20
 - 财经
 - 某站
 - 某站－国内
headimg: 'https://img.example.org/a.png?x=1&y=2'
author: 某站
comments: false
date: Sat, 25 Sep 2021 14:07:50 GMT
thumbnail: ''
---

<div>\x20
<p>正文</p>
"""


def test_the_scraped_shape_is_read_to_the_letter() -> None:
    head = split_front_matter(SCRAPED)
    assert head.kind == "yaml"
    assert head.values == {
        "title": "一场&#123;雨&#125;之后",
        "categories": ["财经", "某站", "某站－国内"],
        "headimg": "https://img.example.org/a.png?x=1&y=2",
        "author": "某站",
        "comments": "false",
        "date": "Sat, 25 Sep 2021 14:07:50 GMT",
        "thumbnail": "",
    }
    assert head.lines["date"] == 11
    assert head.problems == ()
    assert body(SCRAPED, head) == "\n<div> \n<p>正文</p>\n"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("---\ntitle: A\n---\nB", "B"),
        ("\n\n \t\n---  \ntitle: A\n---\t \nB", "B"),
        ("\ufeff---\ntitle: A\n---\n\nB", "\nB"),
        ("---\ntitle: A\n...\nB\n---\n", "B\n---\n"),
        ("---\ntitle: A\n--------------\nB", "B"),
        ("------\ntitle: A\n---\nB", "B"),
        (" ---\ntitle: A\n---\nB", "B"),
        ("---\ntitle: A\n---", ""),
        ("title: A\n---\nB", "B"),
        ("\n\ntitle: A\nlayout: post\n---\nB\n\n---\n", "B\n\n---\n"),
        ("title: A\ntags:\n- x\n  \n---\n\nB", "\nB"),
    ],
)
def test_yaml_between_fences_in_every_spelling(text: str, rest: str) -> None:
    head = split_front_matter(text)
    assert (head.kind, head.values["title"]) == ("yaml", "A")
    assert "title: A" in written_at(text, head, "title")
    assert body(text, head) == rest
    assert head.problems == ()


def test_values_stay_as_they_were_written() -> None:
    plain = "a: 1.10\nb: on\nc: 2016-09-31\nd: 010\ne: ~\nf:\n"
    other = "g: 'null'\nh: null\ni: \"~\"\nj: [1, no]\nk: {x: 1e3}\n"
    assert split_front_matter(f"---\n{plain}{other}---\n").values == {
        "a": "1.10",
        "b": "on",
        "c": "2016-09-31",
        "d": "010",
        "e": None,
        "f": None,
        "g": "null",
        "h": None,
        "i": "~",
        "j": ["1", "no"],
        "k": {"x": "1e3"},
    }


def test_keys_are_lower_case_and_remember_their_spelling() -> None:
    head = split_front_matter("---\nTitle: A\nfeatureImage: b.png\ndate: x\n---\n")
    assert list(head.values) == ["title", "featureimage", "date"]
    assert head.original_keys == {"title": "Title", "featureimage": "featureImage"}
    assert head.lines == {"title": 2, "featureimage": 3, "date": 4}


def test_empty_front_matter_is_front_matter() -> None:
    for text in ("---\n---\nB", "---\n\n# only a comment\n---\nB"):
        head = split_front_matter(text)
        assert (head.kind, head.values, head.problems, body(text, head)) == ("yaml", {}, (), "B")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Just text.\n",
        "# Heading\n\ntitle: not a head\n---\n",
        "A setext heading\n---\n\nText: more\n",
        "Note: a heading with a colon\n---\n\nText.\n",
        "Remember: this is a sentence.\n\nAnd another.\n",
        "---\n\nText after a rule, with no other rule.\n",
        "---\n",
        "---",
        "{% raw %}\n{{ x }}\n",
        "<p>Fragment</p>\n",
        "- item: one\n- item: two\n---\n",
        "https://example.org/a\n---\n",
        "[link]: https://example.org/\n",
        ".. note:: Look\n",
        "Title\n=====\n\nMarkdown with a setext heading.\n",
    ],
)
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    head = split_front_matter(text)
    assert (head.kind, head.values, head.body_offset, head.body_line, head.problems) == ("none", {}, 0, 1, ())


def test_prose_between_rules_is_body_and_reported() -> None:
    head = split_front_matter("---\nA heading between rules\n---\n\nText\n")
    assert (head.kind, head.body_offset) == ("none", 0)
    assert codes(head) == ["front-matter-unreadable"]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("---\ntitle: A\ndate: 2024-05-31\n\nText goes on.\n", "\nText goes on.\n"),
        ("---\ntitle: A\ndate: 2024-05-31\nText goes on.\n", "Text goes on.\n"),
        ("---\ntitle: A\ndate: 2024-05-31\n\nText.\n\n---\n\nMore.\n", "\nText.\n\n---\n\nMore.\n"),
        ("\n---\ntitle: A\ntags:\n  - b", ""),
    ],
)
def test_front_matter_that_never_ends_is_read_as_far_as_it_goes(text: str, rest: str) -> None:
    head = split_front_matter(text)
    assert (head.kind, head.values["title"]) == ("yaml", "A")
    assert body(text, head) == rest
    assert codes(head) == ["front-matter-unclosed"]
    assert head.problems[0].line == text.split("\n").index("---") + 1


def test_a_key_given_twice_is_reported_and_the_last_counts() -> None:
    head = split_front_matter("---\ntitle: A\ntags: [x]\nTitle: B\n---\n")
    assert head.values == {"title": "B", "tags": ["x"]}
    assert head.lines["title"] == 4
    assert codes(head) == ["key-twice"]
    assert "line 2" in head.problems[0].message


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("title: Bug #5 fixed", "title", "Bug"),
        ("title: Learning C # and more", "title", "Learning C"),
        ("tags: #first", "tags", None),
        ("description: one\n  two #3", "description", "one two"),
    ],
)
def test_a_text_cut_at_a_hash_is_reported(line: str, key: str, value: str | None) -> None:
    head = split_front_matter(f"---\n{line}\n---\n")
    assert head.values == {key: value}
    assert codes(head) == ["value-cut-at-hash"]
    assert head.problems[0].line == 2 + line.count("\n")


@pytest.mark.parametrize(
    "line",
    [
        "# a comment",
        "draft: true # for now",
        "title: C#",
        "title: 'A #5'",
        "tags: # all of them\n  - a",
        "tags: # none",
        "cover: ##",
    ],
)
def test_ordinary_comments_are_not_reported(line: str) -> None:
    assert split_front_matter(f"---\nlayout: post\n{line}\n---\n").problems == ()


def test_list_items_cut_at_a_hash_are_reported_with_their_line() -> None:
    head = split_front_matter("---\ntags:\n  - #one\n  - two #2\n  - three\n---\n")
    assert [problem.line for problem in head.problems] == [3, 4]


def test_aliases_and_merge_keys_are_followed() -> None:
    text = "---\nbase: &base {a: 1, b: 2}\ncopy: *base\nextra:\n  <<: *base\n  b: 3\n---\n"
    head = split_front_matter(text)
    assert head.values["copy"] == {"a": "1", "b": "2"}
    assert head.values["extra"] == {"a": "1", "b": "3"}
    assert head.problems == ()


def test_an_alias_bomb_is_refused_and_the_rest_is_read() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 30))
    head = split_front_matter(f"---\ntitle: A\nl0: &l0 [x]\n{levels}date: 2024-05-31\n---\nB")
    assert head.values["title"] == "A"
    assert "yaml-too-large" in codes(head)


def test_an_alias_to_itself_is_refused() -> None:
    head = split_front_matter("---\ntitle: A\nloop: &x [1, *x]\nother: &y {z: *y}\n---\n")
    assert head.values == {"title": "A", "loop": None, "other": None}
    assert codes(head) == ["yaml-recursive", "yaml-recursive"]


def test_yaml_tags_have_no_effect_and_are_reported() -> None:
    head = split_front_matter("---\ntitle: !!python/object/apply:os.system ['false']\nn: !!str 5\nm: !mine x\n---\n")
    assert head.values == {"title": ["false"], "n": "5", "m": "x"}
    assert codes(head) == ["yaml-tag-ignored", "yaml-tag-ignored"]


def test_templates_as_values_are_kept_as_text() -> None:
    head = split_front_matter("---\ntitle: {{ page.title }}\nlayout: post\n---\n")
    assert head.values == {"title": "{{ page.title }}", "layout": "post"}
    assert codes(head) == ["front-matter-recovered"]


def test_toml_values_are_native() -> None:
    text = '\n+++\ntitle = "A"\ndate = 2024-05-31T10:00:00Z\nday = 2024-05-31\ndraft = true\nweight = 1.10\n'
    text += "[taxonomies]\ntags = ['x']\n[[extra.links]]\nurl = 'y'\n+++\nB"
    head = split_front_matter(text)
    assert head.kind == "toml"
    assert head.values == {
        "title": "A",
        "date": dt.datetime(2024, 5, 31, 10, tzinfo=dt.UTC),
        "day": dt.date(2024, 5, 31),
        "draft": True,
        "weight": 1.1,
        "taxonomies": {"tags": ["x"]},
        "extra": {"links": [{"url": "y"}]},
    }
    assert head.lines == {"title": 3, "date": 4, "day": 5, "draft": 6, "weight": 7, "taxonomies": 8, "extra": 10}
    assert body(text, head) == "B"


def test_toml_that_never_ends_is_reported() -> None:
    head = split_front_matter("+++\n\nText")
    assert (head.kind, head.body_offset, codes(head)) == ("none", 0, ["front-matter-unclosed"])


def test_what_toml_that_never_ends_says_is_not_known() -> None:
    head = split_front_matter('+++\ntitle = "A"\n\nText')
    assert (head.kind, codes(head)) == ("unread", ["front-matter-not-read"])


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ('{"title": "A", "tags": ["x"]}\n\nB', "\nB"),
        ('\n{\n  "title": "A",\n  "tags": ["x"]\n}\nB', "B"),
        ('"title": "A",\n"tags": ["x"]\n;;;\nB', "B"),
        (';;;\n"title": "A",\n"tags": ["x"]\n;;;\nB', "B"),
    ],
)
def test_json_in_every_spelling(text: str, rest: str) -> None:
    head = split_front_matter(text)
    assert (head.kind, head.values, head.problems) == ("json", {"title": "A", "tags": ["x"]}, ())
    assert all(key in written_at(text, head, key) for key in head.lines)
    assert body(text, head) == rest


def test_json_keys_know_their_lines_in_spite_of_what_is_inside() -> None:
    text = '{\n"a": {"b": "}",\n "c": 1},\n"b": "\\"c\\": {",\n"c": [\n{"a": 2}]\n}\n'
    assert split_front_matter(text).lines == {"a": 2, "b": 4, "c": 5}


def test_json_keys_given_twice_are_reported() -> None:
    head = split_front_matter('{"title": "A",\n "title": "B"}\n')
    assert (head.values, codes(head)) == ({"title": "B"}, ["key-twice"])


def test_json_that_is_broken_is_read_line_by_line() -> None:
    text = '{\n  "title": "A "quoted" word",\n  "draft": false,\n  oops\n}\nB'
    head = split_front_matter(text)
    assert head.values == {"title": 'A "quoted" word', "draft": False}
    assert codes(head) == ["front-matter-recovered", "front-matter-line-unreadable"]
    assert body(text, head) == "B"


def test_broken_json_names_the_line_and_keeps_the_member_beside_the_brace() -> None:
    head = split_front_matter('\n{ "title": "A",\n  "draft": maybe,\n}\nB')
    assert head.values == {"title": "A", "draft": "maybe"}
    assert [(problem.code, problem.line) for problem in head.problems] == [("front-matter-recovered", 3)]


def test_broken_json_below_a_fence_names_the_lines_of_the_file() -> None:
    head = split_front_matter('\n---json\n{\n  "title": "Nets",\n  "date" "2024-05-31"\n}\n---\nText\n')

    assert (head.values, head.lines) == ({"title": "Nets"}, {"title": 4})
    assert [problem.line for problem in head.problems] == [5, 5]


def test_a_list_with_a_date_below_the_title_is_read_and_stays() -> None:
    text = "# Use lamps\n\n* Status: accepted\n* Deciders: Ada, Ben\n* **Date:** 2019-05-01\n\nWords\n"
    found = split_front_matter(text)

    assert found.values == {"title": "Use lamps", "status": "accepted", "deciders": "Ada, Ben", "date": "2019-05-01"}
    assert (text[found.body_offset :].startswith("* Status"), found.lines["date"]) == (True, 5)
    assert split_front_matter("# Lamps\n\n- Price: 3\n- Author: Ada\n").kind == "none"
    loose = split_front_matter("# Lamps\n\n- Date: 2019-05-01\n\n- Draft: true\n\nWords\n\n- Author: Ada\n")
    assert loose.values == {"title": "Lamps", "date": "2019-05-01", "draft": "true"}
    assert loose.lines["draft"] == 5


def test_pelican_heads_end_at_the_first_blank_line() -> None:
    fields = "Title: Docker: a beginning\nDate: 2024-05-31 10:00\nTags: a, b\nSummary: one\n    and two\nSlug:\n"
    text = f"{fields}\nBody: text\n"
    head = split_front_matter(text)
    assert head.kind == "header"
    assert head.values == {
        "title": "Docker: a beginning",
        "date": "2024-05-31 10:00",
        "tags": "a, b",
        "summary": "one and two",
        "slug": "",
    }
    assert head.lines["slug"] == 6
    assert body(text, head) == "Body: text\n"
    assert split_front_matter(text, suffix=".txt") == head


def test_multimarkdown_heads_have_continued_values() -> None:
    head = split_front_matter("Title: A\nAuthor: B One\n    C Two\nBase Header Level: 2\n\nText\n")
    assert head.values == {"title": "A", "author": ["B One", "C Two"], "base header level": "2"}


def test_bare_yaml_heads_that_a_blank_line_ends_are_read_as_yaml() -> None:
    text = "public: yes\ntags: [a, 'b c']\nsummary: |\n  One\n  two.\n\nTitle of it\n===========\n\nText\n"
    head = split_front_matter(text, suffix=".rst")
    assert head.values == {"public": "yes", "tags": ["a", "b c"], "summary": "One\ntwo.\n", "title": "Title of it"}
    assert head.lines["title"] == 7
    assert body(text, head).startswith("Title of it")


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("My title\n########\n", 1),
        ("My title\n~~~~~~~~~~~\n\n", 1),
        ("========\nMy title\n========\n", 2),
        ("------------\n  My title\n------------\n", 2),
        ("\n.. comment\n\nMy title\n========\n\n", 4),
    ],
)
def test_rst_titles_and_fields(heading: str, line: int) -> None:
    text = f"{heading}:date: 2024-05-31\n:tags: a,\n   b\n:Category: c\n\nText\n"
    head = split_front_matter(text, suffix=".rst")
    assert head.kind == "rst"
    assert head.values == {"title": "My title", "date": "2024-05-31", "tags": "a, b", "category": "c"}
    assert head.lines["title"] == line
    assert ":date:" in written_at(text, head, "date")
    assert body(text, head) == "\nText\n"


def test_an_rst_title_may_stand_alone() -> None:
    text = "My title\n========\n\nText\n\n:not: a field\n"
    head = split_front_matter(text, suffix=".rst")
    assert head.values == {"title": "My title"}
    assert body(text, head) == "\nText\n\n:not: a field\n"


def test_an_rst_title_field_goes_before_the_heading() -> None:
    head = split_front_matter("Heading\n=======\n:title: Field\n:date: x\n\nText\n", suffix=".rst")
    assert (head.values["title"], head.lines["title"], head.problems) == ("Field", 3, ())


@pytest.mark.parametrize("suffix", [".rst", ".md"])
def test_nikola_heads_in_text_and_in_comments(suffix: str) -> None:
    bare = ".. title: A: b\n.. slug: a\n.. date: 2024-05-31 10:00:00 UTC\n.. tags: \n\nText\n"
    commented = f"<!--\n{bare.removesuffix('Text' + chr(10)).rstrip()}\n-->\n\nText\n"
    for text in (bare, commented):
        head = split_front_matter(text, suffix=suffix)
        assert head.kind == "nikola"
        assert head.values == {"title": "A: b", "slug": "a", "date": "2024-05-31 10:00:00 UTC", "tags": ""}
        assert ".. slug" in written_at(text, head, "slug")
        assert body(text, head).strip() == "Text"


def test_lctt_heads() -> None:
    text = '[#]: collector: (someone)\n[#]: subject: "A title (with brackets)"\n[#]: via: (https://example.org/a)\n'
    text += "[#]: author: (Ann (Co, Ltd) https://example.org/ann)\n[#]: reviewer: ( )\n\nA title\n======\n"
    head = split_front_matter(text)
    assert head.kind == "lctt"
    assert head.values == {
        "collector": "someone",
        "subject": "A title (with brackets)",
        "via": "https://example.org/a",
        "author": "Ann (Co, Ltd) https://example.org/ann",
        "reviewer": "",
    }
    assert head.lines["via"] == 3
    assert body(text, head) == "\nA title\n======\n"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Fog in the harbour - Quay News</title>", "<h1>Fog in\n the <b>harbour</b></h1>", "Fog in the harbour"),
        ("<title>海港大雾影响航运_财经频道_某某网</title>", "<h1>海港大雾影响航运</h1>", "海港大雾影响航运"),
        ('<title>Fog | Quay News Daily</title><meta property="og:title" content="Fog">', "", "Fog"),
        # the name of the site is no title, nor is the beginning of another headline
        ("<title>Quay News - Fog in the harbour</title>", "<h1>Quay News</h1>", "Quay News - Fog in the harbour"),
        ("<title>Fog: what it is</title>", "<h1>Fog</h1>", "Fog: what it is"),
        ("<title>Foggy - Q</title>", "<h1>Fog</h1>", "Foggy - Q"),
        ("<title>Fog - Quay</title>", "<h1></h1>", "Fog - Quay"),
        ("<title>Fog</title>", "<h1>Fog</h1>", "Fog"),
    ],
)
def test_the_title_of_a_document_is_its_headline_without_the_name_of_the_site(head: str, body: str, title: str) -> None:
    found = split_front_matter(f"<html><head>{head}</head><body>{body}</body></html>", suffix=".html")
    assert found.values["title"] == title
    assert "h1" not in found.values


@pytest.mark.parametrize(
    ("link", "value"),
    [
        ('<link rel="Canonical" href=" https://quay.example/a/?b&amp;c ">', "https://quay.example/a/?b&amp;c"),
        ('<link rel="canonical" href="https://quay.example/">', None),
        ('<link rel="canonical" href="https://quay.example">', None),
        ('<link rel="canonical" href="/a/">', None),
        ('<link rel="alternate" href="https://quay.example/a/">', None),
    ],
)
def test_the_canonical_link_of_a_document_is_a_page(link: str, value: str | None) -> None:
    found = split_front_matter(f"<html><head>{link}</head><body>Text</body></html>", suffix=".html")
    assert found.values.get("canonical") == value


def test_html_documents_have_their_head_for_front_matter() -> None:
    text = (
        '<!DOCTYPE html>\n<html lang="de">\n<head>\n<title>A &amp; B</title>\n<meta charset="utf-8">\n'
        "<meta name=\"date\" content=\"2024-05-31\" />\n<meta content='x, y' name='tags'>\n"
        '<meta property="og:image" content="/a.png">\n</head>\n<body class="x">\n<p>Text</p>\n</body>\n</html>\n'
    )
    head = split_front_matter(text, suffix=".html")
    assert head.kind == "html"
    assert head.values == {
        "lang": "de",
        "title": "A &amp; B",
        "date": "2024-05-31",
        "tags": "x, y",
        "og:image": "/a.png",
    }
    assert head.lines["tags"] == 7
    assert body(text, head).startswith("<p>Text</p>")


_HOSTILE = {
    "fences": "---\n" * 500_000,
    "an open fence and lines of dashes": "---\na: b\n" + "-- \n" * 300_000,
    "flow nesting": "---\na: " + "[" * 200_000 + "\n---\n",
    "mapping nesting": "---\na: " + "{a: " * 50_000 + "\n---\n",
    "block nesting": "---\na:\n" + "- " * 50_000 + "x\n---\n",
    "indented nesting": "---\n" + "".join(" " * n + "a:\n" for n in range(1500)) + "---\n",
    "question marks": "---\n" + "? " * 20_000 + "\n---\n",
    "many lines": "---\n" + "a: b\n" * 200_000 + "---\n",
    "text that never ends": "---\n" + "lorem ipsum\n" * 300_000,
    "keys that never end": "---\n" + "".join(f"k{n}: v\n" for n in range(100_000)),
    "quotes": '---\ntitle: "' + "'\"" * 100_000 + "\n---\n",
    "spaces": "---\ntitle:" + " " * 500_000 + "#\n---\n",
    "colons": "---\n" + ":" * 500_000 + "\n---\n",
    "tabs": "---\n" + "\t" * 500_000 + "a: b\n---\n",
    "blank lines": "\n" * 2_000_000 + "---\ntitle: A\n---\n",
    "spaced lines": " \n" * 500_000,
    "toml keys": "+++\n" + ".".join("a" * 5000) + " = 1\n+++\n",
    "toml nesting": "+++\na = " + "[" * 100_000 + "\n+++\n",
    "json nesting": '{"a": ' + "[" * 200_000,
    "json objects": '{"a": {' * 50_000,
    "json quotes": '{"' + '\\"' * 500_000,
    "json number": '{"a": ' + "9" * 100_000 + "}",
    "meta elements": "<html><head>" + "<meta " * 200_000 + "<body>",
    "comments": "<!-- " * 200_000,
    "attributes": "<html><head><meta " + "a=" * 2000 + "><body>",
    "rst fields": "T\n=\n" + ":a: b\n" * 200_000,
    "nikola": ".. title: a\n" * 200_000,
    "lctt": "[#]: a: (b)\n" * 200_000,
    "header": "Title: a\n" + "    b\n" * 200_000,
    "hexo json": '"a": 1,\n' * 200_000,
    "broken keys": "---\n" + "k: @\n" * 100_000 + "---\n",
    "a broken value that goes on": "---\ntitle: @a\n" + "  b\n" * 200_000 + "---\n",
    "broken items": "---\ntags:\n- @\n" + " - @\n" * 100_000 + "---\n",
    "one line": "a" * 3_000_000,
    "words": "title " * 500_000 + ": x\n---\n",
    "surrogates": "---\ntitle: \ud800\udfff\x00\n---\n",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_texts_end_in_a_head(name: str) -> None:
    text = _HOSTILE[name]
    for suffix in [".md"] if text.startswith("---\n") else [".md", ".rst", ".html"]:
        head = split_front_matter(text, suffix=suffix)
        assert 0 <= head.body_offset <= len(text)
        assert len(head.problems) <= 30


def test_ten_thousand_keys_are_all_read() -> None:
    text = "---\n" + "".join(f"k{n}: [v, {{w: {n}}}]\n" for n in range(10_000)) + "---\nB"
    head = split_front_matter(text)
    assert len(head.values) == 10_000
    assert (head.values["k9999"], head.lines["k9999"]) == (["v", {"w": "9999"}], 10_001)


_WORDS = st.text(string.ascii_letters + " :#-'\"[]{}&*!|>%@,?~\\0é港\t\xa0", max_size=12)


@st.composite
def heads(draw: st.DrawFn) -> str:
    """Build lines that look like simple heads, with everything in them that may go wrong."""
    keys = st.sampled_from(["title", "Tags", "a-b", "ключ", "x_1", "1a", "null", "a b"])
    scalars = _WORDS | _WORDS.map(lambda word: f"'{word}'") | _WORDS.map(lambda word: f'"{word}"')
    lists = st.lists(_WORDS, max_size=3).map(lambda words: f"[{', '.join(words)}]")
    lines = st.one_of(
        st.builds(lambda key, value: f"{key}: {value}", keys, scalars | lists | st.just("~")),
        st.builds(lambda key: f"{key}:", keys),
        st.builds(lambda margin, value: f"{margin}- {value}", st.sampled_from(["", "  ", "    "]), scalars),
        st.sampled_from(["", "  ", "# c", "  more", "...", "\ttab"]),
    )
    return "\n".join(draw(st.lists(lines, max_size=6)))


@given(heads())
@example("a: [b -]")
@example("a: [- b]")
@example("a: [,]")
@example("tags:\n  - a\n - b")
@example("tags:\n - a\n  - b")
@example("a: [b/c, d.e, f-]\nb: [+1]")
@example("title: don't\ntags:\n- a\n\n- b ")
@settings(max_examples=500)
def test_the_fast_reader_agrees_with_yaml_or_says_nothing(head: str) -> None:
    fast = from_yaml.read_simple(head, 2)
    if fast is not None:
        assert fast == from_yaml.read(head, 2)


@given(st.text(max_size=80), st.sampled_from([".md", ".rst", ".html", ".txt"]))
@settings(max_examples=500)
def test_no_text_makes_splitting_raise(text: str, suffix: str) -> None:
    for candidate in (
        text,
        f"---\n{text}\n---\n",
        f"title: x\n{text}\n---\n",
        f"+++\n{text}\n+++\n",
        f'{{"a": {text}}}',
    ):
        body(candidate, split_front_matter(candidate, suffix=suffix))


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            '<!-- <meta name="date" content="2020-01-01"> -->\n<meta name="date" content="2024-05-31">',
            {"date": "2024-05-31"},
        ),
        ('<meta itemprop="datePublished" content="2024-05-31">', {"datepublished": "2024-05-31"}),
        ("<meta property='article:published_time' content=2024-05-31>", {"article:published_time": "2024-05-31"}),
        (
            json_ld('{"@type": "BlogPosting", "datePublished": "2024-05-31", "author": {"name": "Jo"}}'),
            {"datepublished": "2024-05-31", "author": {"name": "Jo"}},
        ),
        (
            json_ld('{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "datePublished": "2024-05-31"}]}'),
            {"datepublished": "2024-05-31"},
        ),
        ('<script>var x = "<body>"; // <meta name="date" content="2020-01-01"></script>', {}),
        ('<script type="application/ld+json">{not JSON</script>', {}),
    ],
)
def test_metadata_of_html_documents(markup: str, expected: dict[str, object]) -> None:
    text = f"<!DOCTYPE html>\n<html><head>\n{markup}\n</head>\n<body>\n<p>Text</p>\n</body></html>\n"
    head = split_front_matter(text, suffix=".html")

    assert (head.kind, head.values, codes(head)) == ("html", expected, [])
    assert body(text, head) == "<p>Text</p>\n</body></html>\n"


@pytest.mark.parametrize(
    ("element", "key"),
    [
        ('<time datetime="2024-05-31">yesterday</time>', "time[datetime]"),
        ('<time datetime="2024-05-31" itemprop="datePublished">', "datepublished"),
        ('<time datetime="2024-05-31" pubdate>', "datepublished"),
        ('<time class="entry-date dt-published" datetime="2024-05-31">', "datepublished"),
        ('<time class="updated" datetime="2024-05-31">', "datemodified"),
    ],
)
def test_time_elements_of_html_documents(element: str, key: str) -> None:
    head = split_front_matter(f"<html><head></head>\n<body>\n<p>{element}</p></body></html>", suffix=".html")

    assert (head.values, head.lines) == ({key: "2024-05-31"}, {key: 3})


@pytest.mark.parametrize(
    ("text", "kind", "values", "rest"),
    [
        # gray-matter
        ('---json\n{"title": "Nets"}\n---\nText\n', "json", {"title": "Nets"}, "Text\n"),
        ('---toml\ntitle = "Nets"\n---\nText\n', "toml", {"title": "Nets"}, "Text\n"),
        ("--- YAML\ntitle: Nets\n---\nText\n", "yaml", {"title": "Nets"}, "Text\n"),
        ("---js\n{title: 'Nets'}\n---\nText\n", "unread", {}, "Text\n"),
        ('---json\n{"title": \n---\nText\n', "unread", {}, "Text\n"),
        ("---toml\ntitle = 1\nText\n", "unread", {}, "---toml\ntitle = 1\nText\n"),
        # Hugo
        (' {\n  "title": "Nets",\n  "date": "2024-05-31"\n  }\n\nText\n', "json", None, "\nText\n"),
        ('    {"key": "an example in a code block"}\n\nText\n', "none", {}, None),
        # Hexo
        ("title: Nets\ntags:\n\n- a\n- b\n\n---\n\nText\n", "yaml", {"title": "Nets", "tags": ["a", "b"]}, "\nText\n"),
        ("title: Nets\n\n- a point\n\n---\n\nText\n", "header", {"title": "Nets"}, "- a point\n\n---\n\nText\n"),
        # rstblog has a head without a title
        ("public: no\ntags: [a]\nsummary: Nets\n\nText\n", "header", None, "Text\n"),
        # prose
        ("Summary: we went to sea.\n\nText\n", "none", {}, None),
        ("Summary: we went to sea.\nAuthor: it was a storm.\n\nText\n", "none", {}, None),
    ],
)
def test_fences_with_a_language_and_heads_without_fences(
    text: str, kind: str, values: dict[str, object] | None, rest: str | None
) -> None:
    head = split_front_matter(text)

    assert head.kind == kind
    assert values is None or head.values == values
    assert body(text, head) == (text if rest is None else rest)
    assert codes(head) == (["front-matter-not-read"] if kind == "unread" else [])


def test_lines_below_a_fence_with_a_language() -> None:
    head = split_front_matter('---json\n{\n  "title": "Nets",\n  "date": "2024-05-31"\n}\n---\nText\n')

    assert (head.lines, head.body_line) == ({"title": 3, "date": 4}, 7)


_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")
)


@given(
    st.dictionaries(st.sampled_from(["title", "date", "tags", "author", "x"]), _TEXTS, min_size=1),
    st.text("ab\n-", max_size=9),
)
def test_quoted_values_and_bodies_come_back(fields: dict[str, str], rest: str) -> None:
    lines = [f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in fields.items()]
    text = "\n".join(["---", *lines, "---", rest])
    head = split_front_matter(text)
    assert head.values == fields
    assert body(text, head) == rest
    assert list(head.lines.values()) == list(range(2, len(fields) + 2))


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not beside the repository")
def test_real_heads_are_read_the_same_fast_or_not_and_none_is_lost() -> None:
    kinds: dict[str, int] = {}
    found: dict[str, int] = {}
    for path in sorted(CORPORA.rglob("*")):
        if not path.is_file():
            continue
        text = decode(path.read_bytes()).text
        head = split_front_matter(text, suffix=path.suffix)
        body(text, head)
        kinds[head.kind] = kinds.get(head.kind, 0) + 1
        for code in codes(head):
            found[code] = found.get(code, 0) + 1
        lines = text[: head.body_offset].strip("\n").split("\n")
        if head.kind == "yaml" and lines[0] == "---":
            inside = "\n".join(lines[1:-1])
            fast = from_yaml.read_simple(inside, 2)
            assert fast is None or fast == from_yaml.read(inside, 2), path
    assert kinds == {"yaml": 2722, "none": 549, "toml": 348, "rst": 81, "header": 67, "html": 7}
    assert found == {"front-matter-recovered": 21, "front-matter-tab": 16, "key-twice": 1}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r'"\ud83d\ude00 and \uD83D\uDE01"', "\U0001f600 and \U0001f601"),
        (r'"caf\u00e9 \ud83d\ude00"', "caf\u00e9 \U0001f600"),
        (r'"\\ud83d\\ude00"', r"\ud83d\ude00"),
    ],
)
def test_characters_that_json_escapes_as_two_are_one(written: str, title: str) -> None:
    found = split_front_matter(f"---\ntitle: {written}\ntags: [{written}]\n---\nText\n")
    assert (found.values, found.problems) == ({"title": title, "tags": [title]}, ())


def test_a_title_of_several_words_goes_on_with_a_colon() -> None:
    found = split_front_matter("---\ntitle: The lamp\n  part two: the stairs\ndate: 2024-05-31\n---\nWords")

    assert found.values == {"title": "The lamp part two: the stairs", "date": "2024-05-31"}
    text = "Title: The lamp\nDate: 2024-05-31\n\nBelow the stairs\n---\nWords"
    assert split_front_matter(text).values == {"title": "The lamp", "date": "2024-05-31"}


def test_properties_of_a_page_of_logseq_are_front_matter() -> None:
    text = "title:: Ebb\ntags:: sea, [[low tide]]\npublic:: true\n\n- Words\n  id:: 1\n"
    found = split_front_matter(text)

    assert found.values == {"title": "Ebb", "tags": "sea, low tide", "public": "true"}
    assert text[found.body_offset :] == "\n- Words\n  id:: 1\n"
    assert split_front_matter("public:: false\n- Words").values == {"public": "false"}
    assert split_front_matter("Note::\n\n    x = 1\n").kind == "none"
