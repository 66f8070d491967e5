"""The check beside its rules: safety, lines, folders, the text of a problem, and its document."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from check_samples import ATOM, GOOD, JSON, OPML, RSS
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from site_folder import Site

from feedmaker.check import check as check_paths
from feedmaker.check.html_structure import structure_problems
from feedmaker.check.html_tokens import plain_text, tokens
from feedmaker.check.rules import RULES
from feedmaker.check.run import check_files, format_problem, same_in_formats
from feedmaker.cli.main import feedmaker as command
from feedmaker.problems import FeedmakerError, Problem

DOCUMENT = Path(__file__).parents[1] / "docs" / "check.md"
FILES = [(path, text.encode()) for path, text in GOOD.items()]


def check(path: str, text: str) -> tuple[Problem, ...]:
    return check_files([(path, text.encode("utf-8", "surrogatepass"))])


def rules(path: str, text: str) -> set[str]:
    return {problem.code for problem in check(path, text)}


def broken(html: str) -> list[str]:
    return [problem.message for problem in structure_problems([*tokens(html)], html)[0]]


@pytest.mark.parametrize("place", ["<title>&z;</title>", '<title a="&z;"/>'])
def test_an_entity_bomb_is_reported_and_not_expanded(place: str) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefghi", "bcdefghiz", strict=True)
    )
    before = time.process_time()

    found = rules("rss.xml", f"<!DOCTYPE rss [{entities}]>\n<rss version='2.0'><channel>{place}</channel></rss>")

    assert "xml-doctype" in found
    assert time.process_time() - before < 1


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("lighthouse keeper", encoding="utf-8")
    declared = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "{secret.as_uri()}">]>\n<rss '
    bad = RSS.replace("<rss ", declared, 1).replace("The ferry sings", "&s;")

    problems = check("rss.xml", bad)

    assert "xml-doctype" in {problem.code for problem in problems}
    assert not any("keeper" in format_problem(problem) for problem in problems)


def test_a_file_that_is_not_well_formed_has_one_problem_with_its_line() -> None:
    problems = check("rss.xml", RSS.replace("</docs>", "</dogs>").replace("</ttl>", "<ttl>"))
    assert [(problem.code, problem.line) for problem in problems] == [("xml-well-formed", 12)]


def test_wrong_characters_do_not_hide_other_problems() -> None:
    bad = RSS.replace("mended on deck", "mended &nbsp; & \x0b on deck").replace("<language>en</language>", "")
    assert rules("rss.xml", bad) == {"character-illegal", "xml-doctype", "xml-escape", "feed-language"}


def test_problems_name_the_line_of_what_is_wrong() -> None:
    def lines(path: str, text: str) -> list[tuple[str, int | None]]:
        return [(problem.code, problem.line) for problem in check(path, text)]

    ttl = RSS[: RSS.index("<ttl>")].count("\n") + 1
    salt = RSS[: RSS.index("Salt")].count("\n") + 1
    tags = JSON[: JSON.index('"tags"')].count("\n") + 1
    assert lines("rss.xml", RSS.replace("<ttl>60", "<ttl>x")) == [("rss-ttl", ttl)]
    assert lines("rss.xml", RSS.replace("Salt", '&lt;a href="x"&gt;Salt&lt;/a&gt;')) == [("html-relative-url", salt)]
    assert lines("feed.json", JSON.replace('["Rope"]', "7")) == [("json-tags", tags)]


def test_lines_beyond_65535_are_counted_or_left_out() -> None:
    late = RSS.replace("<item>", "\n" * 70_000 + "<item>", 1).replace("<category>Rope</category>", "<comments/>")
    (problem,) = check("rss.xml", late)
    true = 70_000 + RSS[: RSS.index("<category>")].count("\n") + 1
    # There libxml2 knows the lines of texts alone, and takes that of a neighbour.
    assert problem.line is None or abs(problem.line - true) <= 2


def test_a_date_in_the_future_is_named_only_where_the_time_is_known() -> None:
    problems = check_files([("rss.xml", RSS.encode())], now=datetime(2024, 1, 1, tzinfo=UTC))
    assert check("rss.xml", RSS) == ()
    assert {problem.code for problem in problems} == {"date-future"}


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(FeedmakerError, match="time zone"):
        check_files([("rss.xml", RSS.encode())], now=datetime(2024, 1, 1))  # noqa: DTZ001


def test_the_command_counts_problems_by_level(tmp_path: Path) -> None:
    file = tmp_path / "rss.xml"
    file.write_text(RSS.replace("<ttl>60", "<ttl>x"), "utf-8")
    warned = CliRunner().invoke(command, ["check", str(file)])
    file.write_text(
        RSS.replace("Mon, 04 Mar", "Sun, 04 Mar").replace(
            'https://lighthouse.example.org/knot.jpg" alt', 'http://x.example/k.jpg" alt'
        ),
        "utf-8",
    )
    wrong = CliRunner().invoke(command, ["check", str(file)])

    assert (warned.exit_code, warned.stderr) == (0, "0 errors, 1 warning\n")
    assert (wrong.exit_code, wrong.stderr) == (1, "1 error, 0 warnings, 1 note\n")
    assert wrong.stdout.count("hint: ") == 2


def test_the_first_warnings_of_a_rule_are_printed_and_the_others_counted(tmp_path: Path) -> None:
    feed = '<rss version="2.0"><channel><title>T{}</title><link>https://e.org/</link><description>x</description></channel></rss>'
    for number in range(14):
        (tmp_path / f"{number:02}.xml").write_text(feed.format(number))

    some = CliRunner().invoke(command, ["check", str(tmp_path)]).stdout
    every = CliRunner().invoke(command, ["check", "-v", str(tmp_path)]).stdout

    assert (some.count("feed-language"), every.count("feed-language")) == (11, 14)
    assert "… and 4 more like this: feed-language (feedmaker check -v prints all)" in some


def test_every_error_is_printed(tmp_path: Path) -> None:
    for number in range(14):
        (tmp_path / f"{number:02}.xml").write_text("<rss><channel>")

    assert CliRunner().invoke(command, ["check", str(tmp_path)]).stdout.count("xml-well-formed") == 14


def test_xhtml_content_is_read_without_its_prefixes() -> None:
    """A prefix for XHTML, one that is not declared, and MathML do not keep content from being checked."""
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    prefixed = '<x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Noon<x:br/></x:p>' + math + "</x:div>"
    good = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Every noon\nthe ferry <em>sings</em>.<br/></p></div>'
    script = prefixed.replace("<x:br/>", "<x:script/>")

    assert rules("atom.xml", ATOM.replace(good, prefixed)) == set()
    assert rules("atom.xml", ATOM.replace(good, script)) == {"html-script"}
    assert rules("atom.xml", ATOM.replace(good, prefixed.replace("<x:br/>", "<y:br/>"))) == {"xml-namespace"}


def test_other_files_are_not_feeds() -> None:
    assert rules("a.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<urlset/>') == {"file-format"}
    assert rules("a.xml", "") == {"xml-well-formed"}
    assert rules("a.xml", "\0\0") == {"xml-well-formed"}
    assert rules("a.json", "") == {"json-syntax"}
    assert rules("a.json", "[1]") == {"json-syntax"}
    assert rules("a.json", "[" * 100_000) == {"json-syntax"}
    assert "xml-namespace" in rules(
        "a.xml", ATOM.replace("http://www.w3.org/2005/Atom", "https://www.w3.org/2005/Atom")
    )


def test_utf16_is_read_and_named() -> None:
    problems = check_files([("rss.xml", RSS.replace("UTF-8", "UTF-16").encode("utf-16"))])
    assert {problem.code for problem in problems} == {"xml-encoding"}


def test_folders_are_walked_for_feeds_alone(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "rss.xml").write_text(RSS, encoding="utf-8")
    (tmp_path / "deep" / "atom.xml").write_text(ATOM.replace("<logo>", "<logo>/"), encoding="utf-8")
    (tmp_path / "deep" / "feeds.opml").write_text(OPML, encoding="utf-8")
    (tmp_path / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "empty.xml").write_text("", encoding="utf-8")

    problems = check_paths([tmp_path])

    found = {(Path(problem.path).relative_to(tmp_path).as_posix(), problem.code) for problem in problems}
    assert found == {
        ("deep/atom.xml", "url-absolute"),
        ("empty.xml", "xml-well-formed"),
        ("rss.xml", "feed-title-duplicate"),
    }
    assert check_paths([tmp_path, tmp_path / "rss.xml"]) == problems
    assert {problem.code for problem in check_paths([tmp_path / "sitemap.xml"])} == {"xml-encoding", "file-format"}


def test_paths_may_be_strings_and_one_path_is_enough(tmp_path: Path) -> None:
    (tmp_path / "rss.xml").write_text(RSS.replace("<ttl>60", "<ttl>x"), encoding="utf-8")

    (problem,) = check_paths(str(tmp_path))

    assert (problem.path, problem.code) == ((tmp_path / "rss.xml").as_posix(), "rss-ttl")
    assert check_paths(tmp_path) == check_paths([str(tmp_path)]) == (problem,)


def test_two_articles_at_one_address_are_two() -> None:
    """An article is recognised by its link and its title or date."""
    other = ATOM.replace("2024:ferry", "2024:tug").replace("The ferry sings", "A tug").replace("03-04T12", "03-04T11")
    assert check_files([("rss.xml", RSS.encode()), ("b/atom.xml", other.replace(": Boats", "").encode())]) == ()


def test_further_pages_and_archives_are_parts_of_their_feed() -> None:
    """RFC 5005 section 3 and JSON Feed next_url: they may share its title, and in XML its id."""
    base, first = "https://lighthouse.example.org/feeds/", JSON.index('    {\n      "id"')
    empty = JSON[:first] + JSON[JSON.rindex("  ]\n}") :]
    page = empty.replace("feeds/feed.json", "feeds/2.json")
    linked = JSON.replace('"description"', f'"next_url": "{base}2.json",\n  "description"')
    assert check_files([("feed.json", linked.encode()), ("2.json", page.encode())]) == ()
    (problem,) = check_files([("feed.json", JSON.encode()), ("2.json", page.encode())])
    assert problem.code == "feed-title-duplicate"
    archive = linked.replace("feeds/feed.json", "feeds/3.json")
    assert check_files([("feed.json", linked.encode()), ("3.json", archive.encode())]) == ()


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (problem,) = check_paths([tmp_path / "none.xml"])
    assert (problem.code, problem.level, problem.line) == ("file-readable", "error", None)
    assert "no such file" in problem.message


def test_a_folder_without_feeds_is_not_found_to_be_right(tmp_path: Path) -> None:
    for name in ("a", "b/c"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "b" / "c" / "rss.xml").write_bytes(RSS.encode())
    (tmp_path / "a" / "sitemap.xml").write_text("<urlset/>")

    found = [problem for problem in check_paths([tmp_path / "a", tmp_path / "b"]) if problem.level == "error"]

    assert [(problem.code, problem.path) for problem in found] == [("file-format", (tmp_path / "a").as_posix())]


def test_a_problem_is_written_on_one_line_and_its_hint_on_another() -> None:
    problem = Problem("rss-ttl", "ttl is 'x'", "write minutes", line=12, path="output/rss.xml", level="error")
    assert format_problem(problem) == "output/rss.xml:12: error rss-ttl: ttl is 'x'\n  hint: write minutes"
    assert format_problem(Problem("old", "old", path="a", level="note")) == "a: note old: old"


def test_names_and_values_cannot_write_to_the_terminal() -> None:
    bad = RSS.replace("Mon, 04 Mar 2024", "\x9b31mMon").replace("<category>", "<\u202ecategory>")
    text = "".join(format_problem(problem) for problem in check("a\x1b[2J\udc80.xml", bad))
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<p>b",
        "<ul><li>a<li>b</ul>",
        "<table><tr><td>1<td>2</table>",
        "a<br/>b<br>c<!-- d -->e",
        "<pre>\n x</pre>&nbsp;&copy;",
        "<P CLASS=a>x</P>",
        "<dl><dt>a<dd>b</dl>",
        "<a href=https://example.org/?a=1&copy=2>x</a>",
        "1 < 2 & 3 > 2",
    ],
)
def test_html_as_the_standard_allows_it_is_not_broken(html: str) -> None:
    assert broken(html) == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<b>a", "nothing is written, but a parser reads </b>"),
        ("a</b>", "</b> is written, but a parser reads nothing"),
        ("<b><i>a</b></i>", "</b> is written, but a parser reads </i>"),
        ("<a>x<a>y</a></a>", "<a> is written, but a parser reads </a>"),
        ("<p>a<div>b</div></p>", "</p> is written, but a parser reads <p>"),
        ("<table>a<tr><td>b</table>", "<table> is written, but a parser reads text"),
        ("<div/>a", "nothing is written, but a parser reads </div>"),
        ("<p>a</p><im", "the text ends within a tag"),
        ("a &copy b", "'&copy' lacks its semicolon"),
        ("<div>" * 600 + "</div>" * 600, "elements are nested deeper than 512"),
    ],
)
def test_broken_html_is_reported_by_its_first_mistake(html: str, message: str) -> None:
    assert broken(html) == [message]


def test_markup_that_only_a_parser_makes_active_is_found() -> None:
    mutating = "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></p></noscript>"
    bad = JSON.replace("<em>sings</em>", mutating)
    assert "html-script" in rules("feed.json", bad)


@given(st.binary(max_size=300), st.sampled_from(["a.xml", "a.json", "a.opml", "a"]))
def test_no_bytes_raise(data: bytes, path: str) -> None:
    for problem in check_files([(path, data)]):
        assert format_problem(problem)


SHARDS = [b"<", b">", b"&", b'"', b"\0", b"\xff", b"\xed\xa0\x80", b"]]>", b"<![CDATA[", b"<!--", b"<?p?>", b"&#0;"]
SHARDS += [b"&lt;table&gt;", b"&lt;svg&gt;", b"&lt;a b=", b"http://[", b"9999-12-31T23:59:59-23:59", b"9" * 5000]
SHARDS += [b"\\ud800", b"NaN", b"null", b"[", b"{", b'type="xhtml"', b'xmlns:a="b"', b"\xe2\x80\xa8", b"&nbsp;"]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return a good feed with some fragments inserted or removed."""
    path, data = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 7, 50, 400])))
        data = data[:start] + draw(st.sampled_from(SHARDS) | st.binary(max_size=8)) + data[end:]
    return path, data


