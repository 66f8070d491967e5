"""What an entry's content holds beside the body: a lead image, the pages it is about, the direction of its text.

And the title of a note that has none.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from feedmaker.model import Enclosure, Image, Mention, MentionKind
from feedmaker.text.languages import is_right_to_left, is_right_to_left_text
from feedmaker.text.media_types import file_type, image_type
from feedmaker.text.truncate import truncate

#: Characters of a title that is made from the text.
TITLE_LENGTH = 60
# The end of a sentence: "late. Then", "Wind!", "潮。"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*(?=\s|$)|[。！？]")
_WRAPPERS = ("<h1", "<article", "<div", "<header", "<main", "<section")
# <article><header><h1>Title</h1>
_FIRST_HEADING = re.compile(
    r"((?:<(?:article|div|header|main|section)\b[^<>]*+>\s*+){0,20})<h1[^>]*>(.{0,600}?)</h1>\s*", re.DOTALL
)
_TAG = re.compile("<[^<>]*+>")
# As the sanitiser writes them.
_AUDIO = re.compile(r"<audio\b.*?(?:</audio>|\Z)", re.DOTALL)
_SOURCE = re.compile(r'<(?:audio|source)\b[^<>]*?\bsrc="([^"<>]++)"')
_IMAGE_TAG = re.compile(r"<(?:img|source|video)\b[^<>]*+>")
_IMAGE_SOURCE = re.compile(r'\b(src|srcset|poster)="([^"<>]*+)"')
#: The size in the address of a picture: WordPress' a-1024x768.jpg and a-scaled.jpg, a@2x.jpg, Ghost's /size/w600/
_SIZE = re.compile(
    r"-[0-9]{1,5}x[0-9]{1,5}(?=\.\w{1,5}\Z)|-scaled(?=\.\w{1,5}\Z)|@[1-4]x(?=\.\w{1,5}\Z)|/size/w[0-9]{1,5}(?=/)"
)
#: Signs in place of words, which would need a language.
_SIGNS: dict[MentionKind, str] = {"reply": "↩", "like": "♥", "repost": "↻", "bookmark": "🔖"}


def made_title(text: str, mentions: Sequence[Mention], published: datetime) -> str:
    """Return a title for a note: the first words of its text, else the page it is about, else its day."""
    if text:
        end = _SENTENCE_END.search(text, 0, TITLE_LENGTH + 1)
        return text[: end.end()] if end and end.end() <= TITLE_LENGTH else truncate(text, TITLE_LENGTH)
    for mention in mentions:
        return f"{_SIGNS[mention.kind]} {_spoken(mention.url)}"
    return f"{published:%Y-%m-%d}"


def without_title(html: str, title: str) -> str:
    """Leave out a first heading that repeats the title of the entry, also within elements that wrap the article."""
    heading = _FIRST_HEADING.match(html) if html.startswith(_WRAPPERS) else None
    if heading is None or "<" in _TAG.sub("", heading[2]):
        return html
    text = "".join(unescape(_TAG.sub("", heading[2])).split())
    is_title = "<img" not in heading[2] and text == "".join(title.split())
    return heading[1] + html[heading.end() :] if is_title else html


def first_audio(html: str) -> tuple[Enclosure, ...]:
    """Return the first audio file that a body plays, as an enclosure."""
    player = _AUDIO.search(html) if "<audio" in html else None
    found = _SOURCE.search(player[0]) if player else None
    if found is None:
        return ()
    url = unescape(found[1])
    media_type = file_type(url) or ""
    return (Enclosure(url, media_type if media_type.startswith("audio/") else "audio/mpeg"),)


def with_pages(html: str, mentions: Sequence[Mention], related: str | None) -> str:
    """Put links to the pages that a note is about above its body, and one to the other page of a link post below."""
    if not mentions and not related:
        return html
    above = [f"<p>{_SIGNS[mention.kind]} {_link(mention.url)}</p>" for mention in mentions]
    below = [f"<p>→ {_link(related)}</p>"] if related and escape(related) not in html else []
    return "\n".join(filter(None, (*above, html, *below)))


def _link(url: str) -> str:
    return f'<a href="{escape(url)}">{escape(_spoken(url), quote=False)}</a>'


def _spoken(url: str) -> str:
    """Return a URL without its scheme, readable and short."""
    parts = urlsplit(url)
    return truncate(parts.netloc.removeprefix("www.") + unquote(parts.path).rstrip("/"), TITLE_LENGTH)


def with_images(html: str, images: Iterable[Image]) -> str:
    """Put images at the top of a body that does not contain them: many readers show only the content."""
    shown = html
    for image in images:
        if not shows_image(shown, image.url):
            width = f' width="{image.width}"' if image.width else ""
            height = f' height="{image.height}"' if image.height else ""
            tag = f'<p><img src="{escape(image.url)}" alt="{escape(image.alt)}"{width}{height}></p>\n'
            shown = f"{shown.removesuffix(html)}{tag}{html}"
    return shown if html else shown.rstrip("\n")


def shows_image(html: str, url: str) -> bool:
    """Return True if a body shows the image, in whatever size; a link to it, or its address as text, does not."""
    if "<img" not in html and "poster=" not in html:
        return False
    # Every size of a picture is at one host.
    if url.split("/", 3)[2].rpartition("@")[2] not in html:
        return False
    wanted = _picture(url)
    for name, value in _IMAGE_SOURCE.findall("".join(_IMAGE_TAG.findall(html))):
        sources = [part.split()[0] for part in value.split(", ") if part.strip()] if name == "srcset" else [value]
        if any(_picture(unescape(source)) == wanted for source in sources):
            return True
    return False


def _picture(url: str) -> str:
    """Return what the addresses of one picture have in common: not its size, scheme and query."""
    address, _, query = url[url.find("//") :].partition("#")[0].partition("?")
    if query and not image_type(address):
        return f"{address}?{query}"
    return _SIZE.sub("", unquote(address))


def with_direction(html: str, sample: str, own: str | None, language: str | None) -> str:
    """Wrap right-to-left content: neither RSS nor Atom has a place for the direction of text.

    The language of the site does not decide, because single articles may be written in another script.
    """
    if not html:
        return html
    right_to_left = is_right_to_left(own) if own else is_right_to_left_text(sample)
    if not right_to_left or html.startswith('<div dir="rtl"'):
        return html
    lang = f' lang="{escape(language)}"' if language and is_right_to_left(language) else ""
    return f'<div dir="rtl"{lang}>{html}</div>'
