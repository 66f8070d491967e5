"""Bytes → text, in any encoding: of bytes that name none, in what the file declares, else what chardet guesses."""

import codecs
import re
from typing import NamedTuple

from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import unix_lines


class Decoded(NamedTuple):
    """A file as text: no byte order mark, lines that end with line feeds alone."""

    text: str
    #: Name of the Python codec; decoding with it again gives the same text.
    encoding: str
    problems: tuple[Problem, ...]


#: UTF-32's marks come first: they begin with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Some codecs decode halves of surrogate pairs.
_SURROGATE = re.compile("[\ud800-\udfff]")

_UNDECLARED = "not UTF-8 and declares no encoding"
_HINT = "save the file as UTF-8, or set source.encoding"

#: Names that files give to encodings → the larger encoding of the same family (WHATWG Encoding, section 4.2).
_FAMILIES = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "hz": "gb18030", "big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
#: The encodings that chardet may guess, by its names. Of two families it knows the larger encoding alone.
_EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949")
_OTHERS = (
    "cp1251", "koi8-r", "cp866", "cp1253", "cp1255", "cp1256", "cp874", "cp1252", "cp1250", "cp1254", "cp1257",
)  # fmt: skip
_SMALLER = {"big5hkscs": "cp950", "euc_jis_2004": "euc_jp"}

_DECLARATION = re.compile(rb"(?:coding|charset|encoding)\s?[:=]\s?[\"']?([A-Za-z][\w.:-]{1,30})")
#: Two bytes a character from here on: `ESC $ B` and `ESC $ @`.
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_NON_ASCII_CHARACTER = re.compile("[^\x00-\x7f]")
#: Bytes of the file that are looked at, and of those before the first that is not ASCII.
_SAMPLE_SIZE = 6_000
_BEFORE = 100


def decode(data: bytes, encoding: str = "auto") -> Decoded:
    """Decode a file. Never raises: what was assumed or could not be decoded is a problem.

    `encoding`: "auto" (a byte order mark, UTF-8, what the file declares, what is most plausible) or a Python codec.
    """
    if encoding in ("auto", "utf-8"):
        try:
            text = data.decode()
        except UnicodeDecodeError:
            pass
        else:
            # NUL may mean UTF-16, ESC $ the Japanese encoding of mail. A search of one byte is by far the fastest.
            if encoding == "utf-8" or (b"\0" not in data and (b"\x1b" not in data or b"\x1b$" not in data)):
                if b"\r" in data:
                    text = unix_lines(text)
                return Decoded(text.removeprefix("\ufeff"), "utf-8", ())
    return _decode_other(data, encoding)


def is_verbatim(data: bytes, decoded: Decoded) -> bool:
    """Return True if the file is, byte for byte, its text in UTF-8."""
    changed = decoded.problems or b"\r" in data or data.startswith(codecs.BOM_UTF8)
    return decoded.encoding == "utf-8" and not changed


