"""Tags in prose that no HTML parser may take for tags: `std::vector<int>`, `cp <path> .`, an unclosed `<button>`.

A parser opens an element at each of them, and the sanitiser drops what an element such as `<path>` or `<select>` holds.
"""

import re

from feedmaker.loader.body.sanitizer import DROPPED_WITH_CONTENT, HTML
from feedmaker.text.patterns import portable

# Elements of HTML whose text the sanitiser keeps, whether they are closed or not.
_ORDINARY = HTML - {"audio", "video"} | {
    "html", "head", "body", "font", "form", "label", "fieldset", "legend", "option", "optgroup", "nobr", "dialog",
    "hgroup", "search", "menu", "dir", "data", "output", "progress", "meter", "picture", "image", "rb", "rtc", "blink",
    "marquee", "big", "slot", "spacer", "multicol", "nextid", "listing", "keygen", "bgsound", "basefont", "isindex",
}  # fmt: skip
# Elements without an end tag that are nothing without an attribute.
_VOID = frozenset({"embed", "input", "link", "meta", "base", "param", "frame", "track", "area"})
# Elements whose text is shown where the element itself has no meaning.
_UNWRAPPED = frozenset(
    {"button", "canvas", "map", "xml", "textarea", "noembed", "noframes", "selectedcontent", "portal"}
)
_KNOWN = (_ORDINARY | _VOID | DROPPED_WITH_CONTENT | {"audio", "video", "embed", "xmp", "math", "svg"}) - _UNWRAPPED
# Elements in which no tag of HTML stands.
_OPAQUE = frozenset({"script", "style", "svg", "math", "iframe", "xmp", "textarea", "title", "noembed", "noframes"})
#: Elements that scraped pages often have.
_PAGE_CODE = frozenset({"script", "style"})
# Prefixes of names that office programs and social networks write.
_PREFIXES = ("o:", "v:", "w:", "m:", "st1:", "fb:", "g:")
# Tags beyond which a body is not prose.
_MAX_TAGS = 5_000
# Characters of one tag.
_MAX_TAG = 4_000

_START = re.compile(r"<(?:(!--)|(/?)([A-Za-z][^\s/<>]*))")
_END_TAG = re.compile(r"</([A-Za-z][^\s/<>]*)")
# The attributes of a tag and its end.
_REST = re.compile(portable(r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>"))
_ADDRESS = re.compile(r"\s(?:src|data|data-src)\s*=", re.IGNORECASE)
_QUOTED = re.compile(r"=\s*[\"']")


def may_hold(names: frozenset[str], markup: str) -> bool:
    """Return True if markup that has elements of these names may have stray tags."""
    if names <= _ORDINARY:
        return False
    others = names - _ORDINARY
    return not others <= _PAGE_CODE or not all(_is_closed(name, markup) for name in others)


def _is_closed(name: str, markup: str) -> bool:
    """Return True if every element of this name, in lower case, certainly has its end tag: the frequent case, fast."""
    opened, end = markup.count(f"<{name}"), f"</{name}>"
    return 0 < opened == markup.count(end) and markup.rfind(f"<{name}") < markup.rfind(end)


def escape(markup: str) -> str:
    """Return `markup` with the stray tags that are never closed as text, as they are written.

    One that is written as markup all the same, with a quoted attribute or closed in itself, is removed, or closed at
    once where it has an address.
    """
    last_end = _last_end_tags(markup)
    opened: set[str] = set()
    parts: list[str] = []
    position = search = count = 0
    while (found := _START.search(markup, search)) and count < _MAX_TAGS:
        search = found.end()
        if found[1]:
            search = markup.find("-->", found.start() + 2)
            if search < 0:
                break
            continue
        name = found[3].lower()
        if name in _ORDINARY:
            continue
        count += 1
        rest = _REST.match(markup, search, search + _MAX_TAG)
        tag = markup[found.start() : rest.end() if rest else search]
        if found[2]:
            replacement = tag if name in opened or name in _KNOWN or name.startswith(_PREFIXES) else "&lt;"
        elif last_end.get(name, 0) >= search:
            opened.add(name)
            search = _content_end(markup, name, search) if name in _OPAQUE else search
            continue
        else:
            replacement = _unclosed(name, tag)
        if replacement == "&lt;":
            parts += markup[position : found.start()], replacement
            position = found.start() + 1
        elif replacement != tag:
            parts += markup[position : found.start()], replacement
            position = search = found.start() + len(tag)
    return "".join((*parts, markup[position:])) if parts else markup


def _unclosed(name: str, tag: str) -> str:
    """Return what replaces a start tag without an end tag: "&lt;" where its first character alone is replaced."""
    if name in _VOID:
        return tag if len(tag) > len(name) + 2 and not tag.endswith(f"{name}/>") else "&lt;"
    if name in _KNOWN and _ADDRESS.search(tag):
        return f"{tag}</{name}>"
    return "" if tag.endswith("/>") or _QUOTED.search(tag) or name.startswith(_PREFIXES) else "&lt;"


def _last_end_tags(markup: str) -> dict[str, int]:
    """Return where the last end tag of each name is."""
    return {found[1].lower(): found.start() for found in _END_TAG.finditer(markup)}


def _content_end(markup: str, name: str, start: int) -> int:
    found = re.compile(f"</{re.escape(name)}", re.IGNORECASE).search(markup, start)
    return found.start() if found else start


def unwrap(markup: str) -> str:
    """Remove the tags of elements that HTML does not have, or whose text alone is shown, and keep what they hold.

    Elements of SVG and MathML stay where they belong.
    """
    last_end = _last_end_tags(markup)
    parts: list[str] = []
    position = search = count = 0
    while (found := _START.search(markup, search)) and count < _MAX_TAGS:
        search = found.end()
        name = (found[3] or "").lower()
        if name in ("svg", "math") and not found[2] and last_end.get(name, 0) >= search:
            search = _content_end(markup, name, search)
        elif name and name not in _KNOWN:
            count += 1
            rest = _REST.match(markup, search, search + _MAX_TAG)
            if rest:
                parts.append(markup[position : found.start()])
                position = search = rest.end()
    return "".join((*parts, markup[position:])) if parts else markup
