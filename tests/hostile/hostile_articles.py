"""Articles made to break a reader: names and bytes of our own, each with one thing that is too much, broken or sly."""

from collections.abc import Callable, Iterator, Mapping

import hostile_bodies
import hostile_values
from hostile_heads import CONTROLS, DAY, TURNS, head, raw


def _front_matter() -> Iterator[tuple[str, bytes]]:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    yield "alias-bomb", raw(bomb)
    yield "alias-bomb-in-title", raw(bomb + "title: *a9\ncategories: *a11\ntags: *a11\nauthor: *a11")
    yield "alias-recursive", raw("a: &a [*a]\nb: &b {c: *b}\ncategories: &k [x, *k]\ntags: &t {name: *t}")
    yield "merge-recursive", raw("a: &a\n  <<: *a\n  x: 1\n<<: *a")
    merged = "m0: &m0 {" + ", ".join(f"k{n}: {n}" for n in range(300)) + "}\n"
    merged += "".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 30)}]}}\n" for n in range(1, 6))
    yield "merge-bomb", raw(merged)
    yield "merge-bomb-at-top", raw(merged + "<<: [" + ", ".join(["*m1"] * 2000) + "]")
    yield "alias-many", raw("a: &a [x]\ncategories: [" + ", ".join(["*a"] * 100_000) + "]")
    yield "alias-unknown", raw("a: *nothing\ncategories: [x]")
    yield "key-is-mapping", raw("{a: b}: c\n? [x, y]\n: z\n? &k {k: *k}\n: v")
    for tag in ("!!python/object/apply:os.system", "!!python/object/new:os.system", "!!python/name:os.system", "!<x>"):
        yield (
            f"tag-{tag.strip('!<>').replace('/', '-').replace(':', '-')}",
            raw(f'a: {tag} ["touch /tmp/x"]\nauthor: {tag} x'),
        )
    yield "tag-binary", raw("summary: !!binary AAAA\ntags: !!set {a, b}\ncategories: !!omap [a: b]")
    yield "tag-long", raw(f"a: !{'x' * 100_000} y")
    yield "keys-10000", raw("".join(f"key{n}: {n}\n" for n in range(10_000)))
    yield "keys-duplicate", raw("title: Second\ndate: 2024-03-02\nTITLE: Third\ntitle: Fourth")
    yield "keys-100000-the-same", raw("x: 1\n" * 100_000)
    yield "key-long", raw(f"{'k' * 200_000}: v")
    yield "key-empty", raw(": x\n'': y\n? \n: z")
    yield "never-ends", f"---\ntitle: Boat\ndate: {DAY}\n".encode() + b"x: y\n" * 200_000
    yield "never-ends-block", f"---\ntitle: Boat\ndate: {DAY}\nsummary: |\n".encode() + b"  line\n" * 200_000
    yield "never-ends-toml", f'+++\ntitle = "Boat"\ndate = {DAY}\n'.encode() + b'x = "y"\n' * 100_000
    yield "never-ends-json", b'{"title": "Boat", "date": "2024-03-01", "x": [' + b"[" * 100_000
    yield "never-ends-semicolons", b';;;\n"title": "Boat",\n' + b'"x": "y",\n' * 100_000
    yield "never-ends-html", b"<!--\n.. title: Boat\n.. date: 2024-03-01\n" + b".. x: y\n" * 100_000
    yield "fences-only", b"---\n" * 200_000
    yield "dashes", b"-" * 1_000_000
    yield "json-deep", b'{"title": "Boat", "date": "2024-03-01", "a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\nA boat."
    yield "json-number", b'{"title": "Boat", "date": "2024-03-01", "a": ' + b"9" * 50_000 + b"}\nA boat."
    yield "json-numbers", b'{"title": 1e400, "date": 1e400, "a": NaN, "length": Infinity}\nA boat.'
    yield "toml-number", f'+++\ntitle = "Boat"\ndate = {DAY}\na = {"9" * 50_000}\n+++\nA boat.'.encode()
    yield "toml-deep", f'+++\ntitle = "Boat"\ndate = {DAY}\na = {"[" * 20_000}{"]" * 20_000}\n+++\nA boat.'.encode()
    yield "toml-dotted", f'+++\ntitle = "Boat"\ndate = {DAY}\n{"a." * 20_000}b = 1\n+++\nA boat.'.encode()
    tables = "".join(f"[t{n}]\n" for n in range(20_000))
    yield "toml-tables", f'+++\ntitle = "Boat"\ndate = {DAY}\n{tables}+++\nA boat.'.encode()
    yield "flow-deep", raw("a: " + "[" * 20_000 + "]" * 20_000)
    yield "flow-deep-open", raw("a: " + "[{" * 20_000)
    yield "indent-deep", raw("".join(" " * n + "a:\n" for n in range(1000)))
    yield "sequence-deep", raw("a:\n  " + "- " * 20_000 + "x")
    yield "question-deep", raw("? " * 20_000 + "x")
    yield "quote-open", raw('summary: "' + "x\n" * 50_000)
    yield "folded-long", raw("summary: >\n" + "  word word\n\n" * 50_000)
    yield "document-many", raw("--- \nx: y\n... \n" * 10_000)
    yield "percent", raw("%YAML 9.9\n%TAG ! tag:x,2000:\na: b")
    yield "tabs", raw("\tx: y\n\t- z\n")
    yield "rst-fields", b"Boat\n====\n\n:date: 2024-03-01\n" + b":x: y\n" * 5_000 + b"\nA boat.\n"
    yield "pelican-headers", b"Title: Boat\nDate: 2024-03-01\n" + b"Tags: x\n" * 50_000 + b"\nA boat.\n"
    yield "html-meta", b"<html><head><title>Boat</title>" + b'<meta name="date" content="2024-03-01">' * 50_000
    yield "html-title-open", b"<html><head><title>" + b"<title>" * 100_000
    yield (
        "doctype",
        b'<!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b SYSTEM "file:///etc/passwd">]><title>&a;</title>' + head(),
    )