@settings(max_examples=300)
@given(st.lists(damaged(), max_size=3))
def test_damaged_feeds_have_known_problems(files: list[tuple[str, bytes]]) -> None:
    problems = check_files(files)
    assert all(problem.level == RULES[problem.code].level and problem.hint for problem in problems)
    assert problems == check_files(files)


@given(st.text("<>/abip \"'=!-&;\n", max_size=60))
def test_tokens_lose_no_text(html: str) -> None:
    row = [*tokens(html)]
    assert [token.offset for token in row] == sorted(token.offset for token in row)
    assert all(html.startswith(token.name, token.offset) for token in row if token.kind == "text")
    assert "\n" not in plain_text(html)


def test_a_large_feed_is_checked_quickly() -> None:
    item = RSS[RSS.index("    <item>") : RSS.index("    <item>", RSS.index("</item>"))]
    many = "".join(item.replace("boats/knots", f"boats/knots{i}") for i in range(320))
    large = RSS.replace(item, many)
    before = time.process_time()

    problems = check("rss.xml", large)

    # ten times what it takes
    assert time.process_time() - before < 1.5
    assert len(large) > 200_000
    assert problems == ()


def test_the_document_lists_every_rule_as_the_code_has_it() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` \| (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        DOCUMENT.read_text(encoding="utf-8").replace("\\|", "/"),
        re.MULTILINE,
    )
    listed = [(code, level, hint) for code, level, _, _, hint in rows]

    assert listed == [(code, rule.level, escaped(rule.hint)) for code, rule in RULES.items()]
    assert all(checks.strip() and source.strip() for _, _, checks, source, _ in rows)


def escaped(text: str) -> str:
    """Write a hint for a table in Markdown: markup and values as code."""
    return re.sub(r"<[^>]+>(?:[^ <]*<[^>]+>)*|\{.*\}|(?:\]\])?&\w+;", lambda found: f"`{found[0]}`", text)


def test_every_rule_is_used() -> None:
    package = Path(__file__).parents[1] / "feedmaker" / "check"
    code = "".join(path.read_text(encoding="utf-8") for path in package.glob("*.py") if path.name != "rules.py")

    assert [rule for rule in RULES if f'"{rule}"' not in code] == []


def test_the_command_prints_what_is_the_same_in_the_formats_of_a_feed_once(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", feeds={"limit": 1, "archives": True}, articles={"permalink": "/:title/"})
    for day in (1, 2):
        site.article(f"{day}.md", f"Ship {day}", day, f'<img src="http://x.example/{day}.jpg" alt="a"><img src="x:y">')
    site.build()
    done = site.run("check", "output")

    blocks = re.findall(
        r"^output/(\S+):(\d+): note html-image-http: .*\n  also in ([^\n]*)\n  hint: .*", done.stdout, re.MULTILINE
    )
    assert [path for path, *_ in blocks] == ["archive/atom-1.xml", "atom.xml"]
    assert done.stdout.count(": note ") == 2
    assert done.stderr.endswith(", 2 notes\n")
    (_, _, of_archive), (_, _, of_feed) = blocks
    assert re.fullmatch(r"feed-1\.json:\d+, rss-1\.xml:\d+", of_archive)
    assert re.fullmatch(r"feed\.json:\d+, rss\.xml:\d+", of_feed)


def test_no_place_of_a_problem_is_lost() -> None:
    one = Problem("html-iframe", "an iframe", line=1, path="a/atom.xml")
    elsewhere = [one._replace(path=path) for path in ("a/rss.xml", "b/rss.xml", "a/other.xml", "a/rss-1.xml")]
    found = [one, one._replace(line=5), *elsewhere, one._replace(message="another")]
    groups = same_in_formats(found)
    assert [[(place.path, place.line) for place in group] for group in groups] == [
        [("a/atom.xml", 1), ("a/rss.xml", 1)], [("a/atom.xml", 5)], [("b/rss.xml", 1)], [("a/other.xml", 1)],
        [("a/rss-1.xml", 1)], [("a/atom.xml", 1)],
    ]  # fmt: skip
    assert format_problem(*groups[0]) == "a/atom.xml:1: warning html-iframe: an iframe\n  also in rss.xml:1"
