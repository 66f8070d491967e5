"""Front matter that is not YAML: read field by field, every recovery reported with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.frontmatter.yaml_repair import strip_quotes
from feedmaker.text.messages import printable


def around(line: str) -> str:
    """Put a broken field among sound ones, in line 3."""
    return f"---\nlayout: post\n{line}\ndate: 2024-05-31\ntags:\n  - a\n  - b\n---\nBody\n"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('title: """""""\'HarbourCTF 2024\'"""""""', "HarbourCTF 2024"),
        ('title: """"""""""""I Can\'t Swim! (Notes)""""""""""""', "I Can't Swim! (Notes)"),
        ('title: """\'港\'"""', "港"),
        ('title: """\' \'"""', " "),
        ("title: 'It's raining'", "It's raining"),
        ('title: "She said "no" twice"', 'She said "no" twice'),
        ('title: "Here" and "there"', '"Here" and "there"'),
        ('title: """A "quoted word""""', 'A "quoted word"'),
        ('title: """"Quoted" at first"""', '"Quoted" at first'),
        ('title: "Unbalanced', "Unbalanced"),
        ("title: 'Unbalanced too", "Unbalanced too"),
        (r'title: "A \d pattern"', r"A \d pattern"),
        ("title: @someone followed a share", "@someone followed a share"),
        ("title: `code` first", "`code` first"),
        ("title: %d things", "%d things"),
        ("title: [notes] On walking", "[notes] On walking"),
        ("title: [notes] - On walking!", "[notes] - On walking!"),
        ("title: {draft} On walking", "{draft} On walking"),
        ("title: *Really* important", "*Really* important"),
        ("title: &more to come: soon", "&more to come: soon"),
        ("title: docker: Error: no such file", "docker: Error: no such file"),
        ("title: Ends in a colon:", "Ends in a colon:"),
        ("title:Without a space", "Without a space"),
        ("title：全角冒号", "全角冒号"),
        ("title: first\n  and: second", "first and: second"),
    ],
)
def test_a_broken_title_is_read_as_the_text_it_is(line: str, value: str) -> None:
    head = split_front_matter(around(line))
    shift = line.count("\n")
    assert head.kind == "yaml"
    assert head.values == {"layout": "post", "title": value, "date": "2024-05-31", "tags": ["a", "b"]}
    assert head.lines == {"layout": 2, "title": 3, "date": 4 + shift, "tags": 5 + shift}
    (problem,) = head.problems
    assert (problem.code, problem.line) == ("front-matter-recovered", 3)
    assert printable(value) in problem.message
    assert problem.hint.startswith("write title: '")


@pytest.mark.parametrize(
    ("lines", "key", "value", "line"),
    [
        ("tags:\n\t- Curl\n\t- Wget", "tags", ["Curl", "Wget"], 4),
        ("tags:\n-\tCurl", "tags", ["Curl"], 4),
        (
            "author:\n\tnick: ann\n\turl: https://example.org/",
            "author",
            {"nick": "ann", "url": "https://example.org/"},
            4,
        ),
        ("\ttitle: A", "title", "A", 3),
        ("tags:\n\t- a # b\n", "tags", ["a"], 4),
    ],
)
def test_tabs_are_read_as_indentation_and_reported(lines: str, key: str, value: object, line: int) -> None:
    head = split_front_matter(f"---\nlayout: post\n{lines}\nx: y\n---\n")
    assert head.values == {"layout": "post", key: value, "x": "y"}
    assert ("front-matter-tab", line) in {(problem.code, problem.line) for problem in head.problems}


def test_front_matter_that_begins_with_a_tab_is_read_completely() -> None:
    head = split_front_matter("---\n\ttitle: A\nauthor: B\n---\n")
    assert head.values == {"title": "A", "author": "B"}
    assert [(problem.code, problem.line) for problem in head.problems] == [("front-matter-tab", 2)]


def test_front_matter_that_is_indented_throughout_needs_no_recovery() -> None:
    head = split_front_matter("---\n  title: A\n  date: b\n---\n")
    assert (head.values, head.problems) == ({"title": "A", "date": "b"}, ())


def test_a_list_of_crooked_indentation_is_read_item_by_item() -> None:
    head = split_front_matter("---\ntitle: A\ntags:\n    - a\n  - 'b'\n- @c\n---\n")
    assert head.values == {"title": "A", "tags": ["a", "b", "@c"]}
    assert [(problem.code, problem.line) for problem in head.problems] == [("front-matter-recovered", 4)]


