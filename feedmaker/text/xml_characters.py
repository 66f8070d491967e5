"""Text → text that a feed may hold: the characters of XML 1.0, one line where one is asked for."""

import re
from functools import cache


def unix_lines(text: str) -> str:
    """End every line with a line feed alone."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


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
    return _forbidden().sub(lambda match: _C1.get(match[0], ""), unix_lines(text))


def one_line(text: str) -> str:
    """Make text one clean line: white space collapsed, none at the ends.

    No-break and ideographic spaces within the text stay what they are.
    """
    if "  " not in text and _TIDY.fullmatch(text):
        return text.strip()
    return _SPACES.sub(" ", clean_text(_CONTROL_SPACE.sub(" ", text))).strip()


#: White space that clean_text would take away, so that words would meet.
_CONTROL_SPACE = re.compile("[\v\f\r]")
