"""Reading config.yaml: values, mistakes, the edges."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from config_texts import read_config
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.config.load import load_config
from feedmaker.config.schema import CategorySettings, Config, CustomFeed, Site
from feedmaker.model import Author
from feedmaker.problems import ConfigurationError, Problem

SITE = "site: {title: Harbour News, url: 'https://news.example.org/'}\n"


def parse(text: str) -> Config:
    read = read_config(text)
    assert read.config is not None, read.problems
    return read.config


def config(text: str) -> Config:
    return parse(SITE + textwrap.dedent(text))


def problems(text: str) -> tuple[Problem, ...]:
    return read_config(SITE + textwrap.dedent(text)).problems


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_the_smallest_configuration_has_every_default() -> None:
    url = "https://news.example.org/"

    assert config("") == Config(Site("Harbour News", url, url))


def test_null_and_empty_values_are_the_default() -> None:
    plain = config("")

    assert (
        config("feeds:\nsource: ~\nhub: null\noutput: {path: }\narticles: {date_order: null, permalink: ''}") == plain
    )


def test_every_section_is_read() -> None:
    text = """
        site:
          title: 海港新闻
          url: HTTPS://News.Example.ORG:443/日报
          language: zh-hans-cn
          timezone: Asia/Shanghai
          author: {name: Ann, email: ann@example.org, url: https://example.org/ann}
        articles:
          fields: {image: [thumbnail, cover], title: name}
          drop: .ad
          date_order: dmy
          timeout: 2.5
        categories:
          aliases: {Fin: 金融}
          settings:
            金融: {limit: 100, podcast: {explicit: no, category: News}}
            散文:
        feeds:
          formats: atom
          max_bytes: 1_000
          custom:
            - {name: money, title: Money, any: ["tag:bank"], not: "language:EN-us"}
        hub: https://hub.example.org
    """

    read = parse(textwrap.dedent(text))

    assert read.site.url == read.site.feeds_url == "https://news.example.org/%E6%97%A5%E6%8A%A5/"
    assert read.site.language == "zh-Hans-CN"
    assert read.site.author == Author("Ann", "ann@example.org", "https://example.org/ann")
    assert read.articles.fields == {"image": ("thumbnail", "cover"), "title": ("name",)}
    assert read.articles.drop == (".ad",)
    assert read.articles.timeout == 2.5
    assert read.categories.aliases == {"Fin": "金融"}
    assert read.categories.settings == {
        "金融": CategorySettings(limit=100, podcast={"explicit": "false", "category": "News"}),
        "散文": CategorySettings(),
    }
    assert read.feeds.formats == ("atom",)
    assert read.feeds.max_bytes == 1000
    assert read.feeds.custom == (CustomFeed("money", "Money", any=("tag:bank",), not_=("language:en-US",)),)
    assert read.hub == ("https://hub.example.org/",)


@pytest.mark.parametrize("written", ["1.10", "on", "no", "2024-05-31", "0x1F", "12:30", "金融"])
def test_text_stays_as_it_is_written(written: str) -> None:
    assert config(f"categories: {{default: {written}}}").categories.default == written
    assert config(f"categories: {{aliases: {{{written}: {written}}}}}").categories.aliases == {written: written}


@pytest.mark.parametrize(
    ("written", "value"), [("true", True), ("ON", True), ("Yes", True), ("'no'", False), ("off", False)]
)
def test_a_flag_takes_the_words_of_yaml(written: str, value: bool) -> None:
    assert config(f"feeds: {{archives: {written}}}").feeds.archives is value


def test_feeds_may_be_served_elsewhere_than_the_site() -> None:
    text = "site: {title: T, url: 'https://x.org', feeds_url: 'https://feeds.x.org/all'}"

    assert parse(text).site.feeds_url == "https://feeds.x.org/all/"


def test_a_value_counts_once_in_a_list() -> None:
    assert config("feeds: {formats: [json, rss, json]}").feeds.formats == ("json", "rss")


def test_tags_of_the_core_schema_change_nothing_but_null() -> None:
    assert config("categories: {default: !!str 5, separator: !!null ''}").categories.default == "5"
    assert config("categories: {default: !!null x}").categories.default is None


def test_an_author_may_be_one_text() -> None:
    def author(text: str) -> Author | None:
        return parse(f"site: {{title: T, url: 'https://x.org', author: {text}}}").site.author

    assert author("Ann Harbour") == Author("Ann Harbour")
    assert author("Ann Harbour <ann@example.org>") == Author("Ann Harbour", "ann@example.org")


def test_podcast_true_is_a_podcast_and_false_is_none() -> None:
    read = config("categories: {settings: {a: {podcast: true}, b: {podcast: false}}}").categories.settings

    assert read["a"].podcast == {}
    assert read["b"].podcast is None


def test_conditions_may_be_written_as_mappings() -> None:
    read = config("feeds: {custom: [{name: n, title: t, any: [category: A, tag: [b, c]], all: {author: D}}]}")

    assert read.feeds.custom[0].any == ("category:A", "tag:b", "tag:c")
    assert read.feeds.custom[0].all == ("author:D",)


def test_anchors_aliases_and_merge_keys_are_followed() -> None:
    read = config("""
        categories:
          settings:
            a: &usual {limit: 5, language: en}
            b: {<<: *usual, limit: 7}
    """)

    assert read.categories.settings["b"] == CategorySettings(limit=7, language="en")


def test_all_mistakes_are_reported_at_once_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    text = textwrap.dedent("""\
        site:
          titel: Harbour News
          url: news.example.org
          language: en_US
          timezone: Asia/Shangai
        source:
          guard: 2
          include: "**.md"
        limit: 3
        articles:
          drop: ["..x"]
          future: publsh
        feeds:
          limit: many
    """)

    with pytest.raises(ConfigurationError) as caught:
        load_config(write(tmp_path, text))

    assert all(problem.path == str(tmp_path / "config.yaml") for problem in caught.value.problems)
    assert [(p.line, p.code, p.hint) for p in caught.value.problems] == [
        (2, "config-unknown-key", "write it as title"),
        (3, "config-bad-url", "write it as https://news.example.org"),
        (4, "config-bad-language", "write it as en-US"),
        (5, "config-bad-zone", "write it as Asia/Shanghai"),
        (7, "config-out-of-range", "write 0.5 for a half"),
        (8, "config-bad-pattern", "write it as **/*.md"),
        (9, "config-unknown-key", "write it under feeds or categories.settings.NAME"),
        (11, "config-bad-selector", "Malformed class selector at position 0"),
        (12, "config-unknown-value", "write it as publish"),
        (14, "config-wrong-type", "write digits only, such as 50"),
    ]


MISTAKES = [
    ("source: {paht: x}", "config-unknown-key", "write it as path"),
    ("Feeds: {limit: 1}", "config-unknown-key", "write it as feeds"),
    ("feeds: {min-articles: 1}", "config-unknown-key", "write it as min_articles"),
    ("feeds: {hub: []}", "config-unknown-key", "write it without indentation"),
    ("title: x", "config-unknown-key", "write it under site or feeds.custom or categories.settings.NAME"),
    ("categories: {settings: {a: {limt: 1}}}", "config-unknown-key", "write it as limit"),
    ("feeds: [1]", "config-wrong-type", None),
    ("feeds: {limit: [1, 2]}", "config-wrong-type", None),
    ("feeds: {limit: 5.0}", "config-wrong-type", None),
    ("feeds: {limit: 0}", "config-out-of-range", "write 1 or more"),
    ("feeds: {limit: 99999999999999999999}", "config-out-of-range", "write a smaller number"),
    ("feeds: {path: {category}}", "config-wrong-type", "write one value, and quote one that begins with { or ["),
    ("feeds: {archives: 1}", "config-wrong-type", "write true or false"),
    ("feeds: {formats: []}", "config-out-of-range", None),
    ("feeds: {formats: 'rss, atom'}", "config-unknown-value", "write a list: [rss, atom]"),
    ("feeds: {formats: [rss, Atom]}", "config-unknown-value", "write it as atom"),
    ("feeds: {content: teaser}", "config-unknown-value", "write full or summary"),
    ("feeds: {slug: asci}", "config-unknown-value", "write it as ascii"),
    ("articles: {undated: file_time}", "config-unknown-value", "write it as file-time"),
    ("articles: {expired: droop}", "config-unknown-value", "write it as drop"),
    ("articles: {date_order: DMY}", "config-unknown-value", "write it as dmy"),
    ("articles: {body: md}", "config-unknown-value", None),
    ("articles: {timeout: 0}", "config-out-of-range", None),
    ("articles: {timeout: .inf}", "config-wrong-type", None),
    ("articles: {time: noon}", "config-out-of-range", "write it as 12:00"),
    ("articles: {time: '24:00'}", "config-out-of-range", "write it as 12:00"),
    ("articles: {fields: [a]}", "config-wrong-type", None),
    ("articles: {defaults: [{path: a/**}]}", "config-missing-key", "write values: {draft: true}"),
    ("articles: {defaults: [{values: draft}]}", "config-wrong-type", "write values: {key: value}"),
    ("articles: {defaults: [{path: a/, values: {draft: true}}]}", "config-bad-pattern", "write it as a/**"),
    ("articles: {drop: [.a, ~]}", "config-wrong-type", "remove it, or quote a value that begins with #"),
    ("articles: {fields: {imgae: cover}}", "config-unknown-key", "write it as image"),
    ("output: {texts: {serach: Find}}", "config-unknown-key", "write it as search"),
    ("output: {precompress: gz}", "config-unknown-value", None),
    ("source: {guard: 50%}", "config-wrong-type", "write it as 0.5"),
    ("source: {guard: -0.1}", "config-out-of-range", None),
    ("source: {max_bytes: 0}", "config-out-of-range", None),
    ("source: {encoding: utf9}", "config-bad-encoding", None),
    ("source: {encoding: hex}", "config-bad-encoding", None),
    ("categories: {aliases: {a: }}", "config-wrong-type", None),
    ("categories: {hidden: ['']}", "config-wrong-type", None),
    ('categories: {default: "a\\x01b"}', "config-bad-character", None),
    ("hub: ftp://hub.example.org", "config-bad-url", None),
    ("feeds: {custom: [{name: a, title: b}]}", "config-missing-key", None),
    ("feeds: {custom: [{name: a, any: 'tag:x'}]}", "config-missing-key", "write title: Finance"),
    ("feeds: {custom: [{name: a, title: b, any: 'tga:x'}]}", "config-bad-condition", "write it as tag:x"),
    ("feeds: {custom: [{name: a, title: b, any: 'tag:'}]}", "config-bad-condition", "write it as tag:NAME"),
    ("feeds: {custom: [{name: a, title: b, any: x}]}", "config-bad-condition", None),
    ("feeds: {custom: [{name: a, title: b, any: 'path:../x'}]}", "config-bad-pattern", None),
    ("feeds: {custom: [{name: a, title: b, any: 'language:en_US'}]}", "config-bad-language", "write it as en-US"),
    (
        "feeds: {custom: [{name: a, title: b, any: 'tag:x'}, {name: A, title: b, any: 'tag:y'}]}",
        "config-duplicate-key",
        "rename one",
    ),
    ("feeds: {limit: 1, limit: 2}", "config-duplicate-key", "keep one of the two"),
    ("feeds: {limit: !!python/object 1}", "config-syntax", None),
    ("feeds: {? [a] : 1}", "config-wrong-type", None),
    ("feeds: {<<: 1}", "config-wrong-type", "write it as <<: *name"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "hint"), MISTAKES)
def test_a_mistake_is_reported_with_its_code_and_remedy(text: str, code: str, hint: str | None) -> None:
    problem = only(text)

    assert problem.code == code
    assert problem.line == 2
    assert hint is None or problem.hint == hint
    assert not problem.message.endswith(".")


def test_what_is_required_is_reported_if_missing() -> None:
    def messages(text: str) -> list[str]:
        return [problem.message for problem in read_config(text).problems]

    assert messages("feeds: {limit: 1}") == ["site is missing"]
    assert messages("site:\n") == ["site.title is missing", "site.url is missing"]
    assert messages("site: {url: 'https://x.org', title: }") == ["site.title is missing"]
    assert messages("site: {url: 'https://x.org', title: ' '}") == ["site.title is empty: ' '"]
    assert messages("site: {title: a, url: 'https://x.org', author: {url: 'https://x.org'}}") == [
        "site.author.name is missing"
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~", "\ufeff"])
def test_an_empty_file_is_not_a_configuration(text: str) -> None:
    (problem,) = read_config(text).problems

    assert problem.code == "config-empty"


@pytest.mark.parametrize("text", ["- a\n", "just words"])
def test_a_file_that_is_not_a_mapping_is_reported(text: str) -> None:
    (problem,) = read_config(text).problems

    assert problem.code == "config-wrong-type"
    assert problem.line == 1


SYNTAX = [
    ("feeds:\n\tlimit: 3\n", 3, "indent with spaces, not with tabs"),
    ("source:\n  include: **/*.md\n", 3, "quote a value that begins with *"),
    ("source:\n  include: *md\n", 3, "quote a value that begins with *"),
    ("feeds:\n  path: a: b\n", 3, "quote a value that contains ': ', and check the indentation of this line"),
    ("feeds: {path: 'a\n", 2, "close the quotes, and double a single quote inside single quotes"),
    ("feeds: [a\n", 2, "close the [, and quote a value that begins with ["),
    ("state: @x\n", 2, "quote a value that begins with @, %, ` or a tab"),
    ("---\nfeeds: {}\n", 2, "keep only what is above '---'"),
    ("state: a\x07b\n", 2, "remove it; save the file as UTF-8 text"),
    ("state: a\ud800b\n", 2, "remove it; save the file as UTF-8 text"),
]


@pytest.mark.parametrize(("text", "line", "hint"), SYNTAX)
@pytest.mark.parametrize("pure", [False, True])
def test_broken_yaml_is_reported_with_its_line(
    text: str, line: int, hint: str, pure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pure:
        monkeypatch.delattr("yaml.CBaseLoader", raising=False)

    (problem,) = read_config(SITE + text).problems

    assert (problem.code, problem.line, problem.hint) == ("config-syntax", line, hint)


def test_alias_bombs_and_deep_nesting_are_bounded() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))

    assert [f.code for f in read_config(SITE + bomb).problems] == ["config-too-large"]
    assert [f.code for f in read_config(SITE + "hub: " + "[" * 100_000).problems] == ["config-too-large"]
    assert [f.code for f in read_config(SITE + "hub: &a [*a]\n").problems] == ["config-syntax"]


def write(folder: Path, text: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def problems_of(file: Path) -> tuple[Problem, ...]:
    with pytest.raises(ConfigurationError) as caught:
        load_config(file)
    return caught.value.problems


def test_a_configuration_is_loaded_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()

    assert load_config(write(tmp_path, "\ufeff" + SITE)) == config("")


def test_the_path_of_a_file_may_be_text(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()

    assert load_config(str(write(tmp_path, SITE))) == config("")


VALUES: dict[str, object] = {
    "site": {"title": "Harbour News", "url": "https://news.example.org/"},
    "source": {"path": Path("posts"), "include": ("**/*.md",), "guard": 0.8, "encoding": None},
    "categories": {"nested": False, "settings": {"Finance": {"limit": 100, "podcast": True}, "Art": None}},
    "feeds": {"limit": 20, "formats": ["rss"], "custom": [{"name": "n", "title": "1.10", "any": {"tag": ["a", "b"]}}]},
}


def test_a_mapping_is_read_as_the_same_yaml() -> None:
    text = """
        source: {path: posts, include: ['**/*.md'], guard: 0.8, encoding: ~}
        categories: {nested: false, settings: {Finance: {limit: 100, podcast: true}, Art: ~}}
        feeds: {limit: 20, formats: [rss], custom: [{name: n, title: 1.10, any: {tag: [a, b]}}]}
    """

    assert load_config(VALUES, check_folders=False) == config(text)


def test_the_mistakes_of_a_mapping_are_named_by_their_keys() -> None:
    deep: list[object] = []
    deep.append(deep)
    values = {
        "site": {"titel": "Harbour News", "url": "news.example.org"},
        "feeds": {"limit": 0, "ttl": object(), 5: "x", "custom": [{"name": "n", "title": "t", "any": "x"}]},
        "hub": deep,
    }

    with pytest.raises(ConfigurationError) as caught:
        load_config(values, check_folders=False)

    found = {(problem.code, problem.message) for problem in caught.value.problems}
    assert {("config-unknown-key", "site.titel is not a key of the configuration")} <= found
    assert {("config-bad-url", "site.url is not an absolute http or https URL: 'news.example.org'")} <= found
    assert {("config-out-of-range", "feeds.limit is less than 1: '0'")} <= found
    assert {("config-wrong-type", "feeds.ttl is a value of type object")} <= found
    assert {("config-wrong-type", "key feeds.5 is not text")} <= found
    assert {("config-bad-condition", "feeds.custom[1].any is not a condition: 'x'")} <= found
    assert {"config-too-large"} <= {code for code, _ in found}
    assert {(problem.line, problem.path) for problem in caught.value.problems} <= {(None, "")}


def test_an_empty_mapping_lacks_the_site() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_config({}, check_folders=False)

    assert [problem.message for problem in caught.value.problems] == ["site is missing"]


def test_the_path_of_a_missing_folder_is_shown_whole(tmp_path: Path) -> None:
    path = os.path.join(*["a-folder-with-a-long-name"] * 8, "posts")
    with pytest.raises(ConfigurationError) as caught:
        load_config({**VALUES, "source": {"path": str(tmp_path / path)}})

    assert f"{path}'" in caught.value.problems[0].message


def test_the_folders_of_a_mapping_are_relative_to_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        load_config(VALUES)
    (tmp_path / "posts").mkdir()

    assert [problem.code for problem in caught.value.problems] == ["config-source-missing"]
    assert load_config(VALUES).source.path == "posts"


def test_a_missing_configuration_says_how_to_create_one(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "config.yaml")

    assert problem.code == "config-missing"
    assert "feedmaker init" in problem.hint


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path)

    assert problem.code == "config-unreadable"


def test_a_file_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(b"site:\n  title: \xba\xa3\xb8\xdb\n")

    (problem,) = problems_of(file)

    assert (problem.code, problem.line) == ("config-not-utf8", 2)


def test_a_missing_source_is_reported_with_all_other_mistakes(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    file = write(tmp_path, SITE + "source:\n  path: post\nfeeds: {limit: -1}\noutput: {path: config.yaml}\n")

    assert [(p.line, p.code, p.hint) for p in problems_of(file)] == [
        (3, "config-source-missing", "write it as posts"),
        (4, "config-out-of-range", "write 1 or more"),
        (5, "config-folder", "name a folder"),
    ]


def test_a_source_that_is_not_a_path_is_not_looked_for(tmp_path: Path) -> None:
    file = write(tmp_path, SITE + "source: {path: [[a]]}\n")

    assert [problem.code for problem in problems_of(file)] == ["config-wrong-type"]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, SITE + "# harbour\n" * 400_001))

    assert problem.code == "config-too-large"


def test_paths_of_the_command_line_replace_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, SITE + "source:\n  path: gone\n")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    read = load_config(file, source_path="posts", output_path="public")

    assert (read.source.path, read.output.path) == (str(tmp_path / "posts"), str(tmp_path / "public"))


@pytest.mark.parametrize(("source_path", "line"), [(None, 3), ("lost", None)])
def test_a_path_that_is_written_in_the_file_is_reported_with_its_line(
    tmp_path: Path, source_path: str | None, line: int | None
) -> None:
    file = write(tmp_path, SITE + "source:\n  path: gone\n")
    with pytest.raises(ConfigurationError) as caught:
        load_config(file, source_path=source_path)

    assert [(problem.code, problem.line) for problem in caught.value.problems] == [("config-source-missing", line)]


def test_folders_are_reported_beside_other_mistakes_in_any_case(tmp_path: Path) -> None:
    file = write(tmp_path, SITE + "source:\n  path: gone\nlimit: 3\n")

    with pytest.raises(ConfigurationError) as caught:
        load_config(file, check_folders=False)

    assert [problem.code for problem in caught.value.problems] == ["config-source-missing", "config-unknown-key"]


def test_the_schema_is_imported_without_yaml() -> None:
    code = "import sys, feedmaker.config.schema, feedmaker.config.load; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert {"yaml", "soupsieve", "zoneinfo", "difflib", "feedmaker.config.keys"}.isdisjoint(modules)


def test_a_plain_configuration_needs_no_heavy_module() -> None:
    code = "from feedmaker.config.load import read_document; from feedmaker.text.yaml_nodes import read_yaml"
    text = SITE + "articles: {drop: ['.ad', 'div#related > p.x, aside']}"
    code += f"; assert read_document(read_yaml({text!r})).config; import sys; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert {"soupsieve", "bs4", "zoneinfo", "difflib"}.isdisjoint(modules)


KEYS = st.sampled_from(["site", "title", "url", "feeds", "limit", "custom", "any", "hub", "settings", "<<", "author"])
LEAVES = st.text(max_size=12) | st.sampled_from(["*a", "&a x", "https://x.org", "!t", "~", "{", "[", "1e9", "tag:x"])
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def flow(tree: object) -> str:
    if isinstance(tree, list):
        return f"[{', '.join(map(flow, tree))}]"
    if isinstance(tree, dict):
        return f"{{{', '.join(f'{key}: {flow(value)}' for key, value in tree.items())}}}"
    return str(tree)


@settings(max_examples=150)
@given(st.text() | TREES.map(flow) | st.dictionaries(KEYS, TREES, max_size=4).map(flow))
def test_any_text_becomes_a_configuration_or_problems(text: str) -> None:
    read = read_config(text)

    assert (read.config is None) == bool(read.problems)
    assert all(problem.code.startswith("config-") and problem.message for problem in read.problems)
    assert all(problem.line is None or 1 <= problem.line <= len(text.splitlines()) + 1 for problem in read.problems)
    assert all(len(problem.message) < 400 for problem in read.problems)


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_a_quoted_title_is_read_as_one_line_or_refused(title: str) -> None:
    import json

    read = read_config(f"site: {{title: {json.dumps(title)}, url: 'https://x.org'}}")

    assert read.config is None or read.config.site.title == " ".join(title.split())


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("site:\n  title：T\n  url: https://quay.example/\n", 2, "write title: T"),
        ("site:\n  title:T\n  url: https://quay.example/\n", 2, "write title: T"),
        (
            "site:\n  title: T\n  url：https://quay.example/\nsource:\n  path: a\n",
            3,
            "write url: https://quay.example/",
        ),
        ("site:\n  title: T\n  url: https://quay.example/\nfeeds：\n  limit: 3\n", 4, "write feeds:"),
        ('source:\n  path: "C:\\posts"\n', 2, "write / instead of \\, or single quotes instead of double ones"),
    ],
)
def test_a_key_without_a_colon_and_a_space_is_named_with_its_own_line(text: str, line: int, hint: str) -> None:
    problem = read_config(text).problems[0]
    assert (problem.code, problem.line, problem.hint) == ("config-syntax", line, hint)


def test_paths_that_cannot_be_meant_have_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(SITE + "source: {path: ~/posts}\n")
    with pytest.raises(ConfigurationError) as raised:
        load_config(tmp_path / "config.yaml")
    (problem,) = raised.value.problems
    assert (problem.message, problem.hint) == (
        "source.path does not exist: '~/posts'",
        "write the whole path: ~ is not replaced",
    )
