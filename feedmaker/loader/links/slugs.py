"""Slugs as Hexo, Jekyll and Hugo each make them, and a checksum of hexo-abbrlink."""

import re
import unicodedata
from functools import lru_cache

_HEXO_SPECIAL = re.compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'<>,.?/]+""")
_HEXO_CONTROL = re.compile("[\x00-\x1f]")
_JEKYLL_PRETTY = "._~!$&'()+,;=@"
_HUGO_KEPT = "./\\_#+~-@"
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def hexo(text: str, *, lower: bool = False) -> str:
    """Return the slug of hexo-util's `slugize`: Latin letters without accents, special characters replaced by "-"."""
    text = text if text.isascii() else "".join(map(_without_accent, text))
    slug = _HEXO_SPECIAL.sub("-", _HEXO_CONTROL.sub("", text)).strip("-")
    return slug.lower() if lower else slug


def jekyll(text: str, *, pretty: bool = False) -> str:
    """Return the slug of Jekyll's `slugify`: letters, marks and digits, anything else replaced by "-".

    `pretty` also keeps ._~!$&'()+,;=@ and the case, as for `:title` in a permalink.
    """
    kept = _JEKYLL_PRETTY if pretty else ""
    slug = "-".join("".join(c if c in kept or _is_alphanumeric(c) else " " for c in text).split())
    return slug if pretty else slug.lower()


def hugo(text: str) -> str:
    """Return the slug of Hugo's `urlize`: lower case, "-" for spaces, accents but little punctuation."""
    kept = "".join(
        character
        for at, character in enumerate(text)
        if character in _HUGO_KEPT or character.isspace() or _is_alphanumeric(character) or _ESCAPE.match(text, at)
    )
    return re.sub(r"\s*-\s*|\s+", "-", kept.strip()).lower()


def crc16(data: bytes) -> int:
    """Return CRC-16/ARC, hexo-abbrlink's `alg: crc16`."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


@lru_cache(maxsize=10_000)
def _is_alphanumeric(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _without_accent(character: str) -> str:
    # The table of hexo-util has only Latin letters: kana, hangul and Indic letters keep their marks.
    if not "\u00c0" <= character <= "\u024f" and not "\u1e00" <= character <= "\u1eff":
        return character
    letter = _LATIN.get(character) or unicodedata.normalize("NFD", character)[0]
    return letter if letter.isascii() else character


_LATIN = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "ß": "ss", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l",
    "ı": "i", "Ħ": "H", "ħ": "h", "Ŧ": "T", "ŧ": "t", "ẞ": "SS",
}  # fmt: skip
