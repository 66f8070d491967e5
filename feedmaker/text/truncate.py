"""Text truncated between words or characters."""

import re
import unicodedata

ELLIPSIS = "…"

# Scripts without spaces between words: a cut is possible at each character.
_WIDE = re.compile(
    "[\u2e80-\u2fdf\u3001-\u30ff\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003fffd]"
)
# Opening brackets and quotes may not end a line, closing ones and stops may not begin one.
_OPENING = frozenset("([{（［｛「『【〔《〈“‘«‹¿¡")
_DANGLING = ",;:、，；：-–—/·" + "".join(sorted(_OPENING))
_CLOSING = frozenset(")]}）］｝」』】〕》〉”’»›.,;:!?、。，．；：！？…")
#: The combining class of the sign that joins two consonants of an Indic script.
_VIRAMA = 9
# How much of the room a word may leave empty before it is cut itself.
_SLACK = 0.6


def truncate(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, the ellipsis included; whole where it fits.

    It is cut at a space or beside a character of Chinese or Japanese, never inside a word that is not longer than
    most of the room, and never inside what is read as one character: a letter and its marks, an emoji and its
    modifiers, a flag.
    """
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    if room <= 0:
        return ""
    end = _word_end(text, room)
    kept = text[:end].rstrip()
    return (kept.rstrip(_DANGLING).rstrip() or kept) + ELLIPSIS


def _word_end(text: str, room: int) -> int:
    for end in range(room, int(room * (1 - _SLACK)), -1):
        if _between_words(text, end):
            return end
    end = room
    while end > 1 and not between_characters(text, end):
        end -= 1
    return end


def _between_words(text: str, at: int) -> bool:
    left, right = text[at - 1], text[at]
    if left.isspace() or right.isspace():
        return True
    if not (_WIDE.match(left) or _WIDE.match(right)):
        return False
    return left not in _OPENING and right not in _CLOSING and between_characters(text, at)


def between_characters(text: str, at: int) -> bool:
    """Return True if a reader sees two characters around `at` (UAX 29, the rules that occur in prose)."""
    left, right = text[at - 1], text[at]
    if left == "\u200d" or right == "\u200d" or _joins(right):
        return False
    if "\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff":
        start = at
        while start and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
            start -= 1
        return (at - start) % 2 == 0
    if left >= "\u0900" and unicodedata.combining(left) == _VIRAMA and right.isalpha():
        return False
    if "\u1100" <= left <= "\u11ff" and "\u1160" <= right <= "\u11ff":
        return False
    return not ("\ud800" <= left <= "\udbff" and "\udc00" <= right <= "\udfff")


def _joins(char: str) -> bool:
    if char < "\u0300":
        return False
    # marks, variation selectors among them; skin tones; the tags of subdivision flags
    return (
        unicodedata.category(char)[0] == "M"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
