"""Slugs as each site generator makes them, and a checksum of hexo-abbrlink."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Literal

_HEXO_SPECIAL = re.compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'<>,.?/]+""")
_HEXO_CONTROL = re.compile("[\x00-\x1f]")
_JEKYLL_PRETTY = "._~!$&'()+,;=@"
_HUGO_KEPT = "./\\_#+~-@"
_HUGO_PLAIN = re.compile(r"[A-Za-z0-9./\\_#+~@-]*").fullmatch
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_TAG = re.compile(r"<[^<>]*>")
_NOT_WORDS = re.compile(r"[^\w\s-]")
_NOT_WORDS_OR_PLUS = re.compile(r"[^+\w\s-]")
_SPACES = re.compile(r"[-\s]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_NOT_IN_FILE_NAMES = str.maketrans("", "", '<>:"/\\|?*')
#: Characters that Nikola replaces without USE_SLUGIFY.
_UNSAFE = str.maketrans(dict.fromkeys("/\\?#\"'\r\n\t*:<>|", "-"))


def hexo(text: str, *, lower: bool = False) -> str:
    """Return the slug of hexo-util's `slugize`: Latin letters without accents, special characters replaced by "-"."""
    text = text if text.isascii() else "".join(map(_without_accent, text.replace("ß", "s")))
    slug = _HEXO_SPECIAL.sub("-", _HEXO_CONTROL.sub("", text)).strip("-")
    return slug.lower() if lower else slug


def jekyll(text: str, *, pretty: bool = False) -> str:
    """Return the slug of Jekyll's `slugify`: letters, marks and digits, anything else replaced by "-".

    `pretty` also keeps ._~!$&'()+,;=@ and the case, as for `:title` in a permalink.
    """
    kept = _JEKYLL_PRETTY if pretty else ""
    slug = "-".join("".join(c if c in kept or _is_alphanumeric(c) else " " for c in text).split())
    return slug if pretty else slug.lower()


def hugo(text: str, *, options: str = "") -> str:
    """Return a text as Hugo's `MakePathSanitized` does: "-" for spaces, accents but little punctuation.

    It is in lower case unless `disablePathToLower` is set ("case"), and has no accents with `removePathAccents`
    ("unaccented").
    """
    text = hugo_sanitized(text)
    if "unaccented" in options:
        marked = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(char for char in marked if unicodedata.category(char) != "Mn"))
    # the lower case of this letter is one letter in Go
    return text if "case" in options else text.replace("\u0130", "i").lower()


def hugo_path(text: str, *, options: str = "") -> str:
    """Return the name of a file or folder in the path of a page of Hugo's without a permalink."""
    return hugo(text.replace(" ", "-"), options=options)


def hugo_sanitized(text: str) -> str:
    """Return a text without the characters that Hugo has in no path, and with "-" for spaces (`paths.Sanitize`)."""
    if _HUGO_PLAIN(text):
        return text
    kept: list[str] = []
    is_space = False
    for at, char in enumerate(text):
        if char != " " and (char in _HUGO_KEPT or _is_alphanumeric(char) or _ESCAPE.match(text, at)):
            if is_space and char != "-":
                kept.append("-")
            is_space = False
            kept.append(char)
        elif kept and kept[-1] != "-" and char.isspace():
            is_space = True
    return "".join(kept)


def sindresorhus(text: str) -> str | None:
    """Return the slug of @sindresorhus/slugify, Eleventy's filter `slugify`; None for letters that are not Latin."""
    text = unicodedata.normalize("NFC", text)
    plain = "".join(_SINDRESORHUS.get(character) or _without_accent(character) for character in text)
    if any(not character.isascii() and _is_alphanumeric(character) for character in plain):
        return None
    plain = re.sub(r"(?<=[a-z0-9])'([ts])(?=\s|$)", r"\1", plain.lower())
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def simov(text: str) -> str | None:
    """Return the slug of the package slugify, Eleventy's filter `slug`; None for letters that are not Latin."""
    return _simov(text, re.compile(r"[^A-Za-z0-9_\s*+~.()'\"!:@]+"))


