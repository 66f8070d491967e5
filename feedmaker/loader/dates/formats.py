"""Dates in digits, besides ISO 8601 and RFC 822: 20210925, 2021-W38-6, 1632578870, 25/12/2021, 2021年9月25日.

And those of the calendars of Iran (Solar Hijri) and Thailand (Buddhist era). A number does not say which calendar it
belongs to: the language, the script of its digits or a name of a month does.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.parts import (
    AFTERNOON,
    CLOCK,
    YEARS,
    DateError,
    Order,
    ParsedDate,
    from_day,
    from_groups,
)
from feedmaker.loader.dates.zones import ZONE

_MORNING = "上午|午前|凌晨|早上|오전"
#: The half of the day before or after the hour, in the scripts that write it so.
_HALVES = f"{_MORNING}|{AFTERNOON}"
_AM_PM = r"[AaPp]\.?[Mm]\.?"

# Year, month and day with their first zeros, and without.
_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_YEAR, _MONTH, _DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"

#: 2021. 9. 25., 2021. 9. 25. 오후 2:07
_KOREAN = re.compile(
    rf"{_YEAR}\. ?{_MONTH}\. ?{_DAY}\.?(?: (?P<half>{_HALVES})? ?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})"
    rf"(?::(?P<second>[0-9]{{2}}))?(?: (?P<zone>{ZONE}))?)?"
)
#: 2021-09-25+08:00, 2021-09-25Z: the date of XML Schema, 3.3.9
_DAY_IN_ZONE = re.compile(rf"{_DATE} ?(?P<zone>Z|[+-][0-9]{{2}}:?[0-9]{{2}})")
#: 2021-09-25 1407, 2021-09-25T140750
_BASIC_TIME = re.compile(
    rf"{_DATE}[Tt ](?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?P<second>[0-9]{{2}})?(?: ?(?P<zone>{ZONE}))?"
)
#: [2024-01-04 Thu 10:00], <2024-01-04 Thu> (Org mode), with what is repeated or the end of the time left out
_ORG = re.compile(
    rf"[\[<]?{_DATE} (?P<weekday>[^\W\d]{{1,12}})\.?(?: (?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}))?"
    r"(?:-[0-9]{1,2}:[0-9]{2})?(?: [.+]?[+-][0-9]+[hdwmy])?[\]>]?"
)
#: 20210925, 20210925140750, 20210925T1407+0800
_BASIC = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:[Tt ]?(?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2})"
    rf"(?::?(?P<second>[0-9]{{2}}))?(?:[.,][0-9]+)?\s*(?P<zone>{ZONE})?)?"
)
_WEEK = re.compile(r"([0-9]{4})-?[Ww]([0-9]{2})(?:-?([0-9]))?")
_ORDINAL = re.compile(r"([0-9]{4})-([0-9]{3})")
_EPOCH = re.compile(r"([0-9]{9,10}|[0-9]{13})(?:\.[0-9]+)?")
#: 25/12/2021, 9/25/2021, 2:07:50 PM, 25.12.2021 14:07 +0100
_NUMERIC = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<mark>[/.-])(?P<other>[0-9]{1,2})(?P=mark)(?P<year>[0-9]+)"
    rf"(?:,?\s+{CLOCK}\s*(?P<am_pm>{_AM_PM})?(?:\s*(?P<zone>{ZONE}))?)?"
)
#: 25. 9. 2021
_DOTS = re.compile(r"([0-9]{1,2})\. ([0-9]{1,2})\. (?=[0-9]{4})")
#: 2021年9月25日 星期六 下午2:07, 2021年9月25日(土) 午後2時7分, 2021년 9월 25일
_CJK = re.compile(
    rf"{_YEAR}\s*[年년]\s*{_MONTH}\s*[月월]\s*{_DAY}\s*[日号號일]?,?\s*"
    r"(?:\(?(?:星期|周|週|礼拜)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?\)?)?\s*"
    rf"(?:(?P<half>{_HALVES})?\s*(?P<hour>[0-9]{{1,2}})\s*[:时時点點시]\s*(?:(?P<minute>[0-9]{{1,2}})\s*"
    rf"(?:[:分분]\s*(?:(?P<second>[0-9]{{1,2}})\s*[秒초]?)?)?)?\s*(?P<zone>{ZONE})?)?"
)
_VIETNAMESE = re.compile(rf"(?:ngày )?{_DAY} tháng {_MONTH},? (?:năm )?{_YEAR}", re.IGNORECASE)
#: 2021-09-25 2:07 PM, 2021/9/25 下午 2:07:50
_YEAR_FIRST_12_HOURS = re.compile(
    rf"{_YEAR}(?P<mark>[-/.]){_MONTH}(?P=mark){_DAY}\s+(?:(?P<half>{_HALVES})\s*)?{CLOCK}\s*(?P<am_pm>{_AM_PM})?"
)
_FIVE_DIGIT_YEAR = re.compile(r"[+-]?[0-9]{5,}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]).*")
#: 2021, 2021-09, 2021年9月, 09/2021, 10:30, 202109
_PARTIAL = re.compile(
    r"[0-9]{1,4}|[0-9]{4}[-/.年년]\s?[0-9]{1,2}[月월]?|[0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{1,2})|[0-9]{4}[年년]"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{6}"
)
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
_SOLAR_EPOCH = -356_033


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
    return date.fromordinal(_SOLAR_EPOCH + days + ((month - 1) * 31 if month < 7 else (month - 7) * 30 + 186))


def parse_numeric(normal: str, text: str, zone: ZoneInfo, order: Order | None) -> ParsedDate | None:
    """Read `normal`, which is `text` with ASCII digits and single spaces; None where it has no form known here."""
    for pattern, read in _SPECIAL:
        if match := pattern.fullmatch(normal):
            return read(match, text, zone)
    for pattern, rule in _FORMATS:
        if match := pattern.fullmatch(normal):
            return from_groups(match.groupdict(), zone, rule, text)
    if match := _NUMERIC.fullmatch(_DOTS.sub(r"\1.\2.", normal, count=1)):
        return _from_numeric(match, text, zone, order)
    if _PARTIAL.fullmatch(normal):
        raise DateError.partial(text)
    if _FIVE_DIGIT_YEAR.fullmatch(normal):
        raise DateError.impossible(text, YEARS)
    return None


def _from_epoch(match: re.Match[str], text: str, _zone: ZoneInfo) -> ParsedDate:
    number = int(match[1])
    seconds, rule = (number, "epoch seconds") if number < 10**10 else (number // 1000, "epoch milliseconds")
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if at.year > 2100:
        raise DateError.impossible(text, f"read as {rule} it is in the year {at.year}")
    return ParsedDate(at, (), rule)


def _from_basic(match: re.Match[str], text: str, zone: ZoneInfo) -> ParsedDate:
    if match["hour"] and match["second"] is None and match.end() == 12 and "T" not in text:
        raise DateError.ambiguous(text, "a time of day or milliseconds")
    return from_groups(match.groupdict(), zone, "ISO 8601 basic" if match["hour"] else "YYYYMMDD", text)


def _from_week(match: re.Match[str], text: str, zone: ZoneInfo) -> ParsedDate:
    year, week, weekday = match.groups()
    if weekday is None:
        raise DateError.partial(text)
    day = date.fromisocalendar(int(year), int(week), int(weekday))
    return from_day(day.year, day.month, day.day, zone, "ISO 8601 week date")


def _from_ordinal(match: re.Match[str], text: str, zone: ZoneInfo) -> ParsedDate:
    year, number = int(match[1]), int(match[2])
    day = date(year, 1, 1) + timedelta(days=number - 1)
    if day.year != year:
        raise DateError.impossible(text)
    return from_day(day.year, day.month, day.day, zone, "ISO 8601 day of the year")


def _from_numeric(match: re.Match[str], text: str, zone: ZoneInfo, order: Order | None) -> ParsedDate:
    year, mark = match["year"], match["mark"]
    if len(year) > 4:
        raise DateError.impossible(text, YEARS)
    if order == "mdy" and mark == "/" and len(year) == 2 and year < "50":
        year = f"20{year}"  # as dateutil and V8 read it
    if len(year) < 4:
        raise DateError.ambiguous(text, "a year of two digits", "write the year first and with four digits: 2024-05-31")
    a, b = int(match["first"]), int(match["other"])
    # Where days are separated by dots, they come first.
    if a <= 12 and b <= 12 and a != b and order is None and mark != ".":
        why = f"{year}-{a:02}-{b:02} or {year}-{b:02}-{a:02}"
        raise DateError.ambiguous(text, why, "write it as 2024-05-31, or set articles.date_order to dmy or mdy")
    # A number above 12 is the day in any order.
    day_first = a > 12 or (b <= 12 and (order == "dmy" or mark == "."))
    day, month = (a, b) if day_first else (b, a)
    rule = "day, month, year" if day_first else "month, day, year"
    written = match.groupdict() | {"year": year, "month": str(month), "day": str(day)}
    return from_groups(written, zone, rule, text)


_SPECIAL = ((_EPOCH, _from_epoch), (_BASIC, _from_basic), (_WEEK, _from_week), (_ORDINAL, _from_ordinal))
_FORMATS = (
    (_CJK, "year, month, day signs"),
    (_KOREAN, "year, month, day signs"),
    (_DAY_IN_ZONE, "day with an offset"),
    (_BASIC_TIME, "day, time without colons"),
    (_ORG, "Org mode"),
    (_VIETNAMESE, "day, month number, year"),
    (_YEAR_FIRST_12_HOURS, "year first, hours of twelve"),
)
