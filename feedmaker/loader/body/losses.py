"""Losses between a body and its entry (law 11): text is compared, the step that causes another loss reports it."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

from feedmaker.problems import Problem
from feedmaker.text.elements import Element
from feedmaker.text.messages import quoted
from feedmaker.text.patterns import portable
from feedmaker.text.xml_characters import clean_text

# What is not text: comments, scripts, styles, declarations, tags, and a tag that the next one cuts off.
_NO_TEXT = (
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[!?][^<>]*+>"
    r"|</?[A-Za-z](?:[^<>\"']++|{double}|{single}{more})*+>|<[A-Za-z][^<>=]*+=[^<>]*+(?=<)"
)
# A quoted value that holds a tag and ends in "=" was never closed: the next quotation mark closed it.
_AS_PARSED = re.compile(
    portable(
        _NO_TEXT.format(double='"[^"<]*+"|"[^"]{0,2000}+"(?<!=")', single="'[^'<]*+'|'[^']{0,2000}+'(?<!=')", more="")
    ),
    re.DOTALL | re.IGNORECASE,
)
# As people read it: a quoted value that holds a tag was never closed.
_AS_READ = re.compile(
    portable(
        _NO_TEXT.format(
            double='"[^"<]*+(?:<(?![/A-Za-z])[^"<]*+)*+"', single="'[^'<]*+(?:<(?![/A-Za-z])[^'<]*+)*+'", more="|[\"']"
        )
    ),
    re.DOTALL | re.IGNORECASE,
)
# Comments, scripts and styles; a picture with an address.
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"<img\s(?:[^<>]*[\s\"'])?src\s*+=\s*+[\"']?[^\s\"'<>]", re.IGNORECASE)
# <style>…</style>, <script>…</script>
_PAGE_CODE = re.compile(
    portable(r"<s(?:tyle|cript)\b[^<]*+(?:<(?!/s(?:tyle|cript))[^<]*+)*+(?:</s(?:tyle|cript)\s*+>|\Z)")
)
_COMMENT_END = re.compile(r"--!?>|<!--?>")
_SVG_TAG = re.compile(r"<(/?)svg\b([^<>]*)>", re.IGNORECASE)
_LABEL = re.compile(r"""\baria-label=(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE)
_ORNAMENT = re.compile(
    r"""aria-hidden=["']?true|\b(?:width|height)=["']?(?:[12]?\d|3[0-2])(?:px)?["'\s]""", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
_SCRIPT = re.compile(r"[\x00-\x20]*(?:java|vb|live)script:", re.IGNORECASE)
# How many characters are quoted of lost text whose end is not known.
_SHOWN = 80
#: Characters of a `data:` URL that a page shows until it loads the picture.
PLACEHOLDER = 300


class Loss(NamedTuple):
    """Something that is not in the feed."""

    #: Of the problem.
    code: str
    #: What went and why.
    what: str
    #: As it stands in the body; "" where it has no text.
    written: str = ""
    hint: str = ""


def of_address(name: str, value: str) -> Loss | None:
    """Return what is lost with the href or src `value` that a feed may not have; None for scripts and placeholders."""
    value = value.strip()
    if name == "href" and value[:1] not in ("", "#") and not _SCRIPT.match(value):
        return Loss("link-dropped", "link to no web page is left out, and its text stays", value)
    if name == "src" and value:
        if value[:5].lower() != "data:":
            return Loss("image-dropped", "picture without a web address is left out", value)
        if len(value) > PLACEHOLDER:
            hint = "save it as a file beside the article"
            return Loss("image-dropped", "picture in a data: URL is left out", value[:30], hint)
    return None


def without_drawings(markup: str) -> tuple[str, list[Loss]]:
    """Return `markup` with the words of its elements of SVG in their place, and those that are not ornaments.

    Many readers remove both these elements and pictures in `data:` URLs.
    """
    parts: list[str] = []
    losses: list[Loss] = []
    position = 0
    for start, end, attributes in _drawings(markup):
        parts.append(markup[position:start])
        position = end
        if not _ORNAMENT.search(attributes):
            words = _words_of(attributes, markup[start:end])
            parts.append(words)
            what = f"drawing in SVG is left out{' but for its text' if words else ''}"
            hint = "save it as a file and show it as a picture"
            losses.append(Loss("image-dropped", what, html.unescape(words) or "<svg", hint))
    return "".join((*parts, markup[position:])), losses


def _drawings(markup: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each element of SVG that is in no other one begins and ends, and its attributes."""
    start = depth = 0
    attributes = ""
    for tag in _SVG_TAG.finditer(markup):
        if tag[2].endswith("/"):
            continue
        if not tag[1]:
            if not depth:
                start, attributes = tag.start(), tag[2]
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, tag.end(), attributes


def _words_of(attributes: str, drawing: str) -> str:
    """Return the label and the text of a drawing, as HTML."""
    label = _LABEL.search(attributes)
    text = html.escape(html.unescape(_AS_PARSED.sub(" ", drawing)), quote=False)
    return " ".join(f"{(label[1] or label[2] or '') if label else ''} {text}".split())


def missing_text(before: str, after: str) -> Loss | None:
    """Return the text of `before` that is not in `after`, the same markup sanitised; None if all is there, in order."""
    if before == after:
        return None
    wanted = _text_between_tags(_PAGE_CODE.sub("", before) if "</s" in before else before)
    found = _text_between_tags(after)
    if wanted is not None and found is not None:
        if wanted == found or wanted.replace("&quot;", '"') == found:
            return None
        if _letters(html.unescape(wanted)) == _letters(html.unescape(found)):
            return None
    return _difference(before, _text(after))


def missing_images(before: str, after: str, refused: Sequence[tuple[str, str]]) -> Loss | None:
    """Return a loss where `before` has pictures that `after` has not, beside those whose addresses were refused."""
    if before.count("<img") <= after.count("<img"):
        return None
    wanted = len(_IMAGE.findall(_UNSEEN.sub("", before))) - sum(name == "src" for name, _ in refused)
    count = wanted - after.count("<img")
    if count <= 0:
        return None
    what = "picture is left out" if count == 1 else f"{count} pictures are left out"
    return Loss("image-dropped", what, hint="close the tags and quotation marks before it")


def missing_in_tree(before: str, tree: Element) -> Loss | None:
    """Return the text of `before` that is not in `tree`, which was made of it."""
    wanted = _text_between_tags(before)
    if wanted is not None and _letters(html.unescape(wanted)) == _letters("".join(map(str, tree.itertext()))):
        return None
    return _difference(before, clean_text(_shown_text(tree)))


def problems(losses: Sequence[Loss], text: str, line: int) -> list[Problem]:
    """Return a problem for each kind of loss, with the line of the first in `text`, which begins at `line`."""
    count = Counter(loss[:2] for loss in losses)
    found: list[Problem] = []
    for loss in {loss[:2]: loss for loss in reversed(losses)}.values():
        # Markdown encodes what an address may not have
        written = loss.written if loss.written in text else unquote(loss.written)
        times = count[loss[:2]]
        message = (f"{loss.what}: {quoted(written)}" if written else loss.what) + (
            f" ({times} times)" if times > 1 else ""
        )
        found.append(Problem(loss.code, message, loss.hint, line + _lines_before(text, written)))
    return found[::-1]


def _lines_before(text: str, written: str) -> int:
    """Return how many lines of the source precede what was lost; 0 where it does not stand there as it was found."""
    if not written:
        return 0
    at = text.find(written)
    if at < 0 and (words := _WORD.findall(written)[:4]):
        found = re.search(r"[\W_]{1,40}".join(map(re.escape, words)), text)
        at = found.start() if found else -1
    return text.count("\n", 0, max(at, 0))


def text_of(element: Element) -> str:
    """Return the words of an element without its scripts and styles."""
    return " ".join(_shown_text(element).split())


def _shown_text(element: Element) -> str:
    """Return the text of an element without its scripts and styles. XPath would take quadratic time for siblings."""
    from lxml.etree import iterwalk

    parts: list[str] = []
    for event, part in iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start" and part.tag not in ("script", "style"):
            parts.append(part.text or "")
        elif event != "start" and part is not element:
            parts.append(part.tail or "")
    return "".join(parts)


def _text_between_tags(markup: str) -> str | None:
    """Return what is between "<" and ">", much faster than `_text` and still encoded; None if they do not pair up."""
    parts = markup.replace(">", "<").split("<")
    return "".join(parts[::2]) if len(parts) % 2 else None


def _text(markup: str, no_text: re.Pattern[str] = _AS_PARSED) -> str:
    """Return the text of `markup`, as a parser or as people read it."""
    return clean_text(html.unescape(no_text.sub("", markup)))


def _letters(text: str) -> str:
    """Return a text without white space, which markup may add and remove."""
    return "".join(text.split())


def _difference(before: str, found: str) -> Loss | None:
    """Return how the text of `before` differs from the one that was found after a step."""
    comment = before.rfind("<!--")
    if comment >= 0 and not _COMMENT_END.search(before, comment):
        hidden = " ".join(_text(before[comment + 4 :]).split())
        if hidden:
            return Loss("text-dropped", "comment is never closed and hides what follows", hidden, "end it with -->")
    kept = _letters(found)
    if _letters(_text(before)) == kept:
        return None
    text = _text(before, _AS_READ)
    letters = _letters(text)
    if Counter(letters) == Counter(kept):
        return Loss("text-moved", "text in a table, but in none of its cells, comes before the table")
    pairs = enumerate(zip(letters, kept, strict=False))
    common = next((at for at, (one, other) in pairs if one != other), min(len(letters), len(kept)))
    start = _position(text, common)
    missing = len(letters) - len(kept)
    if missing > 0 and letters[:common] + letters[common + missing :] == kept:
        lost, message = text[start : _position(text, common + missing)], "text is left out"
    else:
        lost, message = text[start : start + _SHOWN], "text is left out where this begins"
    hint = "close tags and quotation marks; what is in forms and templates is not shown"
    return Loss("text-dropped", message, lost.strip(), hint)


def _position(text: str, letters: int) -> int:
    """Return where in `text` so many characters that are not spaces have passed."""
    places = (at for at, character in enumerate(text) if not character.isspace())
    return next(islice(places, letters, None), len(text))
