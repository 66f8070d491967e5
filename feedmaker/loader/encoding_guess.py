"""Which encoding bytes are in, when nobody says: every candidate is tried, and the most plausible text wins.

Plausible is what people write: the commonest Chinese characters, kana among kanji, Korean syllables in use,
Cyrillic words in lower case, accents within Latin words. A wrong encoding gives rare characters, capitals within
words, half-width katakana, symbols.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from feedmaker.loader import encoding_letters


class Guess(NamedTuple):
    """An encoding, by the name of its Python codec."""

    encoding: str
    #: The file says so, or it can be nothing else.
    certain: bool


#: Names that files give to encodings, and the larger encoding of the same family (WHATWG Encoding, section 4.2).
_FAMILIES = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}

_DECLARATION = re.compile(rb"(?:coding|charset|encoding)\s?[:=]\s?[\"']?([A-Za-z][\w.:-]{1,30})")
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_CHARACTERS = re.compile("[^\x00-\x7f]")

#: Bytes that are looked at, and characters that are weighed, for each candidate.
_SAMPLE = 6_000


def detect(data: bytes) -> Guess:
    """Tell the encoding of a file that has no byte order mark and may not be UTF-8."""
    wide = _utf16(data)
    if wide:
        return wide
    if _mostly_utf8(data):
        return Guess("utf-8", certain=True)
    declared = _declared(data)
    if declared:
        return Guess(declared, certain=True)
    sample = _sample(data)
    best, most = "cp1252", 0.0
    for candidate in _CANDIDATES:
        plausibility = _plausibility(sample, candidate)
        if plausibility > most:
            best, most = candidate.encoding, plausibility
        if plausibility > candidate.enough:
            break
    return Guess(best, certain=False)


def _utf16(data: bytes) -> Guess | None:
    """Recognise UTF-16 without a mark by the NULs that its ASCII characters have on one side only."""
    if len(data) % 2 or b"\0" not in data:
        return None
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    # What is also valid UTF-8 may be a text with a stray NUL.
    share = 0.1 if _is_utf8(data) else 0.01
    if many < 2 or few * 3 > many or many < share * len(sample) / 2:
        return None
    return Guess("utf-16-be" if even > odd else "utf-16-le", certain=False)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether characters of UTF-8 far outnumber the bytes that are none; by chance they are rare."""
    text = data[:1_000_000].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return not bad or len(_CHARACTERS.findall(text)) - bad > 3 * bad


def _declared(data: bytes) -> str | None:
    """Return the encoding that the file names in its first kilobyte, if the file can be in it."""
    from bs4.dammit import EncodingDetector

    start = data[:1024]
    name = EncodingDetector.find_declared_encoding(start, is_html=True, search_entire_document=True)
    if name is None:
        match = _DECLARATION.search(start)
        name = match[1].decode("ascii") if match else None
    if name is None:
        return None
    try:
        codec = codecs.lookup(name).name
        codec = _FAMILIES.get(codec, codec)
        text = data.decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    bad = text.count("\ufffd")
    if codec.startswith("utf") or bad * 50 > len(_CHARACTERS.findall(text)):
        return None
    return codec


