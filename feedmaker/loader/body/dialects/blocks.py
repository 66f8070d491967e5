"""Blocks that are marked by a line and an indent: admonitions, tabs and code of Python-Markdown and MkDocs.

!!! note "Title"        ??? tip            === "First tab"          :::python
Text                    Text               Text                 print(1)

And fences of Hexo: with a caption, ```js A title, and in a quotation whose mark the lines of code lack.
"""

import re

from feedmaker.loader.body import markdown
from feedmaker.loader.body.markup import ADDED_LINE, BULLET
from feedmaker.text.patterns import portable

#: What such a block begins with, and `#!` in Python-Markdown.
SIGNS = frozenset({"!!! ", "???", "===", ":::"})
_MARKER = re.compile(
    portable(
        r"([ ]*)(?:(?P<box>!!!|\?\?\?\+?)[ ]++(?P<kind>[\w-]++(?:[ ][\w-]++)*+)?[ ]*+(?:\"(?P<title>.*)\")?"
        r"|===[!+]?[ ]+(?P<quote>[\"'])(?P<tab>.+)(?P=quote))[ \t]*"
    )
)
_LANGUAGE = re.compile(r"(?:[ ]{4}|\t)(?P<sign>:::+|#!)(?P<language>[\w+#-]{1,30})[ \t]*")
_FENCE = re.compile(rf"[ \t>]*(?:{BULLET}[ \t]+)?(`{{3,}}|~{{3,}})")
_LIST_ITEM = re.compile(rf"[ ]*{BULLET}[ \t]")
# A title without Markdown.
_PLAIN = re.compile(r"(?![ \d])[\w ]*+(?<![ _])|")
_MAX_DEPTH = 10
_QUOTED_FENCE = re.compile(r"[ \t]*+>[ \t>]*+(?=```|~~~)")
# ```js Its title https://example.org/a.js its words
_CAPTIONED = re.compile(r"[ \t]*+(`{3,}|~{3,})[ \t]*+([^\s`~{]++)[ \t]++(?!\{%)([^`\n]++)")
# Settings of Hexo's fences.
_SETTING = re.compile(r"(?:line_number|line_threshold|first_line|wrap|mark|language_attr|highlight):\S++\s*+")
# A title as other tools write it: the tag would take it for a setting.
_NAMED_TITLE = re.compile(r"\b(?:title|filename)=([\"'])([^\"']++)\1")


def expand(text: str, *, python_markdown: bool) -> str:
    """Return `text` with its blocks as HTML and fenced code, with an ADDED_LINE for each line more than before.

    `python_markdown`: `#!language` names the language of code too, which in CommonMark is code.
    """
    signs = (":::", "#!") if python_markdown else (":::",)
    return "\n".join(_expand(text.split("\n"), signs, 0))


def _expand(lines: list[str], signs: tuple[str, ...], depth: int) -> list[str]:
    written: list[str] = []
    fence = ""
    in_list = False
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if fence or _FENCE.match(line):
            fence = fence_after(fence, line)
            written.append(line)
            continue
        if line[:1] not in ("", " ", "\t") or _LIST_ITEM.match(line):
            in_list = _LIST_ITEM.match(line) is not None
        marker = _MARKER.fullmatch(line)
        if marker and depth < _MAX_DEPTH and (len(marker[1]) < 4 or in_list):
            end = _block_end(lines, position, len(marker[1]) + 4)
            if end > position:
                inner = [_outdented(one, len(marker[1]) + 4) for one in lines[position:end]]
                written += _box(marker, _expand(inner, signs, depth + 1))
                position = end
                continue
        language = _LANGUAGE.fullmatch(line)
        if language and language["sign"].startswith(signs) and not in_list and not (written and written[-1].strip()):
            end = _block_end(lines, position, 4)
            written += _code(language["language"], [_outdented(one, 4) for one in lines[position:end]])
            # the empty line behind it becomes the end of the fence
            position = min(end + 1, len(lines)) if end < len(lines) and not lines[end].strip() else end
            continue
        written.append(line)
    return written


