"""Any date that an article may carry → an aware datetime in UTC. Strict: refuses what it would have to guess.

The first form that matches is used:

    ISO 8601, RFC 3339     2021-09-25, 2021-9-5 9:05, 2021-09-25T14:07:50.123Z, 2021-09-25 14:07 UTC+02:00,
                           2021/9/25, 2021.9.25, 20210925T140750Z, 2021-W38-6 (week date), 2021-268 (day of the year)
    RFC 822, 2822, 5322    Sat, 25 Sep 2021 14:07:50 GMT, 25 sep 21 14:07 EST (comment)
    epoch                  1632578870 (seconds), 1632578870000 (milliseconds)
    East Asian             2021年9月25日 14:07, 令和3年9月25日, 2021년 9월 25일 오후 2:07, 2021. 9. 25.
    XML Schema, Org mode   2021-09-25+08:00, [2021-09-25 Sat 14:07]
    day and month          25/12/2021, 03.04.2021; 03/04/2021 only with an `order`
    words                  September 25th, 2021 2:07 PM, 25 septembre 2021

Fractions of a second are dropped. Nothing is filled in from today's date: a date without a year, month or day is
refused, and so are years of two digits outside RFC 822.
"""

import re
import unicodedata
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.parts import (
    CLOCK,
    ENGLISH_WEEKDAYS,
    YEARS,
    DateError,
    Order,
    ParsedDate,
    from_day,
    from_groups,
)
from feedmaker.loader.dates.zones import ZONE, from_offset, from_zone
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.timestamps import MONTHS
from feedmaker.text.xml_characters import CURLY_QUOTES

#: Longer text is not a date; every pattern takes linear time.
_MAX_LENGTH = 300

# RFC 5322, section 3.3, the full names and other abbreviations, without loading Babel.
_MONTHS = {form.lower(): number for number, name in enumerate(MONTHS, 1) for form in (name, name[:3])} | {"sept": 9}

#: 2021-09-25, 2021/9/5 4:07, 2021-09-25T14:07:50.123 +08:00
_ISO = re.compile(
    r"\s*(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    rf"(?:(?:[Tt]|\s+){CLOCK}(?:\s*(?P<zone>{ZONE}))?)?\s*",
    re.ASCII,
)
#: Sat, 25 Sep 2021 14:07:50 GMT, Saturday, 25-Sep-21 14:07:50 EST, 25 September 2021
_RFC822 = re.compile(
    r"\s*(?:(?P<weekday>[A-Za-z]{3,9})\.?\s*+,?\s*+)?(?P<day>[0-9]{1,2})[\s-]+(?P<month>[A-Za-z]{3,9})\.?,?[\s-]+"
    rf"(?P<year>[0-9]{{2,4}})(?:,?\s+{CLOCK}(?:\s*(?P<zone>{ZONE}))?)?\s*",
    re.ASCII,
)
#: Hyphens and dashes that are written for "-"; NFKC makes U+2010 of U+2011.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
#: Eras of Japan and Taiwan, and the years before their first: 令和6年, 令和元年, 民國113年.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA = re.compile(rf"(?:中華)?({'|'.join(_ERAS)}) ?(元|[1-9][0-9]{{0,2}}) ?年")
#: 14:07 (GMT+7): a comment that is the zone, where there is no other.
_ZONE_ALONE = re.compile(r"(?<=:[0-9]{2}) ?\(((?:GMT|UTC)[+-][0-9]{1,2}(?::?[0-9]{2})?)\)")
#: What Go adds to a time: m=+0.001234567
_MONOTONIC = re.compile(r" m=[+-][0-9.]{1,30}\Z")
#: 2023-01-29 18:30:22 2023 -0800, as the `date` command of some systems writes it.
_YEAR_TWICE = re.compile(rf"(([0-9]{{4}})-[0-9]{{2}}-[0-9]{{2}} [0-9:]{{5,8}}) \2( {ZONE})?")


def parse_date(value: object, *, zone: ZoneInfo, order: Order | None = None, language: str | None = None) -> ParsedDate:
    """Read a date from front matter: text, a number, a date or a datetime.

    A date without a zone is in `zone`. `order` decides 03/04/2021. `language` (BCP 47) decides words that name
    different months in different languages, such as listopad.

    Raises:
        DateError: it cannot be read without guessing; nothing else is raised.
    """
    try:
        if isinstance(value, list) and len(value) == 1:
            value = value[0]  # [2021-09-25 Sat 14:07] is a list to YAML
        if isinstance(value, str):
            return _from_text(value, zone, order, language)
        return _from_native(value, zone)
    except OverflowError as error:
        raise DateError.impossible(value, YEARS) from error
    except ValueError as error:
        raise DateError.impossible(value, YEARS if str(value).startswith("0000") else "") from error


