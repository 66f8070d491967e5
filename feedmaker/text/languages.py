"""Languages: BCP 47 tags and their direction, and the language and direction that the script of a text shows."""

import re
from functools import cache, lru_cache

from feedmaker.text.word_lists import word_lists

# RFC 5646, 2.1: langtag, with the languages that exist (two or three letters) and grandfathered tags left out.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*)(?P<private>-x(?:-[a-z0-9]{1,8})+)?"
)
_LISTS = word_lists(__file__, "languages.txt")
_TWO_LETTERS = frozenset(_LISTS["two-letters"])
_RIGHT_TO_LEFT_SCRIPTS = frozenset(_LISTS["right-to-left-scripts"])
_LEFT_TO_RIGHT_LANGUAGES = frozenset(_LISTS["left-to-right-languages"])
#: What people write instead of a tag, in lower case → the tag.
_COMMON_MISTAKES = {
    "arabic": "ar", "chinese": "zh-CN", "cn": "zh-CN", "cz": "cs", "czech": "cs", "dk": "da", "dutch": "nl",
    "eng": "en", "english": "en", "farsi": "fa", "french": "fr", "german": "de", "gr": "el", "greek": "el",
    "hebrew": "he", "hk": "zh-HK", "italian": "it", "japanese": "ja", "jp": "ja", "korean": "ko", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ua": "uk", "ukrainian": "uk", "us": "en-US", "vietnamese": "vi", "中文": "zh-CN", "日本語": "ja",
    "简体中文": "zh-CN", "繁體中文": "zh-TW",
}  # fmt: skip

# Ranges for character classes of `re`.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc"
HANGUL = "\u1100-\u11ff\uac00-\ud7a3"
RIGHT_TO_LEFT = (
    "\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u06fa-\u07ea\u0800-\u08c7\ufb1d-\ufdfc\ufe70-\ufefc\U00010800-\U00010fff"
)
_LETTERS = re.compile(r"[^\W\d_]+")
#: Frequent characters that only one of the two ways of writing Chinese has; Japanese has none of the simplified ones.
_SIMPLIFIED = frozenset("们这为说时对发过还么样经头问关开东车见长门马鱼边进远运选认让给从两务员业产总个义")
_TRADITIONAL = frozenset("們這為說時對發過還麼樣經頭問關開東車見長門馬魚邊進遠運選認讓給從兩務員業產總個義")
_EAST_ASIAN = frozenset({"zh", "yue", "cmn", "wuu", "nan", "hak", "lzh", "ja", "ko"})


def language_tag(text: str) -> str | None:
    """Return a well-formed tag in the case of RFC 5646 section 2.1.1 (zh-Hant-TW), None for anything else."""
    # some letters beyond ASCII have an ASCII letter as their lower case
    match = _TAG.fullmatch(text.strip().lower()) if text.isascii() else None
    if match is None or (len(match["language"]) == 2 and match["language"] not in _TWO_LETTERS):
        return None
    parts = [match["language"] + match["extended"]]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["variants"] + match["extensions"] + (match["private"] or "")


def likely_tag(text: str) -> str | None:
    """Guess the tag that was meant: `en_US.UTF-8` → en-US, `English` → en; None if there is no likely one."""
    word = text.strip().partition(".")[0].partition("@")[0]
    return _COMMON_MISTAKES.get(word.lower()) or language_tag(word.replace("_", "-"))


@lru_cache(maxsize=256)
def is_right_to_left(tag: str | None) -> bool:
    """Return True if a language (BCP 47) is written from right to left; False if it is not known.

    A script subtag decides (`ku-Arab`, `az-Arab-IR`), otherwise the script that CLDR calls the likely one of the
    language in its region (`ku` is written in Latin letters, `pa-PK` in Arabic ones).
    """
    match = _TAG.fullmatch((tag or "").strip().lower().replace("_", "-"))
    if match is None:
        return False
    script = match["script"]
    if not script and match["language"] not in _LEFT_TO_RIGHT_LANGUAGES:
        script = _likely_script(match["language"], (match["region"] or "").upper())
    return script in _RIGHT_TO_LEFT_SCRIPTS


def _likely_script(language: str, region: str) -> str:
    """Return the script by CLDR's likely subtags, in lower case; empty for an unknown language."""
    from babel.core import get_global

    known = get_global("likely_subtags")
    full = known.get(f"{language}_{region}") or known.get(language) or ""
    return str(full).partition("_")[2].partition("_")[0].lower()


def is_right_to_left_text(text: str) -> bool:
    """Return True if at least half of the letters of a text belong to a script that is written from right to left."""
    return _is_share(len(_letters(RIGHT_TO_LEFT, text)), text, of=2)


def language_name(tag: str, language: str) -> str:
    """Return what a language (BCP 47) is called in another one, the tag itself where CLDR has no name."""
    from babel.core import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_display_name(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError, TypeError):
        return tag
    return name or tag


def east_asian_language(text: str, site_language: str | None) -> str | None:
    """Return the BCP 47 tag of a text in Han, kana or hangul; None for any other text.

    Readers draw Han characters in the forms of the wrong country where no tag says ja, zh-Hans, zh-Hant or ko. No
    other script is used by one language only. `site_language` is returned unless the script contradicts it.
    """
    letters = _letters(HAN + KANA + HANGUL, text)
    # A word or a name in another script does not make the language.
    if not _is_share(len(letters), text, of=3):
        return None
    kana, hangul = len(_letters(KANA, letters)), len(_letters(HANGUL, letters))
    han = len(letters) - kana - hangul
    if hangul > han + kana:
        found = "ko"
    elif 10 * kana >= han + kana > 0:
        found = "ja"
    elif site_language and _primary(site_language) in _EAST_ASIAN:
        return site_language
    else:
        found = _chinese(text)
    return site_language if site_language and _primary(site_language) == found else found


def _letters(ranges: str, text: str) -> str:
    """Return such characters of a text, none of which are in ASCII."""
    # `re` matches a run of others faster than it searches for one
    if text.isascii() or _pattern(f"[^{ranges}]*+").fullmatch(text):
        return ""
    return "".join(_pattern(f"[{ranges}]++").findall(text))


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _is_share(count: int, text: str, *, of: int) -> bool:
    """Return True if `count` letters are at least one in `of` of the letters of the text."""
    return count > 0 and (len(text) <= of * count or sum(map(len, _LETTERS.findall(text))) <= of * count)


def _chinese(text: str) -> str:
    simplified, traditional = (not signs.isdisjoint(text) for signs in (_SIMPLIFIED, _TRADITIONAL))
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified else "zh-Hant"


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]
