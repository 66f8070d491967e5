"""The summary of a body in plain text, where it ends, and the first picture.

All but `mark_end` work on the sanitiser's output, where `<` and `>` occur in tags alone.
"""

import html
import re

from feedmaker.loader.body.markup import CODE_FLAGS, HTML_CODE, MARKDOWN_CODE
from feedmaker.model import Image
from feedmaker.text.media_types import image_type
from feedmaker.text.patterns import portable
from feedmaker.text.truncate import truncate
from feedmaker.text.xml_characters import one_line

#: Marks the end of the summary in sanitised HTML; clean_text removes it from every text.
MARK = "\ufdd0"
#: The same before the sanitiser: Markdown has no other meaning for a comment.
MARK_COMMENT = f"<!--{MARK}-->"
# `<!-- more -->`, `<!--more Read on-->`, and the `{/* truncate */}` of MDX.
_MORE = r"""
 |<!--(?P<more>\s*(?:more|excerpt|read-?more|truncate|summary|end_?excerpt|teaser_end)\b(?:(?!-->)[^\n]){0,80}-->)
 |\{/\*(?P<mdx>\s*(?:truncate|more)\s*\*/\})
"""
_MORE_IN_HTML = re.compile(HTML_CODE + _MORE, CODE_FLAGS)
_MORE_IN_MARKDOWN = re.compile(MARKDOWN_CODE + _MORE, CODE_FLAGS)
# A fast test for most bodies, which begins with the rarest character.
_MORE_COMMENT = re.compile(r"!(?<=<!)--\s*(?:[Mm]ore|MORE|[Ee]xc|[Rr]ead|[Tt]runc|[Ss]umm|[Ee]nd|[Tt]eas|TEAS)")
#: Characters of a summary made from the body; where most are wide, each says as much as two.
LENGTH = 200
WIDE_LENGTH = 120

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)[^<>]*+>")
# Elements that do not divide words.
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "ruby", "rb", "rp", "rt",
})  # fmt: skip
# What reads badly out of its place: code, tables, headings, captions, players, the reading aid of ruby.
_SKIPPED = frozenset({
    "pre", "table", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "video", "audio", "rt", "rp", "summary",
})  # fmt: skip
_RAW_SKIPPED = frozenset({"video", "audio", "rt", "rp"})
# A formula, with its text as the cleanup has written it.
_MATH = re.compile(
    portable(r'<math (?=[^<>]*?\balttext="([^"<>]*+)")[^<>]*+>[^<]*+(?:<(?!/?math[ >])[^<]*+)*+</math>'), re.DOTALL
)
_IMAGE = re.compile(r"<img ([^<>]*+)>")
_ATTRIBUTE = re.compile(r'(?<![\w:-])([a-z][\w:-]*+)="([^"]*+)"')
_NOTE_LINK = re.compile(r'<sup[^<>]*+><a (?=[^<>]*?href="[^"#<>]*+#[^"<>]*+")[^<>]*+>[^<]*+</a></sup>')
_NOTES = re.compile(
    portable(r'<section>\s*+<ol>\s*+<li id="fn[^<]*+(?:<(?!/?section>)[^<]*+)*+</section>|<a [^<>]*+>↩\ufe0e?</a>'),
    re.DOTALL,
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]+")
# Of an address in lower case; each branch begins with a literal, which makes the search fast.
_ORNAMENT = re.compile(
    r"/(?:emoji|emoticon|smil(?:ey|ies)|icon|avatar|badge|spacer|pixel|track(?:er|ing))s?[/._-]"
    r"|s\.w\.org/images/core|img\.shields\.io|badge\.fury|travis-ci|badgen\.net|gravatar\.com|twemoji"
    r"|/(?:spacer|blank|pixel|transparent|1x1|loading)[\w-]*\.(?:gif|png|svg)"
)
#: Pixels up to which a picture is an icon.
_ICON = 32


