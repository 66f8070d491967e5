"""Dates in words: September 25th, 2021 2:07 PM, 25 septembre 2021 à 14h07, 25 сентября 2021 г.

The names of months and days of the week are those of Unicode's CLDR, as Babel has them. What they mean is passed to
dateutil in English. dateutil fills what is missing from a default date, so that the words are parsed against two
defaults, and a date on which the two disagree is refused.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError
from dateutil.parser import parser, parserinfo

from feedmaker.loader.dates.formats import BUDDHIST
from feedmaker.loader.dates.parts import YEARS, DateError, ParsedDate, from_day, local_time, to_24_hours, with_weekday
from feedmaker.loader.dates.zones import ZONE, from_zone, from_zone_text
from feedmaker.text.messages import quoted
from feedmaker.text.timestamps import MONTHS
from feedmaker.text.word_lists import word_lists

#: What a word means: a month (1 to 12), a day of the week (0 to 6, Monday first), or nothing (0).
_Meaning: TypeAlias = tuple[Literal["month", "weekday", "connecting"], int]

_LISTS = word_lists(__file__, "words.txt")
LANGUAGES = _LISTS["languages"]
_CONNECTING = frozenset(_LISTS["connecting"])

#: 14:07:50 +0800, 2:07 PM, 2pm, 14h07
_CLOCK = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})(?:[:hH]([0-9]{{2}})(?::([0-9]{{2}})(?:[.,][0-9]+)?)?"
    rf"(?:\s*([AaPp])\.?[Mm]\b\.?)?|\s*([AaPp])\.?[Mm]\b\.?)(?:\s*({ZONE})(?![\w:]))?"
)
#: 31.05.2024, 5/31/2024, 2024-05-31, among the words of a date.
_DAY = re.compile(r"(?<![0-9])(?:[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}([/.-])[0-9]{1,2}\2[0-9]{1,2})(?![0-9])")
#: 14.07 after "kl." and the like, and before "Uhr" and a zone.
_DOTTED_CLOCK = re.compile(
    r"(\b(?:kl\.?|klo|ore|um) )([0-9]{1,2})\.([0-9]{2})(?![0-9.])"
    r"|(?<= )([0-9]{1,2})\.([0-9]{2})(?= ?(?:Uhr\b|[A-Z]{2,4}\Z))"
)
_WORD = re.compile(r"[^\s0-9,;/()\[\]،•|]+")
_NUMBER = re.compile(r"[0-9]+")
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|er|re|ère|ste|de|e|º|ª|o|a)\b|(?<=[0-9])\.", re.IGNORECASE)
#: A zone away from the time: Sat Sep 25 14:07:50 UTC 2021, and git's Sat Sep 25 14:07:50 2021 +0800.
_LATE_ZONE = re.compile(r"\b(?:UTC|GMT)\b|(?<= )[+-][0-9]{2}:?[0-9]{2}$")

# CLDR's patterns: ASCII letters are fields unless they are quoted, other letters are literal text.
_PREFIX = re.compile(r"([^\W\dA-Za-z]+)[LM]{3,4}")
_SUFFIX = re.compile(r"E{4}([^\sA-Za-z0-9'.,]+)")
_LITERAL = re.compile(r"'[^']+'|[^\W\dA-Za-z]+")

#: A later year with a month in Thai is one of the Buddhist era.
_THAI_YEARS = 2400

#: Defaults for dateutil that differ in year, month and day; both years have a 29 February.
_EARLIEST, _LATEST = local_time(2000, 1, 1), local_time(2004, 12, 28)


def parse_words(
    normal: str, text: str, zone: ZoneInfo, language: str | None, read_digits: Callable[[str], ParsedDate | None]
) -> ParsedDate:
    """Read a date in words, or one in digits among words; `normal` is `text` with ASCII digits and single spaces."""
    normal = _DOTTED_CLOCK.sub(lambda f: f"{f[1] or ''}{f[2] or f[4]}:{f[3] or f[5]}", normal)
    clock = _CLOCK.search(normal)
    words = normal if clock is None else f"{normal[: clock.start()]} {normal[clock.end() :]}"
    zone_text = clock[6] if clock else None
    if clock and zone_text is None and (late := _LATE_ZONE.search(words)):
        zone_text, words = late[0], f"{words[: late.start()]} {words[late.end() :]}"
    if (digits := _DAY.search(words)) and (found := read_digits(digits[0])):
        rest = f"{words[: digits.start()]} {words[digits.end() :]}"
        month, _, weekday = _read_names(rest, text, language)
        if month is not None or _NUMBER.search(rest):
            raise DateError.unreadable(text)
        day = found.at.astimezone(zone).replace(tzinfo=None)
    else:
        day, weekday = _read_day(words, text, language)
    if clock is None:
        found = from_day(day.year, day.month, day.day, zone, "words")
    else:
        hour = to_24_hours(int(clock[1]), clock[4] or clock[5])
        local = local_time(day.year, day.month, day.day, hour, int(clock[2] or 0), int(clock[3] or 0))
        # What is not a zone is a word, such as the Spanish "14:07 h".
        instant = (from_zone_text(local, zone_text, zone) if zone_text else None) or from_zone(local, zone)
        found = ParsedDate(instant.at, instant.problems, "words")
    return with_weekday(found, weekday, day, text)


def _read_names(words: str, text: str, language: str | None) -> tuple[int | None, bool, int | None]:
    """Return the month that words name, whether its name is Thai, and the day of the week."""
    month: int | None = None
    weekday: int | None = None
    is_thai = False
    for word in filter(None, map(_normalise, _WORD.findall(words))):
        kind, number = _meaning(word, text, language)
        if kind == "weekday":
            weekday = number
        elif kind == "month" and month not in (None, number):
            raise DateError.unreadable(text)
        elif kind == "month":
            month, is_thai = number, "\u0e00" <= word[0] <= "\u0e7f"
    return month, is_thai, weekday


def _read_day(words: str, text: str, language: str | None) -> tuple[datetime, int | None]:
    """Return midnight of the day, and the weekday that the words name."""
    words = _ORDINAL.sub(" ", words)
    month, is_thai, weekday = _read_names(words, text, language)
    numbers = _NUMBER.findall(words)
    if month is None:
        raise DateError.partial(text) if weekday is not None and not numbers else DateError.unreadable(text)
    if any(len(number) > 4 for number in numbers):
        raise DateError.impossible(text, YEARS)
    if len(numbers) == 2 and all(len(number) <= 2 for number in numbers):
        raise DateError.ambiguous(text, "a year of two digits", "write the year with four digits: 2024-05-31")
    if len(numbers) > 1 and sorted(map(len, numbers)) not in ([1, 4], [2, 4]):
        raise DateError.unreadable(text)
    # The day comes first: dateutil takes the first number of "2 0001 February" as the year.
    numbers.sort(key=len)
    if is_thai and numbers and int(numbers[-1]) > _THAI_YEARS:
        numbers[-1] = str(int(numbers[-1]) - BUDDHIST)
    english = " ".join([*numbers[:1], MONTHS[month - 1], *numbers[1:]])
    day, same_day = (_parser.parse(english, default=default) for default in (_EARLIEST, _LATEST))
    if day != same_day:
        raise DateError.partial(text)
    return day, weekday


class _EveryYear(parserinfo):
    """dateutil's words, with years as they are written: it would move those below 100 to the present century."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: ARG002 - dateutil's signature
        return year


