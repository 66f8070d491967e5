"""Markup that can be sanitised tag by tag, because a parser would make nothing else of it than what stands there.

Most bodies are such: every element is closed where it must be, and nothing is nested that the HTML Standard would take
apart. Each different tag of theirs is cleaned once by the sanitiser; whatever is in doubt is left to a parser.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

#: Tags that are remembered, and characters of the longest of them.
_TAGS, _LENGTH = 2_000, 200
#: Elements in one another, and steps from one to the next that are remembered.
_DEPTH, _STEPS = 60, 8_000
#: Tags of one body that are cleaned one by one: with more of them a parser is faster.
_READ = 500

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Each of these closes an open `<p>` (HTML Standard, 13.2.6.4.7), and so must not stand in one.
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "footer", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "ul",
}  # fmt: skip
#: A parser opens these again where they were not closed in their order.
_FORMATTING = frozenset({"a", "b", "big", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u"})
_PHRASES = frozenset({
    "abbr", "acronym", "bdi", "bdo", "cite", "del", "dfn", "ins", "kbd", "mark", "q", "samp", "span", "sub", "sup",
    "time", "var",
})  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "wbr"})
_ELEMENTS = _BLOCKS | _FORMATTING | _PHRASES | _VOID
#: What these hold is no markup, and goes with them.
_RAW = frozenset({"script", "style"})
_CLOSED = (_ELEMENTS | _RAW) - _VOID
#: Where an item must stand, or else it closes another one.
_PARENTS = {"li": ("ol", "ul"), "dd": ("dl",), "dt": ("dl",)}
#: Elements that are told of, because they need care later, or their content does.
_SPECIAL = _RAW | {"img", "pre", "sup"}
#: Without these, an element is taken out or unwrapped.
_NEEDS = {"a": " href=", "img": " src="}
#: What must not be open around an element.
_BARRED = {
    **{name: frozenset({name}) for name in _FORMATTING},
    **{name: frozenset({"p"}) for name in _BLOCKS},
    **{name: _HEADINGS | {"p"} for name in _HEADINGS},
}

_START_TAG = re.compile(
    r"([a-z][a-z0-9]*+)(?:[ \t\n]++[^\s\"'<>/=]++(?:=(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++))?)*+[ \t\n]*+/?"
)
_END_TAG = re.compile(r"/([a-z][a-z0-9]*)")
_ADDRESS = re.compile(r" (src|href)=\"([^\"&]*)\"")
# One that the sanitiser writes as it stands whatever its path is; the host decides whether it is an address at all.
_SETTLED = re.compile(r"(https?://[a-z0-9\-]+(?:\.[a-z0-9\-]+)+/)((?:[A-Za-z0-9\-._~/]++|%[0-9A-F]{2})*+)")
#: No id that begins with a digit stays, and some sites number their pictures.
_NUMBER = re.compile(r" id=\"[0-9]*\"")
#: Stands for the path of an address.
_PATH = "~path~of~an~address~"
# A comment that ends where its tag does.
_COMMENT = re.compile(r"!--(?!-)(?:[^-]|-(?!-))*+--")
# All but those that the sanitiser writes as they stand, and the one that it does not need.
_REFERENCE = re.compile("&(?!(?:amp|lt|gt|nbsp|quot);)")
_CLEANED = re.compile(r"(<([a-z0-9]+)(?: [^<>]*)?>)(?:x</\2>)?")


class _Tag(NamedTuple):
    """What a tag does: it opens an element, closes one, is one of its own, or is nothing to be shown."""

    written: str
    opens: str = ""
    closes: str = ""
    #: An element that must be allowed here, and has no end tag.
    alone: str = ""


class _Place:
    """Open elements, the innermost here and the others around it."""

    __slots__ = ("around", "depth", "name", "steps")

    def __init__(self, name: str, around: "_Place | None") -> None:
        self.name = name
        self.around = around
        self.depth: int = around.depth + 1 if around else 0
        self.steps: dict[str, _Step] = {}

    def admits(self, name: str) -> bool:
        """Tell whether a parser leaves everything as it is when this element opens here."""
        if self.depth >= _DEPTH or (name in _PARENTS and self.name not in _PARENTS[name]):
            return False
        barred = _BARRED.get(name, frozenset())
        place: _Place | None = self
        while place is not None:
            if place.name in barred:
                return False
            place = place.around
        return True


class _Step(NamedTuple):
    """What a tag comes to at a place."""

    written: str
    place: _Place
    #: The name of an element that asks for care, "" for all others.
    special: str = ""


class Clean(NamedTuple):
    """Markup that is clean."""

    html: str
    #: Which of `img`, `pre` and `sup` are in it; there may be more.
    names: set[str]


class PlainMarkup:
    """Cleans what is plain.

    Args:
        clean: the sanitiser itself, for one element; tells also whether another article would have got the same.
        resolve: what the sanitiser does with the address in an attribute of this name.
        refuses: tells of a start tag, and the name in it, whether nothing with it is plain.
    """

    def __init__(
        self,
        clean: Callable[[str], tuple[str, bool]],
        resolve: Callable[[str, str], str | None],
        refuses: Callable[[str, frozenset[str]], bool],
    ) -> None:
        self._clean = clean
        self._resolve = resolve
        self._refuses = refuses
        self._tags: dict[str, _Tag | None] = {}
        self._root = _Place("", None)
        self._steps = 0
        #: Tags of the body at hand that were cleaned.
        self._read_now = 0

    def clean(self, markup: str) -> Clean | None:
        """Return what the sanitiser gives for `markup`, but for no-break spaces; None where it has to be asked.

        Those may come as they are or as references, where the sanitiser writes references. There is no link in it
        without an address, nor a picture.
        """
        first, *pieces = markup.split("<")
        if markup.count(">") != len(pieces) or "\r" in markup or "\0" in markup or "\ufeff" in markup:
            return None
        if self._steps >= _STEPS:
            self._root, self._steps = _Place("", None), 0
        self._read_now = 0
        parts = [first]
        add = parts.append
        place = self._root
        told = set[str]()
        for piece in pieces:
            tag, closed, text = piece.partition(">")
            step = place.steps.get(tag)
            if step is None:
                step = self._step(place, tag) if closed else None
                if step is None:
                    return None
            written, place, special = step
            add(written)
            if special:
                told.add(special)
                text = text.removeprefix("\n") if special == "pre" else "" if special in _RAW else text
            add(text)
        if place is not self._root:
            return None
        if "&" in markup and not _take_references(parts):
            return None
        return Clean("".join(parts), told)

    def _step(self, place: _Place, text: str) -> _Step | None:
        """Tell what a tag comes to; None where only a parser can tell."""
        if self._steps >= 2 * _STEPS:
            return None  # all of them in this body
        text = _NUMBER.sub("", text)
        if (found := _ADDRESS.search(text)) and _PATH not in text:
            settled = _SETTLED.fullmatch(self._resolve(found[1], found[2]) or "")
            if settled:
                # Most often only where it leads differs from one tag to the next.
                origin, path = settled.groups()
                shape = f"{text[: found.start(2)]}{origin}{_PATH}{text[found.end(2) :]}"
                step = place.steps.get(shape) or self._step(place, shape)
                return step and _Step(step.written.replace(_PATH, path), step.place, step.special)
        tag, lasting = self._look(text)
        if tag is None or (place.name in _RAW and tag.closes != place.name):
            return None
        if tag.closes:
            if place.name != tag.closes or place.around is None:
                return None
            step = _Step("" if tag.closes in _RAW else tag.written, place.around)
        elif tag.opens:
            if not place.admits(tag.opens):
                return None
            step = _Step(tag.written, _Place(tag.opens, place), tag.opens if tag.opens in _SPECIAL else "")
        elif tag.alone and not place.admits(tag.alone):
            return None
        else:
            step = _Step(tag.written, place, tag.alone if tag.alone in _SPECIAL else "")
        if lasting and len(text) <= _LENGTH:
            place.steps[text] = step
            self._steps += 1
        return step

    def _look(self, text: str) -> tuple[_Tag | None, bool]:
        """Find out what a tag does, from what stands between its brackets, and whether that is so for good.

        None where only a parser can tell.
        """
        if text in self._tags:
            return self._tags[text], True
        self._read_now += 1
        if self._read_now > _READ:
            return None, False
        tag, lasting = self._read(text)
        if lasting and len(text) <= _LENGTH:
            if len(self._tags) >= _TAGS:
                self._tags.clear()
            self._tags[text] = tag
        return tag, lasting

    def _read(self, text: str) -> tuple[_Tag | None, bool]:
        if end := _END_TAG.fullmatch(text):
            name = end[1]
            return _Tag(f"</{name}>", closes=name) if name in _CLOSED else None, True
        if _COMMENT.fullmatch(text):
            return _Tag(""), True
        start = _START_TAG.fullmatch(text)
        if start is None or self._refuses(f"<{text}>", frozenset({start[1]})):
            return None, True
        name = start[1]
        if name in _RAW:
            return _Tag("", opens=name), True
        if name not in _ELEMENTS:
            return None, True
        written, lasting = self._clean(f"<{text}>" if name in _VOID else f"<{text}>x</{name}>")
        cleaned = _CLEANED.fullmatch(written)
        if cleaned is None or cleaned[2] != name or _NEEDS.get(name, "") not in cleaned[1]:
            return None, lasting
        return _Tag(cleaned[1], alone=name) if name in _VOID else _Tag(cleaned[1], opens=name), lasting


def _take_references(parts: list[str]) -> bool:
    """Write the references in the texts of `parts`, which are every other one, as the sanitiser does, if possible."""
    for index in range(0, len(parts), 2):
        if "&" in parts[index]:
            if _REFERENCE.search(parts[index]):
                return False
            parts[index] = parts[index].replace("&quot;", '"')
    return True