def _from_text(text: str, zone: ZoneInfo, order: Order | None, language: str | None) -> ParsedDate:
    if len(text) > _MAX_LENGTH:
        raise DateError.unreadable(text)
    # a number of these languages may be a year of another calendar
    is_gregorian = language is None or language[:2].lower() not in ("fa", "th")
    if is_gregorian and (found := _from_standard(text, text, zone)):
        return found
    normal = _normalise(text)
    if not is_gregorian or not text.isascii():
        from feedmaker.loader.dates.formats import to_gregorian

        normal = to_gregorian(normal, text, language)
    if not normal:
        raise DateError(Problem("date-unreadable", "date is empty", "write it as 2024-05-31 14:07:50 +0800"))
    if (normal != text or not is_gregorian) and (found := _from_standard(normal, text, zone)):
        return found
    from feedmaker.loader.dates.formats import parse_numeric  # late: most articles need none of its patterns

    if found := parse_numeric(normal, text, zone, order):
        return found
    if match := _YEAR_TWICE.fullmatch(normal):
        return _from_year_twice(match, text, zone)
    if ":" not in normal and not any(map(str.isalpha, normal)):
        raise DateError.unreadable(text)
    from feedmaker.loader.dates import month_names  # importing Babel takes longer than reading a thousand dates

    def read_digits(day: str) -> ParsedDate | None:
        return _from_standard(day, text, zone) or parse_numeric(day, text, zone, order)

    return month_names.parse_words(normal, text, zone, language, read_digits)


def _from_standard(normal: str, text: str, zone: ZoneInfo) -> ParsedDate | None:
    """Read ISO 8601 or RFC 822; None where `normal` is neither."""
    if match := _ISO.fullmatch(normal):
        return _from_iso(match, text, zone)
    if match := _RFC822.fullmatch(normal):
        return _from_rfc822(match, text, zone)
    return None


def _from_iso(match: re.Match[str], text: str, zone: ZoneInfo) -> ParsedDate:
    groups = match.groupdict()
    rule = "ISO 8601" if groups["mark"] == "-" else f"YYYY{groups['mark']}M{groups['mark']}D"
    if groups["fraction"] is not None and groups["second"] is None:
        # ISO 8601, 5.3.1.4: a fraction belongs to the smallest unit written, here the minute.
        groups["second"] = str(int(groups["fraction"][:9].ljust(9, "0")) * 60 // 10**9)
    return from_groups(groups, zone, rule, text)


def _from_rfc822(match: re.Match[str], text: str, zone: ZoneInfo) -> ParsedDate | None:
    """Read RFC 822; None where its words are not English months and days of the week."""
    groups = match.groupdict()
    month = _MONTHS.get(groups["month"].lower())
    if month is None or (groups["weekday"] and groups["weekday"].lower() not in ENGLISH_WEEKDAYS):
        return None
    year = int(groups["year"])
    if (digits := len(groups["year"])) < 4:
        if groups["zone"] is None:
            raise DateError.ambiguous(text, "a year of two digits", "write the year with four digits: 2024-05-31")
        # RFC 5322, section 4.3: 00 to 49 is 20xx, 50 to 99 is 19xx, three digits count from 1900.
        year += 2000 if year < 50 and digits == 2 else 1900
    rule = "day, month name, year" if groups["hour"] is None else "RFC 822"
    return from_groups(groups | {"year": str(year), "month": str(month)}, zone, rule, text, rfc=True)


def _normalise(text: str) -> str:
    """Return text with ASCII digits and signs, single spaces, no quotes around it, no comments (RFC 5322, 3.2.2)."""
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if not text.isascii():
        text = "".join(
            str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text if c.isprintable() or c.isspace()
        )
        text = _ERA.sub(lambda era: f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", text, count=1)
    if "(" in text:
        text = _without_comments(_ZONE_ALONE.sub(r" \1", text))
    text = _MONOTONIC.sub("", " ".join(text.strip(CURLY_QUOTES).split()))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text


def _without_comments(text: str) -> str:
    """Replace comments, which nest, with spaces; text with an unclosed parenthesis is returned as it is."""
    kept: list[str] = []
    depth = 0
    for escaped, character in re.findall(r"(\\.)|(.)", text, re.DOTALL):
        if character == "(":
            kept.append(" ")
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(escaped or character)
    return text if depth else "".join(kept)


def _from_year_twice(match: re.Match[str], text: str, zone: ZoneInfo) -> ParsedDate:
    iso = _ISO.fullmatch(match[1] + (match[3] or ""))
    if iso is None:
        raise DateError.unreadable(text)
    found = _from_iso(iso, text, zone)
    problem = Problem("date-recovered", f"date has its year twice: {quoted(text)}", "remove the second year")
    return found._replace(problems=(problem, *found.problems))


def _from_native(value: object, zone: ZoneInfo) -> ParsedDate:
    """Read a value of TOML or JSON."""
    if isinstance(value, datetime):
        local, offset = value.replace(microsecond=0, tzinfo=None), value.utcoffset()
        instant = from_zone(local, zone) if offset is None else from_offset(local, offset, str(offset), zone)
        return ParsedDate(instant.at, instant.problems, "datetime of the front matter")
    if isinstance(value, date):
        return from_day(value.year, value.month, value.day, zone, "date of the front matter")
    if isinstance(value, time):
        raise DateError.partial(value.isoformat())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        from feedmaker.loader.dates.formats import parse_numeric

        digits = str(int(value)) if 0 <= value < 10**14 else ""
        if found := parse_numeric(digits, digits, zone, None):
            return found
    raise DateError.unreadable(value)
