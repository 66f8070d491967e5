"""Dates of the calendars of Iran (Solar Hijri) and Thailand (Buddhist era) in digits → the Gregorian calendar.

A number does not say which calendar it belongs to: the language, the script of its digits or a name of a month does.
"""

import re
from datetime import date

_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_OTHER_SPELLINGS = str.maketrans("يك", "یک")
#: "11 خرداد 1403", "11 خرداد ماه 1403"
_IN_WORDS = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}}) ({'|'.join(_MONTHS)})(?:[ \u200c]?ماه)?،? (1[2-4][0-9]{{2}})(?![0-9])"
)
#: "1403/03/11", "1403-3-11"
_SOLAR = re.compile(r"(?<![0-9])(1[2-4][0-9]{2})([/.-])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
#: "2567-05-31"; "31/05/2567"
_THAI_FIRST = re.compile(r"(?<![0-9])(2[45][0-9]{2})(?=([/.-])[0-9]{1,2}\2[0-9]{1,2}(?![0-9]))")
_THAI_LAST = re.compile(r"(?<![0-9])([0-9]{1,2}([/.-])[0-9]{1,2}\2)(2[45][0-9]{2})(?![0-9])")
#: The Buddhist era counts from 543 BC.
BUDDHIST = 543
_PERSIAN_DIGIT = re.compile("[۰-۹]")
#: Ordinal of the day before the first of Farvardin of the year -1595, by the cycle of 33 years.
_EPOCH = -356_033


def to_gregorian(normal: str, text: str, language: str | None) -> str:
    """Return a date, `text` with ASCII digits, in the Gregorian calendar, if it is written in one of the others."""
    language = (language or "")[:2].lower()
    if language == "th":
        normal = _THAI_FIRST.sub(lambda found: str(int(found[1]) - BUDDHIST), normal, count=1)
        return _THAI_LAST.sub(lambda found: f"{found[1]}{int(found[3]) - BUDDHIST}", normal, count=1)
    if text.isascii() and language != "fa":
        return normal
    spelled = normal.translate(_OTHER_SPELLINGS)
    if found := _IN_WORDS.search(spelled):
        year, month, day = int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])
    elif (language == "fa" or _PERSIAN_DIGIT.search(text)) and (found := _SOLAR.search(spelled)):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    else:
        return normal
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return normal
    return f"{spelled[: found.start()]}{_from_solar(year, month, day)}{spelled[found.end() :]}"


def _from_solar(year: int, month: int, day: int) -> date:
    """Return the Gregorian date of a day of the Solar Hijri calendar, by the cycle of 33 years (right until 2090)."""
    year += 1595
    days = 365 * year + year // 33 * 8 + (year % 33 + 3) // 4 + day
    return date.fromordinal(_EPOCH + days + ((month - 1) * 31 if month < 7 else (month - 7) * 30 + 186))
