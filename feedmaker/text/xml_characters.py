"""Bytes → text, whatever the encoding, and text → text that a feed may hold."""

import codecs
import re
from functools import cache
from typing import NamedTuple

from feedmaker.problems import Finding


class Decoded(NamedTuple):
    """A file as text: no byte order mark, lines ended by line feeds alone."""

    text: str
    #: Name of the Python codec; decoding with it again gives the same text.
    encoding: str
    findings: tuple[Finding, ...]


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
    """Decode a file. Never raises: what was assumed or could not be decoded is a finding.

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
                    text = _unix(text)
                return Decoded(text.removeprefix("\ufeff"), "utf-8", ())
    return _other(data, encoding)


def is_verbatim(data: bytes, decoded: Decoded) -> bool:
    """Tell whether a file is, byte for byte, the UTF-8 of the text that it was decoded to."""
    changed = decoded.findings or b"\r" in data or data.startswith(codecs.BOM_UTF8)
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
        finding = Finding("encoding-unknown", message, "name a codec of Python, such as gb18030")
        return decoded._replace(findings=(finding, *decoded.findings))
    # The tables of the detector are wanted for few files.
    from feedmaker.loader import encoding_guess

    guess = encoding_guess.detect(data)
    decoded = _as(data, guess.encoding)
    if guess.certain:
        return decoded
    message = f"file is not UTF-8 and names no encoding, it was read as {guess.encoding}"
    return decoded._replace(findings=(Finding("encoding-assumed", message, _REMEDY), *decoded.findings))


def _as(data: bytes, encoding: str) -> Decoded:
    """Decode; bytes that cannot be decoded become U+FFFD and a finding with the line of the first.

    Raises:
        LookupError: there is no such codec for text.

    """
    findings: tuple[Finding, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        first = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = _lines_before(data, first, encoding) + 1
        message = f"bytes are not {encoding}, the first of them 0x{data[first : first + 1].hex()}"
        findings = (Finding("encoding-bad-bytes", message, _REMEDY, line),)
        text = _replaced(data, encoding)
    except ValueError as error:
        raise LookupError(str(error)) from error
    return Decoded(_SURROGATE.sub("\ufffd", _unix(text).removeprefix("\ufeff")), encoding, findings)


def _lines_before(data: bytes, offset: int, encoding: str) -> int:
    return _unix(_replaced(data[:offset], encoding)).count("\n")


def _replaced(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except UnicodeError:
        # Codecs such as idna replace nothing.
        return data.decode("utf-8", "replace")


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


#: Some codecs let halves of surrogate pairs through.
_SURROGATE = re.compile("[\ud800-\udfff]")

#: XML 1.0's Char without C1 controls, DEL, noncharacters and U+FFFD (Unicode, section 23.7), and without U+2028 and
#: U+2029, which are white space that ends a line.
_ALLOWED = "\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17)
)
# A run of what is allowed is found three times as fast as one character that is not: `re` looks a character up in a
# table within a repetition, and range by range where a search begins.
_CLEAN = re.compile(f"[\t\n\u2028\u2029{_ALLOWED}]*+")
_TIDY = re.compile(f"[{_ALLOWED}]*+")
#: What is allowed of ASCII, as bytes: those are faster still to look through.
_PLAIN = bytes([*b"\t\n", *range(0x20, 0x7F)])
_SPACES = re.compile("[ \t\n\u2028\u2029]+")

#: C1 controls are windows-1252 read as Latin-1 (HTML, "numeric character reference end state").
_C1 = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)} | {"\r": "\n"}


@cache
def _forbidden() -> re.Pattern[str]:
    """What is not allowed; made when it is needed, for few texts hold any of it."""
    return re.compile(f"[^\t\n\u2028\u2029{_ALLOWED}]")


def clean_text(text: str) -> str:
    """Remove what XML 1.0 forbids or discourages: controls, lone surrogates, noncharacters, U+FFFD.

    Line feeds and tabs stay; C1 controls become the characters that windows-1252 has in their place.
    """
    clean = not text.encode().translate(None, _PLAIN) if text.isascii() else _CLEAN.fullmatch(text)
    if clean:
        return text
    return _forbidden().sub(lambda match: _C1.get(match[0], ""), _unix(text))


def one_line(text: str) -> str:
    """Make text one clean line: white space collapsed, none at the ends.

    No-break and ideographic spaces within the text stay what they are.
    """
    if "  " not in text and _TIDY.fullmatch(text):
        return text.strip()
    return _SPACES.sub(" ", clean_text(_CONTROL_SPACE.sub(" ", text))).strip()


#: White space that clean_text would take away, so that words would meet.
_CONTROL_SPACE = re.compile("[\v\f\r]")
