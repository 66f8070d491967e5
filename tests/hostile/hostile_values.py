"""Values of front matter that are too much, broken or sly: categories, titles, people, addresses, files."""

import unicodedata
from collections.abc import Iterator

from hostile_heads import CONTROLS, head, raw


def category_names() -> tuple[object, ...]:
    """Names of categories that are not good names of folders, or are ours."""
    return (
        "..", "../..", "/", "//", "/etc/passwd", ".", "...", "./x", "..\\..\\x", "\\\\host\\share", "C:\\x", "~",
        "~root", "-rf", "CON", "con", "Con.txt", "NUL", "LPT1", "aux.xml", "x" * 4_000, "界" * 4_000, "😀", "😀😀",
        "👩‍👩‍👧‍👦", "!!!", "???", "…", "---", "\u0301\u0302", "e\u0301", "é", "E\u0301", "Boat", "boat", "BOAT",
        "Ｂｏａｔ", "boat ", " boat", "boat\u3000", "bo\u200bat", "ﬁn", "fin", "ß", "ss", "SS", "İ", "i\u0307", "ı",
        "K", "K", "Å", "Å", "rss.xml", "atom.xml", "feed.json", "index.html", "feeds.opml", "feeds.json", "archive",
        "archive-1.xml", "rss-1.xml", ".feedmaker.json", "autodiscovery.html", "latest.html", "feed.css", "RSS.XML",
        "categories", "tags", "%2e%2e%2f", "%00", "a/b", "a\\b", "a\0b", "a\nb", "a\x1b[31mb", "a?b#c", "a&b", "a<b>",
        '"', "'", "`id`", "$(id)", "{category}", "{{ 7*7 }}", "{0.__class__}", "%s%n", "a:b", "a|b", "*", "a*",
        "\u202eboat", "nul.", "boat.", ".boat", ".git", ".htaccess", "con " * 60, 1, 1.5, True, False, None, [], [[]],
        {}, {"name": ".."}, {"name": {"name": {"name": "deep"}}}, ["..", "..", "x"], ["a"] * 5_000,
        [["a", ["b", ["c"]]]], [".", "/", ".."], [["..", "rss.xml"], ["archive", "con"]], [None, "", " ", "x"],
        10**400,
    )  # fmt: skip


def categories() -> Iterator[tuple[str, bytes]]:
    for number, name in enumerate(category_names()):
        yield f"category-{number}", head(title=f"Category {number}", categories=name)
        if isinstance(name, str):
            yield (
                f"category-list-{number}",
                head(title=f"Category list {number}", categories=["below", name], tags=[name]),
            )
    yield "categories-100000", head(categories=[[f"many {n}"] for n in range(100_000)])
    yield "categories-100000-raw", raw("categories:\n" + "".join(f"- [many {n}]\n" for n in range(100_000)))
    yield "categories-100000-path", head(categories=[f"step {n}" for n in range(100_000)])
    yield "tags-100000", head(tags=[f"tag {n}" for n in range(100_000)])
    yield "tags-100000-commas", head(tags=",".join(f"t{n}" for n in range(100_000)))
    yield "categories-long-path", head(categories=["界" * 4_000] * 100)
    yield "categories-1mb", head(categories="c" * 1_000_000, tags="t" * 1_000_000)
    yield (
        "names-of-many-spellings",
        head(categories=[[unicodedata.normalize(form, "Ångström")] for form in ("NFC", "NFD", "NFKC")]),
    )


_ADDRESSES: tuple[object, ...] = (
    "/a\r\nX-Evil: 1\r\n\r\n<x>",
    "javascript:alert(1)",
    "../" * 5_000,
    "http://[::1",
    "http://x:99999999/",
    "//",
    "\\\\x\\y",
    "%" * 5_000,
    "http://" + "a." * 5_000 + "x",
    "http://a@b@c:d@e/",
    ":title/" * 2_000,
    "/:year/:nothing/{{ x }}",
    "http://xn--a.xn--/",
    "http://" + "ａ" * 300 + ".example/",
    "?" * 5_000,
    "x" * 1_000_000,
    [],
    {"url": ["x"]},
    7,
    "http://1.1/\ud800",
    "http://\u202e.example/",
    "https://harbour.example/rss.xml",
)
_LENGTHS: tuple[object, ...] = (-1, 1e308, "x", 10**400, True, None, [], "9" * 5_000)