def _sample(data: bytes) -> bytes:
    """Return a part of the file that has characters beyond ASCII in it, from the beginning of a line."""
    first = _NON_ASCII.search(data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    return data[start : start + _SAMPLE]


class _Candidate(NamedTuple):
    encoding: str
    #: Weighs a character beyond ASCII by itself and the one before it: 1 is sure, 0 says nothing, less is unlikely.
    weigh: Callable[[str, str], float]
    #: What is taken off, so that a rarer encoding wins only by a clear difference.
    handicap: float = 0.0
    #: A plausibility that no other encoding reaches with the same bytes.
    enough: float = 2.0


def _plausibility(sample: bytes, candidate: _Candidate) -> float:
    text = sample.decode(candidate.encoding, "replace")
    weights = [candidate.weigh(*pair) for pair in _pairs(text)]
    return (sum(weights) / len(weights) if weights else 0.0) - candidate.handicap


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield each character beyond ASCII with the one before it, but not one that the end of the sample cut."""
    for match in _CHARACTERS.finditer(text):
        at = match.start()
        if not (match[0] == "\ufffd" and at >= len(text) - 2):
            yield match[0], text[at - 1] if at else " "


_CJK_MARKS = frozenset("、。，「」『』《》〈〉【】（）！？：；“”‘’…—·・ー～　")


def _is_kana(char: str) -> bool:
    return "\u3041" <= char <= "\u30fa" or char in "ー・"


def _is_hanzi(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _lead(char: str, encoding: str) -> int:
    """Return the first byte of a character, 255 for none: the older sets have common characters before rare ones."""
    encoded = char.encode(encoding, "ignore")
    return encoded[0] if len(encoded) == 2 else 255


def _chinese(common: frozenset[str], encoding: str, last_common: int) -> Callable[[str, str], float]:
    def weigh(char: str, _before: str) -> float:
        if char in common:
            return 1.0
        if _is_hanzi(char):
            return 0.2 if _lead(char, encoding) <= last_common else -0.6
        if char in _CJK_MARKS:
            return 0.7
        if "\uff01" <= char <= "\uff5e":
            return 0.3
        return -0.1 if _is_kana(char) else -1.0

    return weigh


def _japanese(char: str, _before: str) -> float:
    if _is_kana(char):
        return 0.9
    if char in encoding_letters.KANJI:
        return 1.0
    if char in _CJK_MARKS:
        return 0.7
    if _is_hanzi(char):
        return 0.2 if _lead(char, "cp932") <= 0x98 else -0.6
    if "\uff01" <= char <= "\uff5e":
        return 0.3
    return -0.6 if "\uff61" <= char <= "\uff9f" else -1.0


def _korean(char: str, _before: str) -> float:
    if char in encoding_letters.HANGUL:
        return 1.0
    if "\uac00" <= char <= "\ud7a3":
        # Syllables that only cp949 has are rare. The codec writes those that it lacks as eight bytes.
        return 0.2 if _lead(char, "euc_kr") < 255 else -0.5
    if char in _CJK_MARKS:
        return 0.5
    return -0.3 if _is_hanzi(char) else -1.0


def _alphabet(groups: tuple[str, str, str]) -> Callable[[str, str], float]:
    """Weigh a script of its own: common letters, capitals only at the beginning of words, no Latin letters beside."""
    weights = {char: weight for group, weight in zip(groups, (1.0, 0.7, 0.2), strict=True) for char in group}

    def weigh(char: str, before: str) -> float:
        lower = char.lower()
        weight = weights.get(lower)
        if weight is None:
            return 0.3 if char in encoding_letters.TYPOGRAPHY else -0.8
        if before.isascii() and before.isalpha():
            return -0.5
        if char == lower:
            return weight
        if not before.isalpha():
            return weight * 0.7
        return 0.1 if before.isupper() else -1.0

    return weigh


def _latin(groups: tuple[str, str, str], in_row: float) -> Callable[[str, str], float]:
    """Weigh a Latin alphabet: accented letters stand among plain ones; `in_row` for one that follows another."""
    weights = {char: weight for group, weight in zip(groups, (1.0, 0.8, 0.2), strict=True) for char in group}

    def weigh(char: str, before: str) -> float:
        weight = weights.get(char)
        if weight is None:
            if char in encoding_letters.TYPOGRAPHY:
                return 0.6 if char in "“”‘’–—…«»„\xa0" or not before.isalpha() else -0.3
            return -0.5
        if char.isupper() and before.islower():
            return -0.5
        return weight if before.isascii() or not before.isalpha() else in_row

    return weigh


_CANDIDATES = (
    _Candidate("gb18030", _chinese(encoding_letters.HANS, "gb2312", 0xD7), enough=0.6),
    _Candidate("cp950", _chinese(encoding_letters.HANT, "cp950", 0xC6), enough=0.6),
    _Candidate("cp932", _japanese, enough=0.6),
    _Candidate("euc_jp", _japanese, enough=0.6),
    _Candidate("cp949", _korean, enough=0.6),
    _Candidate("cp1251", _alphabet(encoding_letters.CYRILLIC)),
    _Candidate("koi8-r", _alphabet(encoding_letters.CYRILLIC)),
    _Candidate("cp866", _alphabet(encoding_letters.CYRILLIC), 0.25),
    _Candidate("cp1253", _alphabet(encoding_letters.GREEK)),
    _Candidate("cp1255", _alphabet(encoding_letters.HEBREW)),
    _Candidate("cp1256", _alphabet(encoding_letters.ARABIC)),
    _Candidate("cp1252", _latin(encoding_letters.WESTERN, -0.5)),
    _Candidate("cp1250", _latin(encoding_letters.CENTRAL, 0.2), 0.08),
    _Candidate("cp1254", _latin(encoding_letters.TURKISH, -0.2), 0.05),
    _Candidate("cp1257", _latin(encoding_letters.BALTIC, -0.2), 0.1),
)