def test_fields_below_a_key_are_recovered_too() -> None:
    head = split_front_matter("---\ntitle: A\nauthor:\n  name: @ann\n  url: https://example.org/\n---\n")
    assert head.values == {"title": "A", "author": {"name": "@ann", "url": "https://example.org/"}}
    assert {problem.line for problem in head.problems} == {4}


def test_a_line_that_is_no_field_is_reported_and_left_out() -> None:
    head = split_front_matter("---\ntitle: A\nnonsense here\ndate: @x\nmore nonsense\n---\n")
    assert head.values == {"title": "A", "date": "@x"}
    assert [(problem.code, problem.line) for problem in head.problems] == [
        ("front-matter-recovered", 2),
        ("front-matter-line-unreadable", 3),
        ("front-matter-recovered", 4),
        ("front-matter-line-unreadable", 5),
    ]


def test_a_key_without_a_space_after_the_colon_among_others() -> None:
    head = split_front_matter("---\ntitle: A\nlinkedin:https://example.org/in/ann\nmail:\n---\n")
    assert head.values == {"title": "A", "linkedin": "https://example.org/in/ann", "mail": None}
    assert [(problem.code, problem.line) for problem in head.problems] == [("front-matter-recovered", 3)]


def test_control_characters_are_removed_and_reported() -> None:
    head = split_front_matter("---\ndate: x\ntitle: A\x08B\x00C\x85D\n---\nBody\x08\n")
    assert head.values == {"date": "x", "title": "ABC D"}
    assert [(problem.code, problem.line) for problem in head.problems] == [("control-character", 3)]
    assert "\\x08" in head.problems[0].message


def test_an_impossible_date_is_only_text() -> None:
    head = split_front_matter("---\ndate: 2016-09-31 10:32:24.000000000 +09:00\ntitle: @a\n---\n")
    assert head.values["date"] == "2016-09-31 10:32:24.000000000 +09:00"


def test_block_scalars_survive_the_recovery_of_others() -> None:
    head = split_front_matter("---\ntitle: [a] b\ndescription: >\n  one\n  two\nsitemap: false\n---\n")
    assert head.values == {"title": "[a] b", "description": "one two\n", "sitemap": "false"}


def test_broken_front_matter_without_an_opening_fence_is_recovered_too() -> None:
    head = split_front_matter("title: Docker: a beginning\ntags:\n\t- a\n---\nBody\n")
    assert head.values == {"title": "Docker: a beginning", "tags": ["a"]}
    assert [problem.line for problem in head.problems] == [1, 3]


def test_a_key_given_twice_in_broken_front_matter_is_reported() -> None:
    head = split_front_matter("---\ntitle: @a\ntitle: @b\n---\n")
    assert head.values == {"title": "@b"}
    assert [problem.code for problem in head.problems].count("key-twice") == 1


def test_broken_toml_is_recovered_field_by_field() -> None:
    head = split_front_matter(
        '+++\ntitle = "A "quoted" title"\ndate = 2024-05-32\ntags = [\n "a",\n]\nnonsense\n[extra]\nx = 1\n+++\nB'
    )
    assert head.kind == "toml"
    assert head.values == {"title": 'A "quoted" title', "date": "2024-05-32", "tags": ["a"], "extra": {"x": 1}}
    assert {problem.line for problem in head.problems} >= {2, 3}


def test_front_matter_broken_in_every_line_is_reported_a_bounded_number_of_times() -> None:
    head = split_front_matter("---\n" + "".join(f"k{n}: @x\n" for n in range(500)) + "---\n")
    assert len(head.values) == 500
    assert len(head.problems) == 21
    assert "480 more" in head.problems[-1].message


def test_messages_are_short_and_hold_no_control_characters() -> None:
    head = split_front_matter(f"---\ntitle: @{'x' * 5000}\x1b[31m\n---\n")
    for problem in head.problems:
        assert len(problem.message) < 250
        assert len(problem.hint) < 120
        assert (problem.message + problem.hint).isprintable()


@given(
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="'\"\ufffd"), min_size=1),
    st.lists(st.sampled_from("\"'"), max_size=12),
)
def test_quotes_put_around_a_text_come_off_however_many(text: str, quotes: list[str]) -> None:
    quoted = text
    for quote in quotes:
        quoted = f"{quote}{quoted}{quote}"
    assert strip_quotes(quoted) == text


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), min_size=1
    )
)
def test_the_other_fields_are_read_whatever_the_title_is(title: str) -> None:
    head = split_front_matter(around(f"title: {title}"))
    assert head.values["layout"] == "post"
    assert head.values["date"] == "2024-05-31"
    assert head.values["tags"] == ["a", "b"]