def simov_plain(text: str) -> str | None:
    """Return the slug of the package slugify with the option `remove` that many sites of Eleventy give it."""
    slug = _simov(text, re.compile(r"""[#,&+()$~%.'":*\u00bf?\u00a1!<>{}]"""))
    return slug if slug is not None and slug.isascii() else None


def _simov(text: str, removed: re.Pattern[str]) -> str | None:
    plain = "".join(_SIMOV.get(character) or _without_accent(character) for character in text)
    if _SIMOV_UNKNOWN.search(text) or any(not one.isascii() and _is_alphanumeric(one) for one in plain):
        return None
    return re.sub(r"\s+", "-", removed.sub("", plain).strip()).lower()


def ascii_words(text: str, *, form: Literal["NFD", "NFKD"] | None = None) -> str | None:
    """Return words of a-z and 0-9 joined by "-", None if there are none; `form` decomposes letters with accents."""
    plain = _ACCENTS.sub("", unicodedata.normalize(form, text)) if form else text
    return _NOT_ASCII_WORD.sub("-", plain.lower()).strip("-") or None


def pelican(text: str, *, unicode: bool = False, case: bool = False) -> str:
    """Return the slug of Pelican's `slugify` with its default substitutions.

    `unicode` and `case` are SLUGIFY_USE_UNICODE and SLUGIFY_PRESERVE_CASE.
    """
    plain = unicodedata.normalize("NFKC", " ".join(html.unescape(_TAG.sub("", text)).split()))
    plain = _NOT_WORDS.sub("", plain if unicode else latin(plain)).strip()
    slug = _SPACES.sub("-", plain)
    return slug if case else slug.lower()


def nikola(text: str, *, unicode: bool = False) -> str:
    """Return the slug of Nikola's `slugify`; `unicode` is USE_SLUGIFY = False."""
    if unicode:
        return text.translate(_UNSAFE)
    return _SPACES.sub("-", _NOT_WORDS_OR_PLUS.sub("", latin(text)).strip().lower())


def github(text: str) -> str:
    """Return the slug of github-slugger, which Astro uses."""
    kept = (c for c in text.lower() if c in " -_" or _is_alphanumeric(c))
    return "".join(kept).replace(" ", "-")


def zola(text: str) -> str:
    """Return the slug of the crate `slug`, which Zola uses: ASCII letters and digits, "-" for anything else.

    That crate writes other scripts with deunicode, whose table is that of Unidecode but for rare characters.
    """
    return _NOT_ASCII_WORD.sub("-", latin(text).lower()).strip("-")


def zola_safe(text: str) -> str:
    """Return a file name as Zola's `slugify.paths = "safe"` leaves it."""
    return text.rstrip(" .").translate(_NOT_IN_FILE_NAMES)


def latin(text: str) -> str:
    """Return text in ASCII as Unidecode writes it, which Pelican and Nikola use and Zola has in Rust."""
    if text.isascii():
        return text
    return "".join(map(_in_latin, text))


def transliterated(text: str) -> str | None:
    """Return a path as hexo-permalink-pinyin writes it: a slug of each part between "/" and ".".

    Its package transliteration has Unidecode's table but for few Chinese characters and most other scripts: None for
    these.
    """
    if _NOT_TRANSLITERATED.search(text):
        return None
    spaced = _WORD_BEFORE_HAN.sub(" ", text).translate(_TRANSLITERATED)
    return re.sub("[^/.]+", lambda part: zola("".join(latin(char) or "-" for char in part[0])), spaced)


