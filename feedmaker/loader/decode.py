"""Bytes → text, whatever the encoding."""

import codecs
import re
from typing import NamedTuple

from feedmaker.problems import Problem
from feedmaker.text.xml_characters import unix_lines


class Decoded(NamedTuple):
    """A file as text: no byte order mark, lines ended by line feeds alone."""

    text: str
    #: Name of the Python codec; decoding with it again gives the same text.
    encoding: str
    problems: tuple[Problem, ...]


#: The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_REMEDY = "save the file as UTF-8, or set source.encoding"


def decode(data: bytes, encoding: str = "auto") -> Decoded:
    """Decode a file. Never raises: what was assumed or could not be decoded is a problem.

    `encoding`: "auto" (a byte order mark, UTF-8, what the file declares, what it looks like) or a Python codec.
    """
    if encoding == "auto" or encoding == "utf-8":
        try:
            text = data.decode()
        except UnicodeDecodeError:
            pass
        else:
            # looked for in the bytes, which take less time to search than the text of many scripts
            if b"\0" not in data or encoding == "utf-8":
                if b"\r" in data:
                    text = unix_lines(text)
                return Decoded(text.removeprefix("\ufeff"), "utf-8", ())
    return _other(data, encoding)


def is_verbatim(data: bytes, decoded: Decoded) -> bool:
    """Tell whether a file is, byte for byte, the UTF-8 of the text that it was decoded to."""
    changed = decoded.problems or b"\r" in data or data.startswith(codecs.BOM_UTF8)
    return decoded.encoding == "utf-8" and not changed


def _other(data: bytes, encoding: str) -> Decoded:
    """Decode what is not plain UTF-8, or is to be read as something else."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as(data, name)
    if encoding != "auto":
        try:
            return _as(data, encoding)
        except LookupError:
            decoded = decode(data)
        message = f"encoding {encoding[:40]!r} is unknown, the file was read as {decoded.encoding}"
        problem = Problem("encoding-unknown", message, "name a codec of Python, such as gb18030")
        return decoded._replace(problems=(problem, *decoded.problems))
    # The tables of the detector are wanted for few files.
    from feedmaker.loader import encoding_guess

    guess = encoding_guess.detect(data)
    decoded = _as(data, guess.encoding)
    if guess.certain:
        return decoded
    message = f"file is not UTF-8 and names no encoding, it was read as {guess.encoding}"
    return decoded._replace(problems=(Problem("encoding-assumed", message, _REMEDY), *decoded.problems))


def _as(data: bytes, encoding: str) -> Decoded:
    """Decode; bytes that cannot be decoded become U+FFFD and a problem with the line of the first.

    Raises:
        LookupError: there is no such codec for text.

    """
    problems: tuple[Problem, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        first = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = _lines_before(data, first, encoding) + 1
        message = f"bytes are not {encoding}, the first of them 0x{data[first : first + 1].hex()}"
        problems = (Problem("encoding-bad-bytes", message, _REMEDY, line),)
        text = _replaced(data, encoding)
    except ValueError as error:
        raise LookupError(str(error)) from error
    return Decoded(_SURROGATE.sub("\ufffd", unix_lines(text).removeprefix("\ufeff")), encoding, problems)


def _lines_before(data: bytes, offset: int, encoding: str) -> int:
    return unix_lines(_replaced(data[:offset], encoding)).count("\n")


def _replaced(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except UnicodeError:
        # Codecs such as idna replace nothing.
        return data.decode("utf-8", "replace")


#: Some codecs let halves of surrogate pairs through.
_SURROGATE = re.compile("[\ud800-\udfff]")
