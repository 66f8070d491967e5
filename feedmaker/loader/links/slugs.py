"""Slugs as Hexo, Jekyll and Hugo each make them, and the checksums of hexo-abbrlink."""

import re
import unicodedata
import zlib

_HEXO_SPECIAL = re.compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'<>,.?/]+""")
_HEXO_CONTROL = re.compile("[\x00-\x1f]")
_JEKYLL_PRETTY = frozenset("._~!$&'()+,;=@")
_HUGO_KEPT = frozenset("./\\_#+~-@")
_HUGO_PLAIN = re.compile(r"[A-Za-z0-9./\\_#+~@\-]*").fullmatch
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def hexo(text: str, *, lower: bool = False) -> str:
    """Return the slug of hexo-util's `slugize`: Latin letters without accents, special characters replaced by "-"."""
    text = _HEXO_SPECIAL.sub("-", _HEXO_CONTROL.sub("", _without_accents(text))).strip("-")
    return text.lower() if lower else text


def jekyll(text: str, *, pretty: bool = False) -> str:
    """Return the slug of Jekyll's `slugify`: letters, marks and digits, anything else replaced by "-".

    `pretty` also keeps ._~!$&'()+,;=@ and the case, as for `:title` in a permalink.
    """
    kept = _JEKYLL_PRETTY if pretty else frozenset[str]()
    text = "".join(c if c in kept or _is_alphanumeric(c) else " " for c in text)
    text = re.sub(" +", "-", text)
    # Only one hyphen at each end, as Jekyll's pattern does.
    text = text.removeprefix("-").removesuffix("-")
    return text if pretty else text.lower()


def hugo(text: str) -> str:
    """Return the slug of Hugo's `urlize`: lower case, "-" for spaces, accents but little punctuation."""
    if _HUGO_PLAIN(text):
        return text.lower()
    kept: list[str] = []
    hyphen_due = False
    for at, character in enumerate(text):
        if character in _HUGO_KEPT or _is_alphanumeric(character) or _ESCAPE.match(text, at):
            if hyphen_due and character != "-":
                kept.append("-")
            hyphen_due = False
            kept.append(character)
        elif character.isspace() and kept and kept[-1] != "-":
            hyphen_due = True
    return "".join(kept).lower()


def crc16(text: str) -> int:
    """Return CRC-16/ARC of the UTF-8 text, hexo-abbrlink's `alg: crc16`."""
    crc = 0
    for byte in text.encode("utf-8", "replace"):
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def crc32(text: str) -> int:
    """Return CRC-32 of the UTF-8 text, hexo-abbrlink's `alg: crc32`."""
    return zlib.crc32(text.encode("utf-8", "replace"))


def _is_alphanumeric(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _without_accents(text: str) -> str:
    return text if text.isascii() else "".join(map(_base, text))


def _base(character: str) -> str:
    # The table of hexo-util has only Latin letters: kana, hangul and Indic letters keep their marks.
    if not "\u00c0" <= character <= "\u024f" and not "\u1e00" <= character <= "\u1eff":
        return character
    letter = _LATIN.get(character) or unicodedata.normalize("NFD", character)[0]
    return letter if letter.isascii() else character


_LATIN = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "ß": "ss", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l",
    "ı": "i", "Ħ": "H", "ħ": "h", "Ŧ": "T", "ŧ": "t", "ẞ": "SS",
}  # fmt: skip