def mark_end(text: str, separator: str | None, *, in_markdown: bool) -> str:
    """Replace the more-marker of `text` by MARK_COMMENT, or insert that before `separator`."""
    if separator and separator in (body := text.lstrip()):
        before, _, after = body.partition(separator)
        return f"{before}\n\n{MARK_COMMENT}\n\n{separator if separator.isspace() else ''}{after}"
    if _MORE_COMMENT.search(text) or ("{" in text and "{/*" in text):
        for found in (_MORE_IN_MARKDOWN if in_markdown else _MORE_IN_HTML).finditer(text):
            if found.lastgroup in ("more", "mdx") and not _is_in_tag(text, found.start()):
                return f"{text[: found.start()]}{MARK_COMMENT}{text[found.end() :]}"
    return text


def _is_in_tag(text: str, offset: int) -> bool:
    """Return True if what is at `offset` is in an attribute of a tag, such as `<img title="<!-- more -->">`."""
    start = text.rfind("<", 0, offset)
    return start > text.rfind(">", 0, offset) and text[start + 1 : start + 2].isalpha()


def split_at_mark(markup: str) -> tuple[str, str]:
    """Return what precedes the mark, and `markup` without the mark and the empty paragraph or line around it."""
    before, _, after = markup.partition(MARK)
    if before.rfind("<") > before.rfind(">"):
        # within an attribute, where it ends no summary
        return "", before + after
    start, end = before.rstrip(), after.lstrip()
    if start.endswith("<p>") and end.startswith("</p>"):
        return before, start.removesuffix("<p>") + end.removeprefix("</p>").removeprefix("\n")
    return before, before + (after[1:] if before.endswith("\n") and after.startswith("\n") else after)


def excerpt(markup: str) -> str:
    """Return the words of `markup` in plain text, whole."""
    return _words(_with_formulas(_without_notes(markup)), len(markup))


def summary(markup: str, names: frozenset[str]) -> str:
    """Return the first words of `markup` in plain text, about LENGTH characters, cut at a word.

    `names` are those of its elements, or more.
    """
    if "sup" in names:
        markup = _without_notes(markup)
    if "math" in names:
        markup = _with_formulas(markup)
    words = _words(markup, LENGTH + LENGTH // 4)
    sample = words[:LENGTH:4]
    limit = WIDE_LENGTH if sum(map(len, _WIDE.findall(sample))) > len(sample) // 3 else LENGTH
    return truncate(words, limit)


def first_image(markup: str) -> Image | None:
    """Return the first picture that is not an ornament."""
    for found in _IMAGE.finditer(markup):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        url = html.unescape(attributes.get("src", ""))
        width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
        if not url or _ORNAMENT.search(url.lower()) or min(width or _ICON + 1, height or _ICON + 1) <= _ICON:
            continue
        return Image(url, one_line(html.unescape(attributes.get("alt", ""))), width, height, image_type(url))
    return None


def _pixels(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() and int(value) > 0 else None


def _without_notes(markup: str) -> str:
    return _NOTES.sub("", _NOTE_LINK.sub("", markup)) if "<sup" in markup else markup


def _with_formulas(markup: str) -> str:
    return _MATH.sub(r"\1", markup)


def _words(markup: str, limit: int) -> str:
    return _text(markup, limit, _SKIPPED) or _text(markup, limit, _RAW_SKIPPED)


def _text(markup: str, limit: int, skipped: frozenset[str]) -> str:
    """Collect text up to about `limit` characters; blocks are divided by a space."""
    markup = markup.lstrip()
    parts: list[str] = []
    length = position = 0
    inside = ""
    nested = 0
    for tag in _TAG.finditer(markup):
        closing, name = tag.groups()
        if inside:
            if name == inside:
                nested += -1 if closing else 1
                if not nested:
                    inside = ""
                    position = tag.end()
            continue
        start, end = tag.span()
        part = markup[position:start]
        position = end
        if part:
            parts.append(part)
            length += len(part)
            if length > limit:
                break
        if name in skipped and not closing:
            inside, nested = name, 1
        if name not in _INLINE:
            parts.append(" ")
    else:
        if not inside:
            parts.append(markup[position:])
    joined = "".join(parts)
    return " ".join((html.unescape(joined) if "&" in joined else joined).split())
