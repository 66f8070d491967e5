"""Wiki links and embeds of Obsidian: `[[Note|label]]`, `![[picture.png|300]]`.

Links to articles have become links to their pages (`article_links`); the others keep their text alone, because the page
of the note is not known. An embedded picture is a picture.
"""

import re

from feedmaker.loader.body.dialects import images
from feedmaker.loader.body.markup import outside_code, replace_outside_code
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.text.media_types import PICTURES

#: Begins with one literal, which makes a search fast.
BRACKETS = r"""
    \[(?=\[)\[(?P<target>(?![\s\[])[^\[\]|\n]{1,300}?)(?:\\?\|(?P<label>[^\[\]\n]{0,300}))?\]\](?![(\]]|\[(?!\[))
"""
#: Characters before what is no link: "rows[[i]]"; those of Chinese and Japanese, which have no spaces, precede links.
BEFORE = r"\[\\0-9A-Za-z_"
_SIGN = re.compile(BRACKETS, re.VERBOSE)
_LINK = outside_code(rf"(?<![{BEFORE}])(?P<embed>!?){BRACKETS}(?P<link>)")
_BLOCK_ID = outside_code(r"(?<=[^\s])[ ]\^[A-Za-z0-9-]{2,}[ \t]*$")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]\n]{1,300})\]:", re.MULTILINE)
_IMAGE = re.compile(rf"{PICTURES}$", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,5})(?:x(\d{1,5}))?")
# A name that is neither a word of a programming language, `[[nodiscard]]`, nor a list, `[[1, 2]]`.
_NAME = re.compile(r"(?=[^\W\d_])(?![a-z][\w.-]*\Z)|#")


def replace(text: str, *, every: bool) -> str:
    """Replace wiki links by their text; `every` one, or those that cannot be anything else."""
    may_have = "[[" in text if every else any(_is_link(one["target"], one["label"]) for one in _SIGN.finditer(text))
    if not may_have:
        return text
    defined = frozenset(_DEFINITION.findall(text))

    def replacement(found: re.Match[str]) -> str:
        target, label = _target(found), found["label"]
        if found["embed"] and _IMAGE.search(target):
            return _image(target, label or "")
        if target in defined or not (every or _is_link(target, label)):
            return found[0]
        return words_of(found)

    return replace_outside_code(_LINK, replacement, text)


def words_of(link: re.Match[str]) -> str:
    """Return the words that a link shows, in Markdown."""
    label = (link["label"] or "").strip()
    return label or html_snippets.text(_words(_target(link)))


def _target(link: re.Match[str]) -> str:
    return link["target"].rstrip("\\").strip()


def remove_block_ids(text: str) -> str:
    """Remove the ids of paragraphs, "Words ^a1b2c3", which links of Obsidian name."""
    return replace_outside_code(_BLOCK_ID, lambda _: "", text)


def _is_link(target: str, label: str | None) -> bool:
    """Return True for what cannot be anything else."""
    return label is not None or _NAME.match(target) is not None or _IMAGE.search(target) is not None


def _image(target: str, label: str) -> str:
    """Return the picture; of `alt|300x200` the last part is its size."""
    alt, _, last = label.replace("\\|", "|").rpartition("|")
    size = _SIZE.fullmatch(last.strip())
    width, height = (size[1], size[2] or "") if size else ("", "")
    words = html_snippets.text((alt if size else label).rstrip("\\"))
    return images.sized_image(f"<{target.replace('<', '').replace('>', '')}>", words, "", width, height)


def _words(target: str) -> str:
    """Return "Note > Heading" for "Note#Heading", as Obsidian shows it."""
    note, *headings = target.split("#")
    return " > ".join(part.removeprefix("^").strip() for part in (note, *headings) if part.strip())