def rewrite_fences(text: str) -> str:
    """Return Markdown with the fences of Hexo, which reads indented ones too and shows captions.

    Those outside of lists lose their indent; the tag `codeblock` replaces each that has a caption.
    """
    written: list[str] = []
    fence = indent = ""
    is_captioned = in_list = False
    for line in text.split("\n"):
        before, fence = fence, fence_after(fence, line)
        if not before:
            if _LIST_ITEM.match(line):
                in_list = True
            elif line[:1] not in ("", " ", "\t") and not (written and written[-1].strip()):
                in_list = False
            found = _CAPTIONED.fullmatch(line)
            caption = _NAMED_TITLE.sub(r"\2", _SETTING.sub("", found[3])).strip() if found else ""
            is_captioned = caption != "" and "%}" not in caption
            indent = line[: len(line) - len(line.lstrip(" \t"))] if fence and (is_captioned or not in_list) else ""
            if found and is_captioned:
                line = f"{indent}{{% codeblock {caption} lang:{found[2]} %}}"
        elif is_captioned and not fence:
            line = indent + "{% endcodeblock %}"
        is_tag = is_captioned and not (before and fence)
        written.append(line if in_list and is_tag else line.removeprefix(indent))
        if not fence:
            indent = ""
    if fence and indent:
        return text
    return "\n".join([*written, "{% endcodeblock %}"] if fence and is_captioned else written)


def quote_fences(text: str) -> str:
    """Return Markdown in which the fences of quotations are quoted to their end, where Hexo reads them to."""
    written: list[str] = []
    fence = mark = ""
    for line in text.split("\n"):
        before, fence = fence, fence_after(fence, line)
        if not before:
            quoted = _QUOTED_FENCE.match(line)
            mark = quoted[0] if quoted else ""
        written.append(line if not before or line.lstrip().startswith(">") else mark + line)
    return text if fence else "\n".join(written)


def fence_after(fence: str, line: str) -> str:
    """Return the fence of code that is open after a line, "" for none; `fence` was open before it."""
    if not fence:
        opened = _FENCE.match(line)
        return opened[1] if opened else ""
    bare = line.strip(" \t>")
    return "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence


def _block_end(lines: list[str], start: int, indent: int) -> int:
    """Return where the indented lines from `start` on end, without empty lines behind them."""
    end = start
    for number in range(start, len(lines)):
        line = lines[number].expandtabs(4)
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) < indent:
            break
        end = number + 1
    return end


def _outdented(line: str, indent: int) -> str:
    if "\t" in line[:indent]:
        line = line.expandtabs(4)
    return line[indent:] if line[:indent].isspace() else line.lstrip()


def _box(marker: re.Match[str], inner: list[str]) -> list[str]:
    """Return the lines of a box, a folded one or a tab."""
    title = marker["title"]
    if marker["tab"] is not None:
        title = marker["tab"]
    elif title is None:
        title = (marker["kind"] or "").partition(" ")[0].replace("-", " ").capitalize()
    if (marker["box"] or "").startswith("?"):
        opening = "<details open>" if marker["box"] == "???+" else "<details>"
        opening, closing = f"{opening}<summary>{_inline(title)}</summary>", "</details>"
    else:
        name = "div" if marker["tab"] is not None else "blockquote"
        opening = f"<{name}>" + (f"<p><strong>{_inline(title)}</strong></p>" if title else "")
        closing = f"</{name}>"
    indent = marker[1]
    written = [indent + opening, *(indent + line if line.strip() else line for line in inner)]
    if inner[0].strip():
        written[0] += ADDED_LINE
        written.insert(1, "")
    return [*written, "", indent + closing + 3 * ADDED_LINE, ""]


def _inline(title: str) -> str:
    """Return a title, which may have Markdown, as HTML."""
    if _PLAIN.fullmatch(title):
        return title
    return markdown.to_html(title).strip().removeprefix("<p>").removesuffix("</p>")


def _code(language: str, lines: list[str]) -> list[str]:
    fence = "```" if not any(line.lstrip().startswith("```") for line in lines) else "~~~~~"
    return [f"{fence}{language}", *lines, f"{fence}"]
