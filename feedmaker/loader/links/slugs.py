"""Text → part of a URL path, as Hexo, Jekyll and Hugo each make it, and the checksums of hexo-abbrlink."""

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
    """Slug of hexo-util's `slugize`: accents off Latin letters, special characters to one "-"."""
    text = _HEXO_SPECIAL.sub("-", _HEXO_CONTROL.sub("", _without_accents(text))).strip("-")
    return text.lower() if lower else text


def jekyll(text: str, *, pretty: bool = False) -> str:
    """Slug of Jekyll's `slugify`: whatever is no letter, mark or digit becomes "-".

    `pretty` also keeps ._~!$&'()+,;=@ and the case, which is what `:title` of a permalink is made with.
    """
    kept = _JEKYLL_PRETTY if pretty else frozenset[str]()
    text = "".join(c if c in kept or _is_alphanumeric(c) else " " for c in text)
    text = re.sub(" +", "-", text)
    # One hyphen at each end and no more, as Jekyll's pattern does it.
    text = text.removeprefix("-").removesuffix("-")
    return text if pretty else text.lower()


def hugo(text: str) -> str:
    """Slug of Hugo's `urlize`: lower case, spaces to "-", most punctuation dropped, accents kept."""
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
    """CRC-16/ARC of the UTF-8 text, hexo-abbrlink's `alg: crc16`."""
    crc = 0
    for byte in text.encode("utf-8", "replace"):
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def crc32(text: str) -> int:
    """CRC-32 of the UTF-8 text, hexo-abbrlink's `alg: crc32`."""
    return zlib.crc32(text.encode("utf-8", "replace"))


def _is_alphanumeric(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(_base(c) for c in text)


def _base(character: str) -> str:
    # hexo-util has a table of Latin letters alone: kana, hangul and Indic letters keep their marks
    if not "\u00c0" <= character <= "\u024f" and not "\u1e00" <= character <= "\u1eff":
        return character
    plain = _LATIN.get(character) or unicodedata.normalize("NFD", character)[0]
    return plain if plain.isascii() else character


_LATIN = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "ß": "ss", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l",
    "ı": "i", "Ħ": "H", "ħ": "h", "Ŧ": "T", "ŧ": "t", "ẞ": "SS",
}  # fmt: skip
