"""An allow-list of elements and attributes, serialised by an HTML5 parser.

The last step of every body: nothing after it parses or builds markup, whole elements alone are removed.
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import nh3

from feedmaker.loader.body.limits import ATTRIBUTE_BYTES, LENGTH, divide_references, element_names
from feedmaker.text import mathml, urls
from feedmaker.text.patterns import portable

#: Elements that are removed with their text.
DROPPED_WITH_CONTENT = frozenset({
    "script", "style", "noscript", "noframes", "noembed", "template", "iframe", "frame", "frameset", "object",
    "applet", "svg", "select", "datalist", "textarea", "title", "button", "canvas", "map", "xml", "portal",
    "fencedframe", "selectedcontent",
})  # fmt: skip
#: Elements of HTML that stay; the feed validator of the W3C accepts all of them.
HTML = frozenset({
    "a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd",
    "li", "main", "mark", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small",
    "source", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "time", "tr", "tt", "u", "ul", "var", "video", "wbr",
})  # fmt: skip
#: All that stay, in their namespaces: nh3 drops those of MathML where HTML stands.
ALLOWED = HTML | mathml.ELEMENTS
# Ids help where a reader shows footnotes in place, and nowhere else: in-page links lead to the article's page.
_ID_TAGS = frozenset({"a", "li", "sup", "h1", "h2", "h3", "h4", "h5", "h6", "p", "section", "div"})
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"}, "q": {"cite"}, "blockquote": {"cite"},
    "ins": {"cite", "datetime"}, "del": {"cite", "datetime"}, "time": {"datetime"},
    "img": {"alt", "height", "referrerpolicy", "sizes", "src", "srcset", "width"},
    "source": {"src", "srcset", "type", "media"},
    "video": {"height", "poster", "src", "width", "controls"}, "audio": {"src", "controls"},
    "code": {"class"}, "details": {"open"}, "li": {"value"}, "ol": {"reversed", "start", "type"},
    "table": {"border"}, "col": {"span"}, "colgroup": {"span"},
    "td": {"align", "colspan", "rowspan"}, "th": {"abbr", "align", "colspan", "rowspan", "scope"},
    **mathml.ATTRIBUTES,
}  # fmt: skip
_ID = re.compile(r"[^\W\d_][\w:.\-]{0,199}")
_NOTE = re.compile(r"(?:user-content-)?(?:fn|footnote|endnote|note|ref|cite|bib)", re.IGNORECASE)
_LANGUAGE_CLASS = re.compile(r"(?<!\S)lang(?:uage)?-([\w+#.\-]{1,40})")
_REFERRER_POLICIES = frozenset({
    "no-referrer", "origin", "origin-when-cross-origin", "same-origin", "strict-origin",
    "strict-origin-when-cross-origin",
})  # fmt: skip
_NUMBER = re.compile(r"\s*(\d{1,5})(?:px|\.\d+)?\s*", re.IGNORECASE)
# A srcset, "a.png 2x, b.png 640w": an address runs up to white space, and one that ends in a comma has no descriptor.
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<!,)\s*+([^,]*+))?")
_DESCRIPTOR = re.compile(r"([\d.]+)[wxh]")

_LINK = re.compile(portable(r"<a(?: (?!href=)[^<>]*+)?>([^<]*+(?:<(?!/?a[ >])[^<]*+)*+)</a>"))
_LINK_WITHOUT_HREF = re.compile(r"<a(?=[ >])(?! href=)(?![^<>]* href=)")
_IMAGE_WITHOUT_SRC = re.compile(r"<img(?! src=)(?! [^<>]* src=)[^<>]*+>")
# The attributes of a link or picture, and its address among them.
_ADDRESSED = re.compile(r"<(?:a|img)\s([^<>]*)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:^|[\s\"'/])(?P<name>href|src)\s*+=\s*+(?:\"([^\"]*)|'([^']*)|([^\s\"']+))", re.IGNORECASE)
_PRE_NEWLINE = re.compile(r"(<pre [^<>]*+>)\n")
# A tag that must be followed by another tag of a table, and is not: a parser moves the content out of the table.
# "<tr><b>", "</td>x", "<table title='>'>"; not "<tr>\n<td>", "</td></tr>".
_MISPLACED_IN_TABLE = re.compile(
    portable(
        r"<(?:(?:table|thead|tbody|tfoot|tr|colgroup|col)|/(?:thead|tbody|tfoot|tr|t[dh]|caption|colgroup))(?![a-z])"
        r"(?:[^<>\"']|\"[^<>\"]*\"|'[^<>']*')*+"
        r"(?!>[ \t\n]*+</?(?:table|thead|tbody|tfoot|tr|t[dh]|caption|colgroup|col)[ \t\n/>])"
    ),
    re.IGNORECASE,
)
# What the parser makes of misnested tags, and makes something else of when it reads it again, in its output:
# "<a …><b><table>", "<h1><i></i><h2>".
_NESTED = re.compile(
    portable(r"<(?:a[ >](?:[^<]++|<(?!/a>|(?:a|table|h[1-6])[ >]))*+<(?!/)|h[1-6][ >](?:[^<]++|<(?!/?h[1-6][ >]))*+<h)")
)
# Elements after which one pass is enough: they are kept, or leave a valid nesting when they are removed.
_TRACELESS = HTML - {"rt", "rp"} | {"script", "style", "link", "meta", "html", "head", "body"}
_LINKS_AND_HEADINGS = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6"})
# assets/table.pdf: a file that is not a page
_FILE = re.compile(r"[^/:?#][^:?#]*+(?<=\.pdf|\.zip|\.csv|\.png|\.jpg|\.svg|\.txt|\.mp3|\.mp4)")
_MAX_PASSES = 4


class TooMuchMarkupError(Exception):
    """A body whose safe HTML is longer than the limits allow."""


class Candidate(NamedTuple):
    """An image of a srcset: its address, its descriptor ("2x", or "") and the number of that ("2")."""

    address: str
    descriptor: str
    number: str


class Sanitized(NamedTuple):
    """A body that is safe."""

    html: str
    #: Its elements in lower case, without those that a parser adds: p, br, and parts of tables. There may be more.
    names: frozenset[str]
    #: Attribute and value of the addresses of links and pictures that a feed may not have.
    refused: tuple[tuple[str, str], ...] = ()


class Sanitizer:
    """A sanitiser that resolves URLs. Not thread-safe."""

    def __init__(self) -> None:
        self._base = ""
        self._media: Callable[[str], str | None] | None = None
        self._page: str | None = None
        self._failure: BaseException | None = None
        #: A link or picture has no address any more.
        self._has_refused = False
        #: Characters that attributes of this body may still have.
        self._left = 0
        #: Name of an attribute → its new value, or None; the values of all others stay.
        self._rules: dict[str, Callable[[str], str | None]] = {
            **dict.fromkeys(("src", "cite", "poster"), self._address),
            "href": self._href,
            "srcset": self._srcset,
            **dict.fromkeys(("width", "height"), _pixels),
            "class": _language,
            "referrerpolicy": _referrer_policy,
        }
        self._cleaner = nh3.Cleaner(
            tags=set(ALLOWED),
            clean_content_tags=set(DROPPED_WITH_CONTENT),
            attributes={**_ATTRIBUTES, **{tag: {"id"} | _ATTRIBUTES.get(tag, set()) for tag in _ID_TAGS}},
            attribute_filter=self._filter,
            # one attribute each: nh3 writes several in an undefined order
            set_tag_attribute_values={"video": {"controls": ""}, "audio": {"controls": ""}},
            url_schemes=set(urls.LINKS),
            link_rel=None,
        )

    def clean(self, markup: str, base: str, page: str | None) -> str:
        """Return `markup` as a fragment of well-formed HTML5 that holds nothing but what is allowed.

        Relative references are resolved against `base`, `#fragment` against `page`, without which it is removed.
        Idempotent. Raises TooMuchMarkupError.
        """
        return self.sanitize(markup, base, page, element_names(markup)).html

    def sanitize(
        self,
        markup: str,
        base: str,
        page: str | None,
        names: frozenset[str],
        media: Callable[[str], str | None] | None = None,
    ) -> Sanitized:
        """Clean `markup`, of which `names` are the names of elements that `element_names` finds.

        The addresses of media are those that `media` returns, or resolved against `base` without it.
        Raises TooMuchMarkupError.
        """
        self._base, self._page = base, page
        self._media = media
        self._has_refused = False
        cleaned = self._cleaned(markup)
        traceless = names <= _TRACELESS
        # A removed element may have hidden other names (`<x<pre>`), or become another element (`<image>`).
        left = names if traceless else element_names(cleaned)
        result = self._tidied(cleaned, left)
        # Removing an element can leave a nesting that the parser would not make (`<a><object><a>`).
        if (
            not traceless
            or ("table" in names and _MISPLACED_IN_TABLE.search(markup))
            or (not _LINKS_AND_HEADINGS.isdisjoint(names) and _NESTED.search(cleaned))
        ):
            for _ in range(_MAX_PASSES):
                before, result = result, self._tidied(self._cleaned(result), left)
                if result == before:
                    break
        return Sanitized(result, left, tuple(self._refused(markup)) if self._has_refused else ())

    def _cleaned(self, markup: str) -> str:
        if len(markup) > LENGTH:
            raise TooMuchMarkupError
        self._left = ATTRIBUTE_BYTES
        result = self._cleaner.clean(divide_references(markup))
        if self._left < 0 or len(result) > LENGTH:
            raise TooMuchMarkupError
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        # a parser takes it for the byte order mark of a file
        return result.lstrip("\ufeff")

    def _tidied(self, markup: str, names: frozenset[str]) -> str:
        """Remove links and pictures that have lost their address, and write spaces so that every parser keeps them."""
        if "img" in names:
            markup, removed = _IMAGE_WITHOUT_SRC.subn("", markup)
            self._has_refused |= removed > 0
        if "a" in names and _LINK_WITHOUT_HREF.search(markup):
            self._has_refused = True
            markup = _LINK.sub(_unwrapped, markup)
        # A parser drops the first newline of a <pre>: one more keeps those that are text (HTML Standard, 13.1.2.5).
        if "pre" in names:
            markup = markup.replace("<pre>\n", "<pre>\n\n")
            markup = _PRE_NEWLINE.sub(r"\1\n\n", markup) if "<pre " in markup else markup
        # XML has no &nbsp;, and some readers decode once too little.
        return markup.replace("&nbsp;", "\xa0") if "&" in markup else markup

    def _refused(self, markup: str) -> Iterator[tuple[str, str]]:
        """Yield attribute and value of the addresses of links and pictures in `markup` that do not stay."""
        for attributes in _ADDRESSED.findall(markup):
            found = _ADDRESS.search(attributes)
            written = (found[2] or found[3] or found[4] or "#") if found else "#"
            # a link within the page is not a loss
            if found and written[0] != "#":
                name, value = found["name"].lower(), html.unescape(written)
                if self._rules[name](value) is None:
                    yield name, value

    def _filter(self, tag: str, name: str, value: str) -> str | None:
        """Filter an attribute. nh3 ignores exceptions and keeps the attribute, so store and re-raise."""
        self._left -= len(value)
        if self._left < 0:
            return None
        if name == "id":
            return value if _ID.fullmatch(value) and (tag[0] == "h" or _NOTE.match(value)) else None
        rule = self._rules.get(name)
        if rule is None or tag in mathml.ELEMENTS:
            return value
        try:
            result = rule(value)
        except BaseException as error:
            self._failure = error
            return None
        self._left -= len(result or "")
        return result

    def _address(self, value: str) -> str | None:
        return self._media(value) if self._media else urls.absolute(self._base, value)

    def _href(self, value: str) -> str | None:
        value = value.strip()
        if value[:1] == "#":
            return urls.absolute(self._page, value) if self._page and len(value) > 1 else None
        if self._media and _FILE.match(value):
            return self._media(value)
        return urls.absolute(self._base, value, urls.LINKS)

    def _srcset(self, value: str) -> str | None:
        kept = []
        for address, descriptor, _ in candidates(value):
            url = self._address(address)
            if url:
                # a comma at its end would be read as the end of the candidate
                kept.append(url.rstrip(",") + (" " + descriptor if descriptor else ""))
        return ", ".join(kept) or None


def _pixels(value: str) -> str | None:
    number = _NUMBER.fullmatch(value)
    return number[1] if number else None


def _referrer_policy(value: str) -> str | None:
    """Return a policy that sends other hosts at most the host of the page, as is the default of browsers."""
    policy = value.strip().lower()
    return policy if policy in _REFERRER_POLICIES else None


def _language(value: str) -> str | None:
    found = _LANGUAGE_CLASS.search(value)
    return f"language-{found[1]}" if found else None


def candidates(srcset: str) -> Iterator[Candidate]:
    """Yield the candidates of a srcset that have no descriptor or a number with its unit. Takes linear time."""
    for found in _CANDIDATE.finditer(srcset):
        written = (found[2] or "").strip()
        descriptor = _DESCRIPTOR.fullmatch(written)
        if written and not descriptor:
            continue
        yield Candidate(found[1].rstrip(","), written, descriptor[1] if descriptor else "")


def _unwrapped(link: re.Match[str]) -> str:
    """Return the content of an `<a>` that has no href, and no id that footnotes need."""
    opening = link[0][: link.start(1) - link.start()]
    return link[0] if " href=" in opening or ' id="' in opening else link[1]
