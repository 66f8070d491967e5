"""The characters that XML 1.0 and YAML 1.1 allow, and text that keeps to them."""

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

# Compiled where they are used: most texts need none of them, and start-up time counts.
#: What is not a Char of XML 1.0, section 2.2.
NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
#: What XML allows but discourages (section 2.2, note): DEL, C1 controls, noncharacters; and U+FFFD, a sign of damage.
DISCOURAGED = "[\x7f-\x9f\ufdd0-\ufdef\ufffd{}]".format(
    "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
)
#: What YAML 1.1, section 5.1, does not call printable, and the byte order mark, which is allowed at the start only.
NOT_YAML = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
#: Quotation marks that editors write for those of YAML.
CURLY_QUOTES = "“”„‟‘’‚«»「」『』"

#: All other characters but white space that ends a line or a cell: TAB, LF, CR, U+2028 and U+2029.
_ALLOWED = "\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17)
)
_LINE_SPACE = "\t\n\u2028\u2029"
#: Text without anything to remove. `re` matches a run of allowed characters faster than it searches for one that is
#: not: within a repetition it looks characters up in a table.
_CLEAN = f"[{_LINE_SPACE}{_ALLOWED}]*+"
_CLEAN_LINE = f"[{_ALLOWED}]*+"
_UNCLEAN = f"[^{_LINE_SPACE}{_ALLOWED}]"
#: The allowed characters of ASCII; `bytes.translate` is faster than a regular expression.
_CLEAN_ASCII = bytes([*b"\t\n", *range(0x20, 0x7F)])
_SPACES = re.compile("[ \t\n\u2028\u2029]+")
#: White space that clean_text removes, which would join two words.
_CONTROL_SPACE = re.compile("[\v\f\r]")

#: All bytes of UTF-8 except the control characters that are not a Char.
_XML_BYTES = bytes({*b"\t\n\r", *range(0x20, 0x100)})
#: Stands between two texts in `encode_joined`; not a Char of XML.
SEPARATOR = b"\0"

Value = TypeVar("Value")


def unix_lines(text: str) -> str:
    """Return text with every line end (CR LF, CR) replaced by a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean_text(text: str) -> str:
    """Remove what XML 1.0 forbids or discourages: controls, lone surrogates, noncharacters, U+FFFD.

    Line feeds and tabs stay; C1 controls become the characters that windows-1252 has in their place.
    """
    clean = not text.encode().translate(None, _CLEAN_ASCII) if text.isascii() else re.fullmatch(_CLEAN, text)
    return text if clean else re.sub(_UNCLEAN, _replacement, unix_lines(text))


def _replacement(match: re.Match[str]) -> str:
    """Return what replaces an unclean character: nothing, but C1 controls are windows-1252 read as Latin-1.

    So does HTML ("numeric character reference end state").
    """
    code = ord(match[0])
    return bytes([code]).decode("cp1252", "ignore") if 0x80 <= code < 0xA0 else ""


def one_line(text: str) -> str:
    """Return clean text on one line: runs of white space become one space, none is left at the ends.

    No-break and ideographic spaces within the text stay.
    """
    # Printable characters are allowed, but for U+FFFD, and found faster.
    if "  " not in text and ((text.isprintable() and "\ufffd" not in text) or re.fullmatch(_CLEAN_LINE, text)):
        return text.strip()
    return _SPACES.sub(" ", clean_text(_CONTROL_SPACE.sub(" ", text))).strip()


def remove_illegal(value: Value) -> Value:
    """Return a value without the characters that XML forbids, in every string of it at any depth.

    A safety net: the loader cleans its text, but one character that it missed must not end a build.
    """
    clean: object = value
    if isinstance(value, str):
        clean = re.sub(NOT_XML, "", value)
    elif isinstance(value, tuple):
        parts = map(remove_illegal, value)
        clean = value._make(parts) if hasattr(value, "_make") else tuple(parts)
    elif is_dataclass(value) and not isinstance(value, type):
        clean = replace(value, **{field.name: remove_illegal(getattr(value, field.name)) for field in fields(value)})
    return clean  # type: ignore[return-value]  # each branch keeps the type


def encode_joined(texts: Sequence[str]) -> bytes | None:
    """Return texts in UTF-8 with a SEPARATOR between each two; None exactly where `remove_illegal` would change one.

    Several times faster than a regular expression.
    """
    joined = "\0".join(texts)
    # one character is found much faster than its three bytes
    if "\ufffe" in joined or "\uffff" in joined:
        return None
    try:
        data = joined.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return None
    return data if data.translate(None, _XML_BYTES) == SEPARATOR * (len(texts) - 1) else None