def _decode_other(data: bytes, encoding: str) -> Decoded:
    """Decode what is not plain UTF-8, or what the configuration gives another encoding."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data, name)
    if encoding != "auto":
        try:
            return _decode_as(data, encoding)
        except LookupError:
            decoded = decode(data)
        message = f"encoding {quoted(encoding)} is unknown, the file was read as {decoded.encoding}"
        problem = Problem("encoding-unknown", message, "name a codec of Python, such as gb18030")
        return decoded._replace(problems=(problem, *decoded.problems))
    codec, found = _guess(data)
    decoded = _decode_as(data, codec)
    if not found:
        return decoded
    message = f"file is {found}, it was read as {codec}"
    return decoded._replace(problems=(Problem("encoding-assumed", message, _HINT), *decoded.problems))


def _decode_as(data: bytes, encoding: str) -> Decoded:
    """Decode; bytes that cannot be decoded become U+FFFD, and a problem names the line of the first.

    Raises:
        LookupError: there is no such codec for text.
    """
    problems: tuple[Problem, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        first = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = unix_lines(_decode_lossy(data[:first], encoding)).count("\n") + 1
        message = f"file has bytes that are not {encoding}, the first is 0x{data[first : first + 1].hex()}"
        problems = (Problem("encoding-bad-bytes", message, _HINT, line),)
        text = _decode_lossy(data, encoding)
    except ValueError as error:
        raise LookupError(str(error)) from error
    return Decoded(_SURROGATE.sub("\ufffd", unix_lines(text).removeprefix("\ufeff")), encoding, problems)


def _decode_lossy(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except UnicodeError:
        # Codecs such as idna replace nothing.
        return data.decode("utf-8", "replace")


def _guess(data: bytes) -> tuple[str, str]:
    """Return the codec of a file that has no byte order mark and may not be UTF-8, and why it is a guess, "" if not."""
    if wide := _utf16(data):
        return wide, _UNDECLARED
    if _ISO_2022_JP.search(data) and not _NON_ASCII.search(data):
        return "iso2022_jp", ""
    if _is_mostly_utf8(data):
        return "utf-8", ""
    declared = _declared(data)
    if declared and (codec := _believable(declared, data)):
        return codec, ""
    found = f"not {quoted(declared)} as it declares" if declared else _UNDECLARED
    return _with_rare_characters(_plausible(data), data), found


def _utf16(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark by the NULs of its ASCII characters, which are all even or all odd bytes."""
    if len(data) % 2 or b"\0" not in data:
        return None
    sample = data[:_SAMPLE_SIZE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    # What is also valid UTF-8 may be a text with a stray NUL.
    share = 0.01 if "\ufffd" in data.decode("utf-8", "replace") else 0.1
    if many < 2 or few * 3 > many or many < share * len(sample) / 2:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_mostly_utf8(data: bytes) -> bool:
    """Return True if there are many more characters of UTF-8 than bytes that are not: by chance they are rare."""
    text = data[:1_000_000].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return not bad or len(_NON_ASCII_CHARACTER.findall(text)) - bad > 3 * bad


def _declared(data: bytes) -> str | None:
    """Return the encoding that the file declares in its first kilobyte."""
    from bs4.dammit import EncodingDetector

    start = data[:1024]
    name = EncodingDetector.find_declared_encoding(start, is_html=True, search_entire_document=True)
    if name is None and (match := _DECLARATION.search(start)):
        name = match[1].decode("ascii")
    return name


def _believable(name: str, data: bytes) -> str | None:
    """Return the codec of a declared encoding, None if it does not decode nearly all of the file."""
    try:
        codec = codecs.lookup(name).name
        codec = _with_rare_characters(_FAMILIES.get(codec, codec), data)
        text = data.decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    bad = text.count("\ufffd")
    return None if codec.startswith("utf") or bad * 50 > len(_NON_ASCII_CHARACTER.findall(text)) else codec


def _with_rare_characters(codec: str, data: bytes) -> str:
    """Return Big5 with the characters of Hong Kong, as browsers read it, where that decodes more than plain Big5."""
    if codec != "cp950":
        return codec
    return min((codec, "big5hkscs"), key=lambda one: data.decode(one, "replace").count("\ufffd"))


def _plausible(data: bytes) -> str:
    """Return the codec that chardet finds most plausible from the first line on that has characters beyond ASCII.

    Few East Asian characters in much code look like accents to it: words that have any are also looked at alone.
    """
    first = _NON_ASCII.search(data)
    start = max(data.rfind(b"\n", 0, first.start()) + 1, first.start() - _BEFORE) if first else 0
    sample = data[start : start + _SAMPLE_SIZE]
    codec = _detected(b" ".join(word for word in sample.split() if not word.isascii()))
    return _SMALLER.get(codec, codec) if codec in _EAST_ASIAN else _detected(sample)


def _detected(sample: bytes) -> str:
    import chardet

    found = chardet.detect(sample, compat_names=False, include_encodings=(*_EAST_ASIAN, *_OTHERS))["encoding"]
    return found or "cp1252"
