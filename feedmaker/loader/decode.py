"""Bytes → text, in any encoding."""

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

_HINT = "save the file as UTF-8, or set source.encoding"


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
            # NUL may mean UTF-16, ESC $ the Japanese encoding of mail. Searching bytes is faster than searching text.
            if (b"\0" not in data and b"\x1b$" not in data) or encoding == "utf-8":
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
    # Few files need these tables.
    from feedmaker.loader.encoding_guess import guess_encoding

    guess = guess_encoding(data)
    decoded = _decode_as(data, guess.encoding)
    if guess.certain:
        return decoded
    found = f"not {quoted(guess.refuted)} as it declares" if guess.refuted else "not UTF-8 and declares no encoding"
    message = f"file is {found}, it was read as {guess.encoding}"
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
