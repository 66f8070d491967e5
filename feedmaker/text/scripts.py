"""The language and the direction that a text shows by its script, where the author names none.

Conservative: a script that several languages share proves nothing, save Han characters, which readers draw in the
forms of the wrong country without a tag (ja, zh-Hans, zh-Hant, ko).
"""

import re

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]+")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]+")
_SOUND = re.compile("[\u3041-\u30fc\u1100-\u11ff\uac00-\ud7a3]")
_LETTER = re.compile(r"[^\W\d_]+")
#: The characters of ASCII that are none.
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_RTL = (
    "\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u06fa-\u07ea\u0800-\u08c7\ufb1d-\ufdfc\ufe70-\ufefc\U00010800-\U00010fff"
)
_RIGHT_TO_LEFT = re.compile(f"[{_RTL}]+")
# `re` looks a character up in a table within a repetition, and range by range where a search begins.
_NOT_RIGHT_TO_LEFT = re.compile(f"[^{_RTL}]*+")
#: Frequent characters that only one of the two ways of writing Chinese has, and those of the first no Japanese text.
_SIMPLIFIED = re.compile("[们这为说时对发过还么样经头问关开东车见长门马鱼边进远运选认让给从两务员业产总个义]")
_TRADITIONAL = re.compile("[們這為說時對發過還麼樣經頭問關開東車見長門馬魚邊進遠運選認讓給從兩務員業產總個義]")

_EAST_ASIAN = frozenset({"zh", "yue", "cmn", "wuu", "nan", "hak", "lzh", "ja", "ko"})


def east_asian_language(text: str, usual: str | None) -> str | None:
    """Tell the BCP 47 tag of a text in Han, kana or hangul; None for any other text.

    Args:
        text: plain text, the more the surer.
        usual: the language of the site, which is given back where the script does not speak against it.
    """
    if text.isascii():
        return None
    han = _count(_HAN, text)
    kana, hangul = (_count(_KANA, text), _count(_HANGUL, text)) if _SOUND.search(text) else (0, 0)
    # A word or a name in another script does not make the language.
    if not _is_share(han + kana + hangul, text, of=3):
        return None
    if hangul > han + kana:
        found = "ko"
    elif 10 * kana >= han + kana > 0:
        found = "ja"
    elif not han:
        return None
    elif usual and _primary(usual) in _EAST_ASIAN:
        return usual
    else:
        found = _chinese(text)
    return usual if usual and _primary(usual) == found else found


def shows_right_to_left(text: str) -> bool:
    """Tell whether most letters of a text are of a script that is written from right to left."""
    if text.isascii() or _NOT_RIGHT_TO_LEFT.fullmatch(text):
        return False
    return _is_share(_count(_RIGHT_TO_LEFT, text), text, of=2)


def _count(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))


def _is_share(count: int, text: str, *, of: int) -> bool:
    """Tell whether `count` letters are at least one in `of` of the letters of the text."""
    if count == 0 or of * count >= len(text):
        return count > 0
    # Letters of ASCII alone take little time to count, and are often too many.
    few = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS)) <= of * count
    return few and _count(_LETTER, text) <= of * count


def _chinese(text: str) -> str:
    simplified, traditional = bool(_SIMPLIFIED.search(text)), bool(_TRADITIONAL.search(text))
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified else "zh-Hant"


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]