def fields() -> Iterator[tuple[str, bytes]]:
    yield "title-1mb", head(title="Boat " * 200_000)
    yield "title-1mb-markup", head(title="<b>" * 300_000)
    yield "title-8000-markup", head(title="<b><i>" * 1_300)
    yield "title-8000-stars", head(title="*a **b " * 1_100)
    yield "title-8000-brackets", head(title="[" * 7_900)
    yield "title-8000-links", head(title="[a](" * 1_900)
    yield "title-8000-ticks", head(title="`a``" * 1_900)
    yield "title-8000-underlines", head(title="_a __b " * 1_100)
    yield "title-8000-comments", head(title="<!--" * 1_900)
    yield "title-8000-entities", head(title="&amp" * 1_900)
    yield "title-1mb-word", head(title="x" * 1_000_000)
    yield (
        "title-kinds",
        head(title=[["x"], {"y": 1}], author=[[["x"]], 1, None, True], summary={"x": 1}, language=[1], guid=[1]),
    )
    yield "heading-1mb", head("# " + "x" * 1_000_000, title=None)
    yield "heading-stars", head("# " + "*" * 500_000, title=None)
    yield "heading-none", head("#" * 500_000, title=None)
    yield "heading-setext", head("x\n" * 100_000 + "===", title=None)
    yield "summary-1mb", head(summary="<p>Boat " * 120_000)
    yield "author-1mb", head(author="a" * 1_000_000)
    yield "author-1mb-at", head(author="a@" * 500_000)
    yield "author-1mb-brackets", head(author="a <" * 300_000 + "a@b.example>")
    yield "author-1mb-spaces", head(author="a " + " " * 200_000 + "https://x.example/" + "(" * 100_000)
    yield "authors-100000", head(authors=[{"name": f"A {n}", "email": f"a{n}@x.example"} for n in range(100_000)])
    yield "author-links", head(author="[a](" * 100_000)
    yield "author-ands", head(author="a@b.c and " * 50_000)
    for key in ("link", "permalink", "url", "slug", "abbrlink", "image", "canonical", "base"):
        for number, value in enumerate(_ADDRESSES):
            yield f"{key}-{number}", head(title=f"{key} {number}", **{key: value})
    yield "guid-controls", head(guid=f"urn:x:{CONTROLS}")
    yield "guid-1mb", head(guid="urn:" + "x" * 1_000_000)
    yield "guid-empty", head(guid="", id=" ", uuid="\n")
    yield "guid-shared", head(title="Shared one", guid="urn:x:shared")
    yield "guid-shared-too", head(title="Shared two", guid="urn:x:shared")
    yield "guid-kinds", head(guid={"a": 1}, id=[1, 2], uuid=True)
    yield "enclosure-crlf", head(enclosure={"url": "/a.mp3", "type": "audio/mpeg\r\nX-Evil: 1", "length": "1\r\n2"})
    yield "enclosure-lengths", head(enclosures=[{"url": f"/{n}.mp3", "length": _LENGTHS[n]} for n in range(8)])
    yield "enclosures-100000", head(enclosures=[{"url": f"/{n}.mp3"} for n in range(100_000)])
    yield "enclosure-deep", head(enclosure=[[[[[[{"url": {"url": {"url": "/a.mp3"}}}]]]]]])
    yield "enclosure-words", head(enclosure="http://x.example/a.mp3 " * 50_000)
    yield "image-kinds", head(image=[{"url": {"src": ["x"]}}, None, [[]]], cover={"src": 1}, thumbnail=True)
    yield "language-odd", head(language="x-" * 50_000, lang='en"><x>', locale="../../etc")
    yield "status-odd", head(draft=[[]], published={"x": 1}, status="\0", sticky=10**400)
    yield "weight-odd", head(weight=1e308, order="NaN", sidebar=[[[]]])
