"""The last step of every body: an allow-list, written out by an HTML5 parser (STANDARDS H5 to H10).

Nothing is parsed or put together after it but whole elements taken out, so that what was safe stays safe.
"""

import re
from typing import NamedTuple

import nh3

from feedmaker.loader.body.limits import element_names, spread
from feedmaker.loader.body.srcset import candidates
from feedmaker.text import urls

#: Elements whose text goes with them.
DROPPED_WITH_CONTENT = frozenset({
    "script", "style", "noscript", "noframes", "noembed", "template", "iframe", "frame", "frameset", "object",
    "applet", "svg", "math", "select", "datalist", "textarea", "title", "button", "canvas", "map", "xml", "portal",
    "fencedframe", "selectedcontent",
})  # fmt: skip
#: Elements that stay; all of them are acceptable to the feed validator of the W3C.
ALLOWED = frozenset({
    "a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd",
    "li", "main", "mark", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small",
    "source", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "time", "tr", "tt", "u", "ul", "var", "video", "wbr",
})  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title", "id"},
    "a": {"href", "hreflang"},
    "abbr": set(),
    "audio": {"src", "controls"},
    "blockquote": {"cite"},
    "code": {"class"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"alt", "height", "sizes", "src", "srcset", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"src", "srcset", "type", "media"},
    "table": {"border"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"abbr", "align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"height", "poster", "src", "width", "controls"},
}

# Ids help where a reader shows footnotes in place, and nowhere else: in-page links lead to the article's page.
_ID = re.compile(r"[^\W\d_][\w:.\-]{0,199}")
_ID_TAGS = frozenset({
    "a", "li", "sup", "h1", "h2", "h3", "h4", "h5", "h6", "p", "section", "div",
})  # fmt: skip
_NOTE = re.compile(r"(?:user-content-)?(?:fn|footnote|endnote|note|ref|cite|bib)", re.IGNORECASE)
_LANGUAGE_CLASS = re.compile(r"(?<!\S)lang(?:uage)?-([\w+#.\-]{1,40})")
_NUMBER = re.compile(r"\s*(\d{1,5})(?:px|\.\d+)?\s*", re.IGNORECASE)
_NUMBERS = frozenset({"width", "height"})
#: Attributes whose addresses are resolved, and all that do not pass as they are.
_RESOLVED = frozenset({"src", "cite", "poster", "href", "srcset"})
_FILTERED = _RESOLVED | _NUMBERS | {"class", "id"}

_EMPTY_LINK = re.compile(r"<a(?: (?!href=)[^>]*)?>(.*?)</a>", re.DOTALL)
_BARE_LINK = re.compile(r"<a(?! href=)(?![^>]* href=)")
_NO_SOURCE = re.compile(r"<img(?! src=)(?! [^>]* src=)[^>]*>")
_PRE_NEWLINE = re.compile(r"(<pre[^>]*>)\n")
# Whatever follows, these leave no trace when they are taken out.
_TRACELESS = ALLOWED | {"script", "style", "link", "meta", "html", "head", "body"}
_LIKE_LINKS = frozenset(name for name in _TRACELESS if name.startswith("a"))
_PASSES = 4


class Sanitized(NamedTuple):
    """A body that is safe."""

    html: str
    #: Those of its elements, in lower case, save the ones that a parser adds: p, br, and the parts of a table. There
    #: may be more.
    names: frozenset[str]