def crc16(data: bytes) -> int:
    """Return CRC-16/ARC, hexo-abbrlink's `alg: crc16`."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


#: Characters that the package slugify writes otherwise; "-" is its space.
_SIMOV = {
    "&": "and", "%": "percent", "$": "dollar", "<": "less", ">": "greater", "|": "or", "-": " ", "\u2013": " ",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2026": "...", "\u2022": "*",
    "\u2020": "+",
    "\u20ac": "euro", "\u00a3": "pound", "\u00a5": "yen", "\u00a2": "cent", "\u00a9": "(c)", "\u00ae": "(r)",
    "\u2122": "tm",
    "\u221e": "infinity", "\u2665": "love", "\u2211": "sum", "\u2206": "delta", "\u2202": "d", "đ": "dj", "Đ": "DJ",
}  # fmt: skip
#: Rare letters and signs that it removes, or writes as words.
_SIMOV_UNKNOWN = re.compile(
    "[\u00a4ĈĉĊċĔĕĜĝĠġĤĥĦħĬĭĴĵĹĺŎŏŖŗŜŝŦŧŬŭǍ-ȗȞȟȦ-ȳ\u02daḀ-ṡṤ-ṿẆ-ẙ\u0e3f\u20a0\u20a2-\u20ab\u20ad-\u20bf\u2120]"
)


@lru_cache(maxsize=10_000)
def _is_alphanumeric(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _in_latin(character: str) -> str:
    from text_unidecode import unidecode  # late: a large table that few sites need

    if character in _UNIDECODE:
        return _UNIDECODE[character]
    letters: str = unidecode(character)
    if not letters or "[?]" in letters:
        return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return letters


def _without_accent(character: str) -> str:
    # The table of hexo-util has only Latin letters: kana, hangul and Indic letters keep their marks.
    if not "\u00c0" <= character <= "\u024f" and not "\u1e00" <= character <= "\u1eff":
        return character
    letter = _LATIN.get(character) or unicodedata.normalize("NFD", character)[0]
    return letter if letter.isascii() else character


#: What @sindresorhus/transliterate writes in other ways than `_without_accent`, and letters that it does not know.
_SINDRESORHUS = {
    "&": " and ", "\U0001f984": " unicorn ", "\u2665": " love ", "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe",
    "Ü": "Ue", "Œ": "-", "œ": "-", "Ŧ": "-", "ŧ": "-",
}  # fmt: skip
_LATIN = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "ß": "ss", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l",
    "ı": "i", "Ħ": "H", "ħ": "h", "Ŧ": "T", "ŧ": "t", "ẞ": "SS",
}  # fmt: skip

#: Characters that Unidecode writes otherwise than text-unidecode, an older table; rare ones are left out.
_UNIDECODE = {
    "し": "shi", "シ": "shi", "ち": "chi", "チ": "chi", "つ": "tsu", "ツ": "tsu", "っ": "tsu", "ッ": "tsu", "ー": "-",
    "Є": "Ie", "־": "-", "א": "A", "ח": "H", "ט": "T", "ך": "KH", "כ": "KH", "ץ": "TS", "צ": "TS", "ק": "k",
    "ש": "SH", "ײ": "EY", "ױ": "OY", "‡": "++",
}  # fmt: skip

#: Characters that the package transliteration writes otherwise than Unidecode.
_TRANSLITERATED = str.maketrans({
    "万": "wan ", "么": "me ", "宁": "ning ", "广": "guang ", "汉": "han ", "沈": "shen ", "重": "chong ", "Ý": "u",
    "し": "si", "シ": "si", "ち": "ti", "チ": "ti", "っ": "tu", "ッ": "tu", "つ": "tu", "ツ": "tu",
    "ー": "", "・": "",
})  # fmt: skip
_NOT_TRANSLITERATED = re.compile(
    "[^\0-\x7f\xa0-\xac\xae-\u017f\u2010-\u2027\u3000-\u3020\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fa5\uff01-\uff5e\uff61-\uff65\U00010000-\U0010ffff]"
)
_WORD_BEFORE_HAN = re.compile("(?<=[A-Za-z0-9_])(?=[\u4e00-\u9fa5])")
