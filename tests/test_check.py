"""The check beside its rules: safety, lines, folders, the words of a fault, and its document."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from check_samples import ATOM, GOOD, JSON, OPML, RSS
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.check import NOT_TOLD, RULES, Fault, check_files, check_paths, format_fault
from feedmaker.check.html_fragment import breaks
from feedmaker.check.html_tokens import plain, tokens

DOCUMENT = Path(__file__).parents[1] / "docs" / "check.md"
FILES = [(path, text.encode()) for path, text in GOOD.items()]


def check(path: str, text: str) -> list[Fault]:
    return check_files([(path, text.encode("utf-8", "surrogatepass"))])


def rules(path: str, text: str) -> set[str]:
    return {fault.rule for fault in check(path, text)}


def broken(html: str) -> list[str]:
    return [found.message for found in breaks([*tokens(html)], html)[0]]


@pytest.mark.parametrize("place", ["<title>&z;</title>", '<title a="&z;"/>'])
def test_an_entity_bomb_is_named_and_does_not_go_off(place: str) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefghi", "bcdefghiz", strict=True)
    )
    before = time.perf_counter()

    found = rules("rss.xml", f"<!DOCTYPE rss [{entities}]>\n<rss version='2.0'><channel>{place}</channel></rss>")

    assert "X5" in found
    assert time.perf_counter() - before < 1


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("lighthouse keeper", encoding="utf-8")
    declared = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "{secret.as_uri()}">]>\n<rss '
    bad = RSS.replace("<rss ", declared, 1).replace("The ferry sings", "&s;")

    faults = check("rss.xml", bad)

    assert "X5" in {fault.rule for fault in faults}
    assert not any("keeper" in format_fault(fault) for fault in faults)


def test_a_file_that_is_not_well_formed_has_one_x1_with_its_line() -> None:
    faults = check("rss.xml", RSS.replace("</docs>", "</dogs>").replace("</ttl>", "<ttl>"))
    assert [(fault.rule, fault.line) for fault in faults] == [("X1", 12)]


def test_wrong_characters_do_not_hide_other_faults() -> None:
    bad = RSS.replace("mended on deck", "mended &nbsp; & \x0b on deck").replace("<language>en</language>", "")
    assert rules("rss.xml", bad) == {"X2", "X5", "X6", "R4"}


def test_faults_name_the_line_of_what_is_wrong() -> None:
    def lines(path: str, text: str) -> list[tuple[str, int | None]]:
        return [(fault.rule, fault.line) for fault in check(path, text)]

    ttl = RSS[: RSS.index("<ttl>")].count("\n") + 1
    salt = RSS[: RSS.index("Salt")].count("\n") + 1
    tags = JSON[: JSON.index('"tags"')].count("\n") + 1
    assert lines("rss.xml", RSS.replace("<ttl>60", "<ttl>x")) == [("R6", ttl)]
    assert lines("rss.xml", RSS.replace("Salt", '&lt;a href="x"&gt;Salt&lt;/a&gt;')) == [("H10", salt)]
    assert lines("feed.json", JSON.replace('["Rope"]', "7")) == [("J3", tags)]


def test_lines_beyond_65535_are_counted_or_not_told() -> None:
    late = RSS.replace("<item>", "\n" * 70_000 + "<item>", 1).replace("<category>Rope</category>", "<category/>")
    (fault,) = check("rss.xml", late)
    true = 70_000 + RSS[: RSS.index("<category>")].count("\n") + 1
    # There libxml2 knows the lines of texts alone, and takes that of a neighbour.
    assert fault.line is None or abs(fault.line - true) <= 2


def test_a_date_in_the_future_is_named_only_where_the_time_is_known() -> None:
    assert check("rss.xml", RSS) == []
    assert {f.rule for f in check_files([("rss.xml", RSS.encode())], now=datetime(2024, 1, 1, tzinfo=UTC))} == {"D8"}


def test_other_files_are_no_feeds() -> None:
    assert rules("a.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<urlset/>') == {"R1"}
    assert rules("a.xml", "") == {"X1"}
    assert rules("a.xml", "\0\0") == {"X1"}
    assert rules("a.json", "") == {"J6"}
    assert rules("a.json", "[1]") == {"J6"}
    assert rules("a.json", "[" * 100_000) == {"J6"}
    assert "X7" in rules("a.xml", ATOM.replace("http://www.w3.org/2005/Atom", "https://www.w3.org/2005/Atom"))


def test_utf16_is_read_and_named() -> None:
    faults = check_files([("rss.xml", RSS.replace("UTF-8", "UTF-16").encode("utf-16"))])
    assert {fault.rule for fault in faults} == {"X4"}


def test_folders_are_walked_for_feeds_alone(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "rss.xml").write_text(RSS, encoding="utf-8")
    (tmp_path / "deep" / "atom.xml").write_text(ATOM.replace("<logo>", "<logo>/"), encoding="utf-8")
    (tmp_path / "deep" / "feeds.opml").write_text(OPML, encoding="utf-8")
    (tmp_path / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "empty.xml").write_text("", encoding="utf-8")

    faults = check_paths([tmp_path])

    found = {(Path(fault.path).relative_to(tmp_path).as_posix(), fault.rule) for fault in faults}
    assert found == {("deep/atom.xml", "A10"), ("empty.xml", "X1"), ("rss.xml", "L5")}
    assert check_paths([tmp_path, tmp_path / "rss.xml"]) == faults
    assert {fault.rule for fault in check_paths([tmp_path / "sitemap.xml"])} == {"X4", "R1"}


def test_two_articles_at_one_address_are_two() -> None:
    """I4 wants the title or the date to agree as well as the link."""
    other = ATOM.replace("2024:ferry", "2024:tug").replace("The ferry sings", "A tug").replace("03-04T12", "03-04T11")
    assert check_files([("rss.xml", RSS.encode()), ("b/atom.xml", other.replace(": Boats", "").encode())]) == []


def test_further_pages_and_archives_are_parts_of_their_feed() -> None:
    """RFC 5005 section 3 and JSON Feed next_url: they may share its title, and in XML its id."""
    base, first = "https://lighthouse.example.org/feeds/", JSON.index('    {\n      "id"')
    empty = JSON[:first] + JSON[JSON.rindex("  ]\n}") :]
    page = empty.replace("feeds/feed.json", "feeds/2.json")
    linked = JSON.replace('"description"', f'"next_url": "{base}2.json",\n  "description"')
    assert check_files([("feed.json", linked.encode()), ("2.json", page.encode())]) == []
    assert {f.rule for f in check_files([("feed.json", JSON.encode()), ("2.json", page.encode())])} == {"L5"}


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (fault,) = check_paths([tmp_path / "none.xml"])
    assert (fault.rule, fault.level, fault.line) == ("X1", "error", None)
    assert "no such file" in fault.message


def test_a_fault_is_written_on_one_line_and_its_hint_on_another() -> None:
    fault = Fault("output/rss.xml", 12, "error", "R1", "channel has no title", "RSS 2.0 requires it")
    assert format_fault(fault) == "output/rss.xml:12: error R1: channel has no title\n  hint: RSS 2.0 requires it"
    assert format_fault(Fault("a", None, "info", "D9", "old")) == "a: info D9: old"


def test_names_and_values_cannot_write_to_the_terminal() -> None:
    bad = RSS.replace("Mon, 04 Mar 2024", "\x9b31mMon").replace("<category>", "<\u202ecategory>")
    text = "".join(format_fault(fault) for fault in check("a\x1b[2J\udc80.xml", bad))
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
        ("<b>a", "<b> is not closed"),
        ("a</b>", "</b> closes nothing"),
        ("<b><i>a</b></i>", "</b> stands where <i> must be closed first"),
        ("<a>x<a>y</a></a>", "<a> is not closed before <a>"),
        ("<p>a<div>b</div></p>", "</p> closes nothing"),
        ("<table>a<tr><td>b</table>", "<table> must not stand here"),
        ("<div/>a", "<div> is not closed"),
        ("<p>a</p><im", "the text ends inside a tag"),
        ("a &copy b", "'&copy' lacks its semicolon"),
        ("<div>" * 600 + "</div>" * 600, "elements are nested deeper than 512"),
    ],
)
def test_broken_html_is_told_by_its_first_break(html: str, message: str) -> None:
    assert broken(html) == [message]


def test_markup_that_only_a_parser_makes_active_is_found() -> None:
    mutating = "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></p></noscript>"
    bad = JSON.replace("<em>sings</em>", mutating)
    assert "H5" in rules("feed.json", bad)


@given(st.binary(max_size=300), st.sampled_from(["a.xml", "a.json", "a.opml", "a"]))
def test_no_bytes_raise(data: bytes, path: str) -> None:
    for fault in check_files([(path, data)]):
        assert format_fault(fault)


SHARDS = [b"<", b">", b"&", b'"', b"\0", b"\xff", b"\xed\xa0\x80", b"]]>", b"<![CDATA[", b"<!--", b"<?p?>", b"&#0;"]
SHARDS += [b"&lt;table&gt;", b"&lt;svg&gt;", b"&lt;a b=", b"http://[", b"9999-12-31T23:59:59-23:59", b"9" * 5000]
SHARDS += [b"\\ud800", b"NaN", b"null", b"[", b"{", b'type="xhtml"', b'xmlns:a="b"', b"\xe2\x80\xa8", b"&nbsp;"]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """Give a good feed with some shards in it, or some of it taken away."""
    path, data = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 7, 50, 400])))
        data = data[:start] + draw(st.sampled_from(SHARDS) | st.binary(max_size=8)) + data[end:]
    return path, data


@settings(max_examples=300, deadline=None)
@given(st.lists(damaged(), max_size=3))
def test_damaged_feeds_end_in_known_faults(files: list[tuple[str, bytes]]) -> None:
    faults = check_files(files)
    assert all(fault.level in (RULES[fault.rule].level, *RULES[fault.rule].also) for fault in faults)
    assert faults == check_files(files)


@given(st.text("<>/abip \"'=!-&;\n", max_size=60))
def test_tokens_lose_no_text(html: str) -> None:
    row = [*tokens(html)]
    assert [token.offset for token in row] == sorted(token.offset for token in row)
    assert all(html.startswith(token.name, token.offset) for token in row if token.kind == "text")
    assert "\n" not in plain(html)


def test_a_large_feed_is_checked_quickly() -> None:
    item = RSS[RSS.index("    <item>") : RSS.index("    <item>", RSS.index("</item>"))]
    many = "".join(item.replace("boats/knots", f"boats/knots{i}") for i in range(320))
    large = RSS.replace(item, many)
    before = time.perf_counter()

    faults = check("rss.xml", large)

    # A machine under load is given ten times what it takes.
    assert time.perf_counter() - before < 1.5
    assert len(large) > 200_000
    assert faults == []


def test_the_document_lists_every_rule_as_the_code_has_it() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([a-z, ]+) \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: (levels, checks) for name, levels, checks in rows}
    assert told == {name: (", ".join((rule.level, *rule.also)), rule.checks) for name, rule in RULES.items()}


def test_the_document_says_why_the_other_rules_are_not_checked() -> None:
    end = DOCUMENT.read_text(encoding="utf-8").partition("## What no file can tell")[2]
    assert dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", end, re.MULTILINE)) == dict(NOT_TOLD)


def test_every_rule_of_the_sections_is_checked_or_excused() -> None:
    """Sections 1-7, 9-11 and 17 of the list of standards, and the rules of others that a file can be held to."""
    sizes = {"X": 10, "I": 11, "D": 13, "R": 11, "RI": 8, "A": 13, "H": 13, "M": 3, "N": 4, "P": 6, "J": 7, "L": 5}
    listed = {f"{letter}{number}" for letter, size in sizes.items() for number in range(1, size + 1)}
    assert listed | {"O1", "O2", "O3", "U1", "S1", "G5"} == set(RULES) | set(NOT_TOLD)
    assert not set(RULES) & set(NOT_TOLD)