class Sanitizer:
    """A sanitiser for the articles of one thread: it remembers the article at hand while it works."""

    def __init__(self) -> None:
        self._base = ""
        self._page: str | None = None
        self._failure: BaseException | None = None
        self._cleaner = nh3.Cleaner(
            tags=set(ALLOWED),
            clean_content_tags=set(DROPPED_WITH_CONTENT),
            attributes=_ATTRIBUTES,
            attribute_filter=self._filter,
            # one attribute each: nh3 writes several in an order of its own
            set_tag_attribute_values={"video": {"controls": ""}, "audio": {"controls": ""}},
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )

    def clean(self, markup: str, base: str, page: str | None) -> str:
        """Return `markup` as a fragment of well-formed HTML5 with nothing in it but what is allowed.

        Relative references are resolved against `base`, `#fragment` against `page`; without one it is dropped.
        Cleaning what was cleaned changes nothing.
        """
        return self.sanitize(markup, base, page, element_names(markup)).html

    def sanitize(self, markup: str, base: str, page: str | None, names: frozenset[str]) -> Sanitized:
        """Clean `markup`, of which `names` are the names of elements that `element_names` finds."""
        self._base, self._page = base, page
        result = self._cleaned(markup)
        traceless = names <= _TRACELESS
        # What leaves a trace may have hidden other names (`<x<pre>`), or become another element (`<image>`).
        left = names if traceless else element_names(result)
        result = _tidied(result, left)
        # Taking out an element can leave a nesting that the parser would not make (`<a><object><a>`), and so can
        # mending one of links, which then are more or fewer than before.
        if (
            not traceless
            or "table" in names
            or (not _LIKE_LINKS.isdisjoint(names) and result.count("<a") != markup.count("<a"))
        ):
            for _ in range(_PASSES):
                before, result = result, _tidied(self._cleaned(result), left)
                if result == before:
                    break
        return Sanitized(result, left)

    def _cleaned(self, markup: str) -> str:
        result = self._cleaner.clean(spread(markup))
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        # a parser takes it for the byte order mark of a file
        return result.lstrip("\ufeff")

    def _filter(self, tag: str, name: str, value: str) -> str | None:
        """Filter an attribute; nh3 would swallow what is raised, an alarm too, and let the value through."""
        if name not in _FILTERED:
            return value
        if self._failure is not None:
            return None
        try:
            return self._attribute(tag, name, value)
        except BaseException as error:
            self._failure = error
            return None

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if name in _RESOLVED:
            return self._resolve(name, value)
        if name == "class":
            found = _LANGUAGE_CLASS.search(value)
            return f"language-{found[1]}" if found else None
        if name == "id":
            return value if tag in _ID_TAGS and _ID.fullmatch(value) and (tag[0] == "h" or _NOTE.match(value)) else None
        number = _NUMBER.fullmatch(value)
        return number[1] if number else None

    def _resolve(self, name: str, value: str) -> str | None:
        if name == "href":
            return self._href(value)
        return self._srcset(value) if name == "srcset" else urls.absolute(self._base, value)

    def _href(self, value: str) -> str | None:
        value = value.strip()
        if value[:1] == "#":
            return urls.absolute(self._page, value) if self._page and len(value) > 1 else None
        return urls.absolute(self._base, value, urls.LINKS)

    def _srcset(self, value: str) -> str | None:
        kept = []
        for address, size, _ in candidates(value):
            url = urls.absolute(self._base, address)
            if url:
                # a comma at its end would be read as the end of the candidate
                kept.append(url.rstrip(",") + (" " + size if size else ""))
        return ", ".join(kept) or None


def _tidied(markup: str, names: frozenset[str]) -> str:
    """Take out what the allow-list leaves as a shell: links and pictures that lead nowhere."""
    if "img" in names:
        markup = _NO_SOURCE.sub("", markup)
    if "a" in names and _BARE_LINK.search(markup):
        markup = _unlinked(markup)
    # A parser drops the first newline of a <pre>, so that one more keeps those that are text (HTML Standard, 13.1.2.5).
    if "pre" in names:
        markup = _PRE_NEWLINE.sub(r"\1\n\n", markup)
    # XML knows no &nbsp;, and some readers decode once too little.
    return markup.replace("&nbsp;", "\xa0") if "&" in markup else markup


def _unlinked(markup: str) -> str:
    """Unwrap every `<a>` without href, keeping ids that footnotes need as they are."""
    return _EMPTY_LINK.sub(_unwrap, markup)


def _unwrap(found: re.Match[str]) -> str:
    opening = found[0][: found.start(1) - found.start()]
    return found[0] if " href=" in opening or ' id="' in opening else found[1]