def _text() -> Iterator[tuple[str, bytes]]:
    yield "nul", b"\0" * 1000 + head()
    yield "nul-within", head("A boat\0 came\0 in.").replace(b"Boat", b"B\0oat")
    yield "nothing-but-nul", b"\0" * 100_000
    yield "empty", b""
    yield "blank", b"\n \t\r\n" * 100_000
    yield "marks-only", b"\xef\xbb\xbf" * 10_000
    yield "utf16-half", b"\xff\xfe-\0-\0-\0\n\0t\0i\0t\0l\0e"
    yield "utf16-surrogates", b"\xff\xfe" + b"\x00\xd8" * 5_000
    yield "utf32-beyond", b"\xff\xfe\0\0" + b"\xff\xff\xff\xff" * 5_000
    yield "utf7", b"+ADw-script+AD4-" * 1_000
    yield "utf8-broken", head("A boat \xff").replace("\xff".encode(), b"\xff\xc0\x80\xed\xa0\x80\xf5\x80\x80\x80")
    yield "utf8-overlong", head().replace(b"Boat", b"Bo\xc0\xaft \xe0\x80\xaf \xf0\x80\x80\xaf")
    yield "random", bytes((n * 7919 + n // 251) % 256 for n in range(200_000))
    yield "gzip", b"\x1f\x8b\x08\0" + bytes(range(256)) * 100
    yield "encoding-lie", b'<?xml version="1.0" encoding="utf-16"?><meta charset="idna">' + head()
    yield "encoding-zlib", b"# -*- coding: zlib -*-\n" + head()
    yield "encoding-hex", b"---\nencoding: hex\ncharset: rot13\n" + head()[4:]
    yield "surrogates", head("A \ud800 boat \udfff", title="\ud83d Boat \ude00", categories=["\ud800"], author="\udc00")
    yield "surrogates-raw", raw("author: \ud800\ncategories: \udfff", "\ud83d A boat \udc00")
    for field in ("title", "summary", "author", "categories", "tags", "image", "link", "guid", "language", "permalink"):
        yield f"controls-in-{field}", head(**{field: f"a{CONTROLS}b{TURNS}"})
    yield "controls-raw", raw(f"author: {CONTROLS}\ncategories: [x{CONTROLS}]", CONTROLS)
    yield (
        "controls-in-body",
        head(f"# {CONTROLS}\n\n[{CONTROLS}]({CONTROLS}) `{CONTROLS}`\n\n<p title='{CONTROLS}'>{CONTROLS}"),
    )
    references = "".join(
        f"&#{n};&#x{n:x};" for n in [*range(0x20), *range(0x7F, 0xA0), 0xD800, 0xFFFE, 0xFFFF, 0x110000]
    )
    references += f"&#{'9' * 4_000};&#x{'f' * 5_000};&{'a' * 5_000};"
    yield "references-in-body", head(f"{references}\n\n<p title='{references}'>{references}</p>")
    yield (
        "references-in-fields",
        head(title=f"Boat {references}", author=references, categories=[references], tags=references),
    )
    yield (
        "references-in-urls",
        head(f"<a href='https://x.example/{references}'>x</a>", image=f"/i{references}.png", link=f"/l{references}"),
    )
    yield (
        "cdata-end",
        head("]]>]]&gt; <p>]]></p> ]]", title="]]> Boat <![CDATA[", author="]]>", categories=["]]>"], summary="]]>"),
    )
    yield (
        "xml-in-fields",
        head(title="</title></item><item>", author="</name><x/>", categories=['" term="'], guid="</guid>"),
    )
    yield (
        "entities",
        head('<!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>&b; &nbsp; &copy', title="&b; &lt;b&gt; &nbsp;"),
    )
    yield "turned-title", head(title=f"{TURNS}gpj.taob{TURNS}", author=TURNS, categories=[f"boat{TURNS}"])
    yield "zero-width", head(title="\u200b\u200d\ufeff\u2060", categories=["\u200b"], tags=["\u00ad"])
    yield "combining", head(title="a" + "\u0301" * 100_000, categories=["e" + "\u0301" * 5_000])
    yield "one-line", head("x" * 2_000_000)
    yield "one-word-per-line", head("x\n" * 300_000)
    yield "carriage-returns", head().replace(b"\n", b"\r") + b"\r" * 100_000
    yield "line-separators", head("\u2028" * 100_000, title="Boat\u2028two\u2029three\x85four\x0bfive\x0csix")
    yield "tag-characters", head(title="Boat\U000e0041\U000e007f", categories=["boat\U000e0041"])


def _dates() -> Iterator[tuple[str, bytes]]:
    dates = (
        "0000-00-00", "0000-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "10000-01-01",
        "-0044-03-15", "2024-W10", "2024-W10-5", "2024W105", "2024-W54-8", "2024-366", "2024-02-30",
        "2024-02-29T24:00:00", "2024-01-01T25:61", "2016-12-31T23:59:60Z", "2024-01-01T00:00:00+99:99",
        "2024-01-01T00:00:00 Mars/Olympus", "1e400", "NaN", "-1", "0", "99999999999999999999", "9" * 5_000,
        "2024-01-01" + "0" * 5_000, "٢٠٢٤-٠١-٠١", "２０２４年１月１日", "二〇二四年一月一日", "now", "tomorrow",
        "yesterday " * 5_000, "{{ date }}", "%s", "2024-01-01\0", "2024-01-01\r\nX: y", "01/02/03", "1/1",
        "Sat, 99 Foo 2024 99:99:99 GMT", "民國一一三年", "令和６年", "2024-13-01", "Jan " * 2_000, "1:" * 5_000,
        "2024" + "-" * 5_000, "2024-01-01T00:00:00." + "9" * 5_000, "+" * 5_000, "(" * 5_000, "T" * 100,
        "2024-01-01 [Asia/Shanghai]", "P1D", "/", "12" * 40,
    )  # fmt: skip
    for number, date in enumerate(dates):
        yield f"date-{number}", head(date=date, title=f"Dated {number}")
        yield f"date-raw-{number}", f"---\ntitle: Dated raw {number}\ndate: {date}\n---\n\nA boat.\n".encode()
    other: tuple[object, ...] = (
        [],
        {},
        [DAY] * 1000,
        {"date": DAY},
        True,
        1e308,
        -(10**30),
        10**400,
        [[[[DAY]]]],
        "",
        None,
    )
    for number, value in enumerate(other):
        yield f"date-kind-{number}", head(date=value, title=f"Kind {number}", updated=value, expires=value)
    yield "date-updated-long-ago", head(updated="0001-01-01", expires="0000-01-01")
    yield "date-far", head(date="9999-12-31", updated="9999-12-31", expires="9999-12-31")


def _sizes() -> Iterator[tuple[str, bytes]]:
    yield "just-below-the-limit", head("A boat. " * 1_200_000)


#: What is looked at together: name → articles by name, made when they are asked for.
_GROUPS: Mapping[str, Callable[[], Iterator[tuple[str, bytes]]]] = {
    "front-matter": _front_matter,
    "text": _text,
    "dates": _dates,
    "categories": hostile_values.categories,
    "fields": hostile_values.fields,
    "bodies": hostile_bodies.bodies,
    "template-tags": hostile_bodies.template_tags,
    "sizes": _sizes,
}
GROUPS = tuple(_GROUPS)


def articles(group: str) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes; each article has a title of its own, so that none is a copy of another."""
    for name, data in _GROUPS[group]():
        yield name, data.replace(b"Boat", f"Boat {name}".encode(), 1)


#: File names beyond those of the articles; the last ones are not UTF-8.
FILE_NAMES: tuple[bytes, ...] = (
    b"a\nb.md", b"a\rb.md", b"\x1b[31mred\x1b]0;owned\x07.md", b"a\tb.md", b"--help.md", b"-.md", b"a'b\"c.md",
    b"$(id).md", b"a;b.md", b"\xe2\x80\xae\xe2\x80\xaedm.exe.md", "\u200b.md".encode(), "e\u0301.md".encode(),
    b"%2e%2e%2f.md", b"<script>.md", b"&amp;.md", b"a\\b.md", b" .md", b" a .md", b"x" * 252 + b".md",
    b"\x01\x02\x7f.md", b"2024-13-45-x.md", b"9999-12-31-x.md", b"CON.md", b"a:b.md", b"*.md", b"\xc2\x9b31m.md",
    b"\xff\xfe.md", b"a\xed\xa0\x80.md", b"\xc0\xaf.md",
)  # fmt: skip
