"""BCP 47 language tags (RFC 5646): well-formed or not, and what was likely meant."""

import re

# RFC 5646, 2.1: langtag, with the languages that exist (two or three letters) and grandfathered tags left out.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*)(?P<private>-x(?:-[a-z0-9]{1,8})+)?"
)
# ISO 639-1: the two-letter languages of the IANA subtag registry.
_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it "
    "iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo "
    "mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh "
    "si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
    "yi yo za zh zu"
)
_TWO_LETTERS = frozenset(_ISO_639_1.split())
_MEANT = {
    "arabic": "ar", "chinese": "zh-CN", "cn": "zh-CN", "cz": "cs", "czech": "cs", "dk": "da", "dutch": "nl",
    "eng": "en", "english": "en", "farsi": "fa", "french": "fr", "german": "de", "gr": "el", "greek": "el",
    "hebrew": "he", "hk": "zh-HK", "italian": "it", "japanese": "ja", "jp": "ja", "korean": "ko", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ua": "uk", "ukrainian": "uk", "us": "en-US", "vietnamese": "vi", "中文": "zh-CN", "日本語": "ja",
    "简体中文": "zh-CN", "繁體中文": "zh-TW",
}  # fmt: skip


def language_tag(text: str) -> str | None:
    """Give a well-formed tag in the case of RFC 5646 section 2.1.1 (zh-Hant-TW); None for anything else."""
    # beyond ASCII there are letters whose lower case is an ASCII letter
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
    """Guess the tag that was meant: `en_US.UTF-8` → en-US, `English` → en; None where none is likely."""
    word = text.strip().partition(".")[0].partition("@")[0]
    return _MEANT.get(word.lower()) or language_tag(word.replace("_", "-"))