_parser = parser(_EveryYear())


def _meaning(word: str, text: str, language: str | None) -> _Meaning:
    """Return the meaning of a word in the article's language, else in English, else in any language."""
    if word in _CONNECTING:
        return "connecting", 0
    # English comes before all languages because loading those takes long.
    languages = [(language.replace("-", "_"),)] if language else []
    for group in (*languages, ("en",), LANGUAGES):
        meanings = _table(group).get(word)
        if meanings and len(meanings) > 1:
            months = " or ".join(f"month {number}" for _, number in sorted(meanings))
            hint = "write it as 2024-05-31, or set site.language"
            raise DateError.ambiguous(text, f"{quoted(word)} is {months}, by language", hint)
        if meanings:
            return next(iter(meanings))
    raise DateError.unreadable(text)


@cache
def _table(languages: tuple[str, ...]) -> Mapping[str, frozenset[_Meaning]]:
    """Return the meanings of each word in these languages: one, or several months."""
    found: dict[str, set[_Meaning]] = {}
    for language in languages:
        locale = _locale(language)
        for word, meaning in _words(locale) if locale else ():
            found.setdefault(_normalise(word), set()).add(meaning)
    return {word: _decide(meanings) for word, meanings in found.items()}


def _normalise(word: str) -> str:
    return unicodedata.normalize("NFKC", word).replace("’", "'").strip(".'-|·").casefold()


def _decide(meanings: set[_Meaning]) -> frozenset[_Meaning]:
    """Prefer months: "mar" is a month in many languages and Tuesday in some, where it proves nothing."""
    months = frozenset(meaning for meaning in meanings if meaning[0] == "month")
    if months or len(meanings) == 1:
        return months or frozenset(meanings)
    return frozenset([("connecting", 0)])


def _locale(language: str) -> Locale | None:
    while language:
        try:
            return Locale.parse(language)
        except (ValueError, UnknownLocaleError):
            language = language.rpartition("_")[0]
    return None


def _words(locale: Locale) -> Iterator[tuple[str, _Meaning]]:
    patterns = [
        str(getattr(pattern, "pattern", pattern))
        for pattern in (*locale.date_formats.values(), *locale.datetime_formats.values())
    ]
    # Hebrew writes a preposition and the month as one word.
    prefixes = {"", *(prefix for pattern in patterns for prefix in _PREFIX.findall(pattern))}
    for number, name in _names(locale.months):
        yield from ((prefix + name, ("month", number)) for prefix in prefixes)
    suffixes = {"", *(suffix for pattern in patterns for suffix in _SUFFIX.findall(pattern))}
    for number, name in _names(locale.days):
        yield from ((prefix + name, ("weekday", number)) for prefix in prefixes)
        yield from ((name + suffix, ("weekday", number)) for suffix in suffixes)
    for pattern in patterns:
        for literal in _LITERAL.findall(pattern):
            yield from ((word.strip("'"), ("connecting", 0)) for word in _WORD.findall(literal))


def _names(names: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the numbers and names of months or days, of several words the last, but no name with digits."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in names.get(context, {}).get(width, {}).items():
                if not any(map(str.isdigit, name)):
                    yield number, name.rpartition(" ")[2]
