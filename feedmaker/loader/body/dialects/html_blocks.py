"""Where HTML ends and Markdown begins, in dialects that do not decide it by empty lines as CommonMark does.

kramdown and Python-Markdown end a block of HTML at its end tag, and read Markdown behind `<br>` or `<img>` on a line of
its own; an indent in it makes no code. In MDX and for Pandoc the text in every element is Markdown, on the line of its
tags too.
"""

import re

from feedmaker.config.schema import Dialect
from feedmaker.loader.body.dialects.blocks import fence_after
from feedmaker.loader.body.formatting import VOID
from feedmaker.loader.body.markup import outside_code, replace_outside_code
from feedmaker.text.patterns import portable

#: Dialects that are read so.
DIALECTS: frozenset[Dialect] = frozenset({"kramdown", "python-markdown", "mdx", "pandoc"})
# A noncharacter before a tag, which hides that its line begins a block of HTML.
_SHIELD = "\ufde0"
_BLOCKS = (
    "address|article|aside|blockquote|center|details|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|main|nav|ol|p|pre"
    "|section|summary|table|ul|img|iframe|video|audio"
)
# One that begins a paragraph is unwrapped where no paragraph can hold its element.
_SHIELDED = re.compile(
    rf"^<p>{_SHIELD}(<(?:{_BLOCKS})\b[^\n]*>)</p>$"
    f"|{_SHIELD}",
    re.MULTILINE,
)
_INLINE = frozenset({
    "a", "abbr", "b", "big", "br", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
})  # fmt: skip
# Elements whose content is not Markdown and may have empty lines; CommonMark reads them as it should.
_VERBATIM = frozenset({"pre", "script", "style", "textarea"})
# Elements that are followed.
_DEEPEST = 100
_START = re.compile(r"[ \t]*</?(?P<name>[A-Za-z][\w.:-]*+)(?<!:)(?=[\s/>])")
_LONG_TAG = outside_code(
    portable(
        r"""^(?P<indent>[ \t]*)
        (?P<long><[A-Za-z][\w.:-]*+(?=\s)(?:[^<>"'\n]++|"[^"<>]*+"|'[^'<>]*+'|\n(?![ \t]*\n))*+>)"""
    )
)
_OPEN_TAG = re.compile(r"<[A-Za-z][^<>]*$")
_TAG = re.compile(portable(r"<(/?)([A-Za-z][\w.:-]*+)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>"))


def rewrite(text: str, dialect: Dialect) -> str:
    """Return Markdown that CommonMark divides from HTML as `dialect` does; `unshield` is for the HTML made of it."""
    # a tag of several lines on one
    text = replace_outside_code(
        _LONG_TAG, lambda tag: tag["indent"] + " ".join(map(str.strip, tag["long"].split("\n"))), text
    )
    written: list[str] = []
    opened: list[str] = []
    fence = verbatim = before = ""
    in_code = False
    for line in text.split("\n"):
        if line.strip():
            # blocks of HTML and MDX have no indented code
            in_code = not opened and dialect != "mdx" and _is_code(line, written, in_code=in_code)
        start = None if verbatim or in_code else _START.match(line)
        if verbatim:
            verbatim = "" if verbatim in line.lower() else verbatim
        elif fence or "```" in line or "~~~" in line:
            fence = fence_after(fence, line)
        elif start is None:
            if not line.strip() and opened[-1:] == ["p"]:
                opened.pop()
            if dialect == "pandoc" and before not in ("", "div"):
                # Pandoc reads the white space behind a tag as part of it, but for a division
                line = line.lstrip()
            verbatim = _verbatim_end(line) if line.lstrip().startswith("<!--") else ""
        else:
            verbatim = _verbatim_end(line)
            if not verbatim and start["name"].lower() not in _INLINE:
                _follow(line, opened)
                before = start["name"].lower()
                written += _block(line, written, dialect, is_whole=not opened)
                continue
            if not (opened or verbatim) and _is_tags(line):
                # a line that is a tag begins a block of HTML in CommonMark
                line = line.replace("<", f"{_SHIELD}<", 1)
        before = ""
        written.append(line)
    return "\n".join(written)


def unshield(html: str) -> str:
    """Remove what `rewrite` added from the HTML of its result."""
    return _SHIELDED.sub(r"\1", html) if _SHIELD in html else html


def _block(line: str, written: list[str], dialect: Dialect, *, is_whole: bool) -> list[str]:
    """Return the lines of one that begins with the tag of a block; `is_whole`: no element is open behind it."""
    if dialect in ("mdx", "pandoc"):
        indent, tag = line[: line.index("<")], line.lstrip()
        if dialect == "pandoc" and not is_whole and len(indent) > 3:
            # the tags of a block are no code, however they are indented
            indent = ""
        return ["", indent + (tag if _is_tags(line) else _SHIELD + tag), ""]
    if is_whole:
        return [line, ""]
    return [line.lstrip() if _is_code(line, written) else line]


def _is_tags(line: str) -> bool:
    return not _TAG.sub("", line).strip()


def _follow(line: str, opened: list[str]) -> None:
    """Open and close the elements of a line."""
    for tag in _TAG.finditer(line):
        name = tag[2].lower()
        if tag[1]:
            if name in opened:
                del opened[len(opened) - 1 - opened[::-1].index(name) :]
        elif name not in _INLINE | VOID and not tag[0].endswith("/>") and len(opened) < _DEEPEST:
            opened.append(name)


def _verbatim_end(line: str) -> str:
    """Return what ends the comment, the tag or the element without Markdown that a line leaves open; "" for none."""
    if (comment := line.rfind("<!--")) >= 0:
        return "" if "-->" in line[comment:] else "-->"
    if _OPEN_TAG.search(_TAG.sub("", line)):
        return ">"
    name = next((name for name in _VERBATIM if f"<{name}" in line.lower()), "")
    return "" if not name or f"</{name}" in line.lower() else f"</{name}"


def _is_code(line: str, written: list[str], *, in_code: bool = False) -> bool:
    """Return True for a line that CommonMark reads as code: it is indented and follows an empty one, or code."""
    return line.startswith(("    ", "\t")) and (in_code or not (written and written[-1].strip()))
