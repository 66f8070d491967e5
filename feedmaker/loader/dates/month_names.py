"""Dates in words: September 25th, 2021 2:07 PM, 25 septembre 2021 à 14h07, 25 сентября 2021 г.

The names of months and days of the week are those of Unicode's CLDR, by way of Babel; dateutil puts them together,
through a parserinfo of those names alone. dateutil fills what is missing from a default date: the words are parsed
against two defaults, and a date on which the two disagree is refused.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from dateutil.parser import ParserError, parser, parserinfo

from feedmaker.loader.dates.result import (
    YEARS,
    DateError,
    Moment,
    ambiguous,
    hour_of,
    impossible,
    in_zone,
    partial,
    unreadable,
    wall_clock,
)
from feedmaker.loader.dates.zones import ZONE, resolve
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

# Languages that many web sites are written in; all of the CLDR would cost a second, and bring in more names that
# mean different months in different languages.
LANGUAGES = (
    "en", "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "eo", "es", "et", "eu",
    "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "kn", "ku",
    "ky", "lb", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "nb", "ne", "nl", "nn", "pa", "pl", "ps", "pt", "ro", "ru",
    "si", "sk", "sl", "sq", "sr", "sr_Latn", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "zu",
)  # fmt: skip

_CLOCK = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})(?:[:hH]([0-9]{{2}})(?::([0-9]{{2}})(?:[.,][0-9]+)?)?"
    rf"(?:\s*([AaPp])\.?[Mm]\b\.?)?|\s*([AaPp])\.?[Mm]\b\.?)(?:\s*({ZONE})(?![\w:]))?"
)
_WORD = re.compile(r"[^\s0-9,;/()\[\]]+")
_NUMBER = re.compile(r"[0-9]+")
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|er|re|ère|ste|de|e|º|ª|o|a)\b|(?<=[0-9])\.", re.IGNORECASE)
# Where the year comes after the time: Sat Sep 25 14:07:50 UTC 2021, and git's Sat Sep 25 14:07:50 2021 +0800.
_LATE_ZONE = re.compile(r"\b(?:UTC|GMT)\b|(?<= )[+-][0-9]{2}:?[0-9]{2}$")

# In CLDR's patterns ASCII letters stand for fields unless they are quoted; other letters stand for themselves.
_PREFIX = re.compile(r"([^\W\dA-Za-z]+)[LM]{3,4}")
_LITERAL = re.compile(r"'[^']+'|[^\W\dA-Za-z]+")

# Words between the parts of a date that CLDR's patterns do not hold.
_CONNECTING = frozenset(
    {
        "of",
        "the",
        "on",
        "at",
        "um",
        "uhr",
        "klo",
        "kl",
        "den",
        "le",
        "el",
        "il",
        "am",
        "à",
        "as",
        "às",
        "alle",
        "ore",
        "la",
        "h",
    }
)

_EARLIEST, _LATEST = wall_clock(2001, 1, 1), wall_clock(2004, 12, 28)


def read(plain: str, text: str, zone: ZoneInfo, language: str | None) -> Moment:
    """Read a date in words; `plain` is `text` with ASCII digits and single spaces. Raises DateError."""
    clock = _CLOCK.search(plain)
    words = plain if clock is None else f"{plain[: clock.start()]} {plain[clock.end() :]}"
    zone_text = clock[6] if clock else None
    if clock and zone_text is None and (late := _LATE_ZONE.search(words)):
        zone_text, words = late[0], f"{words[: late.start()]} {words[late.end() :]}"
    day, weekday = _day(words, text, language)
    if clock is None:
        at, problems = in_zone(day, zone, is_day=True)
    else:
        hour, minute, second, half = clock[1], clock[2] or "0", clock[3] or "0", clock[4] or clock[5]
        wall = wall_clock(day.year, day.month, day.day, hour_of(int(hour), half), int(minute), int(second))
        instant = resolve(wall, zone_text, zone) if zone_text else None
        at, problems = instant or in_zone(wall, zone)
    if weekday is not None and weekday != day.weekday():
        found = Problem(
            "date-weekday",
            f"date is on another day of the week: {quoted(text)}",
            f"{day.date()} is taken; correct the weekday or leave it out",
        )
        problems = (found, *problems)
    return Moment(at, problems, "dateutil", is_day=clock is None)


def _day(words: str, text: str, language: str | None) -> tuple[datetime, int | None]:
    """Midnight of the day, and the weekday that the words name (Monday is 0)."""
    words = _ORDINAL.sub(" ", words)
    names = Names()
    plain: list[str] = []
    for part in re.split(r"([0-9]+)", words):
        if part[:1].isascii() and part[:1].isdigit():
            plain.append(part)
        else:
            plain.extend(_known(part, text, language, names))
    if names.month_word is None:
        raise _without_month(words, names, text)
    numbers = _NUMBER.findall(words)
    if any(len(number) > 4 for number in numbers):
        raise impossible(text, YEARS)
    if sorted(map(len, numbers)) not in ([1, 4], [2, 4]):
        raise _wrong_numbers(numbers, text)
    info = Strict({names.month_word.lower(): names.month})
    joined = " ".join(plain)
    try:
        first = parser(info).parse(joined, default=_EARLIEST)
        second = parser(info).parse(joined, default=_LATEST)
    except (ParserError, OverflowError) as error:
        raise impossible(text) from error
    if first != second:
        raise partial(text)
    return first, names.weekday


class Names:
    """What the words of a date were found to name."""

    def __init__(self) -> None:
        self.month = 0
        self.month_word: str | None = None
        self.weekday: int | None = None


def _known(part: str, text: str, language: str | None, names: Names) -> Iterator[str]:
    """Give the words that dateutil is to see; what only connects is left out, anything unknown is refused."""
    for found in _WORD.findall(part):
        word = _normal(found)
        if not word or word in _CONNECTING:
            continue
        kind = _meaning(word, text, language)
        if kind is None:
            raise unreadable(text)
        what, number = kind
        if what == "month":
            if names.month_word is not None:
                raise unreadable(text)
            # dateutil divides words at marks, as in Hindi and Thai: it gets those in English
            names.month, names.month_word = number, word if word.isalpha() and word == word.lower() else "month"
            yield names.month_word
        elif what == "weekday":
            names.weekday = number


def _meaning(word: str, text: str, language: str | None) -> tuple[str, int] | None:
    for table in _tables(language):
        meanings = table.get(word)
        if not meanings:
            continue
        if len(meanings) > 1:
            months = " or ".join(f"month {number}" for what, number in sorted(meanings) if what == "month")
            raise ambiguous(
                text, f"{quoted(word)} is {months}, by language", "write it as 2024-05-31, or set site.language"
            )
        return next(iter(meanings))
    return None


def _tables(language: str | None) -> Iterator[Mapping[str, frozenset[tuple[str, int]]]]:
    """The tables to look into, in order: English, which costs nothing to know, the article's language, all."""
    if language is not None:
        yield _table((language.replace("-", "_"),))
    yield _table(("en",))
    yield _table(LANGUAGES)


@cache
def _table(languages: tuple[str, ...]) -> Mapping[str, frozenset[tuple[str, int]]]:
    """What each word means in these languages: ("month", 1 to 12), ("weekday", 0 to 6) or ("connecting", 0)."""
    found: dict[str, set[tuple[str, int]]] = {}
    for language in languages:
        locale = _locale(language)
        if locale is None:
            continue
        for word, meaning in _words(locale):
            found.setdefault(_normal(word), set()).add(meaning)
    return {word: _decided(meanings) for word, meanings in found.items()}


def _normal(word: str) -> str:
    return unicodedata.normalize("NFKC", word).replace("’", "'").strip(".'-|·").casefold()


def _decided(meanings: set[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    # "mar" is a month in many languages and Tuesday in some: where it can be a month, the weekday proves nothing
    months = {meaning for meaning in meanings if meaning[0] == "month"}
    if months or len(meanings) == 1:
        return frozenset(months or meanings)
    return frozenset({("connecting", 0)})


def _locale(language: str) -> Locale | None:
    while language:
        try:
            return Locale.parse(language)
        except (ValueError, LookupError, TypeError):
            language = language.rpartition("_")[0]
    return None


def _words(locale: Locale) -> Iterator[tuple[str, tuple[str, int]]]:
    patterns = [
        str(getattr(pattern, "pattern", pattern))
        for pattern in (*locale.date_formats.values(), *locale.datetime_formats.values())
    ]
    # Hebrew writes a preposition and the month as one word
    prefixes = {"", *(prefix for pattern in patterns for prefix in _PREFIX.findall(pattern))}
    for what, names in (("month", locale.months), ("weekday", locale.days)):
        for number, name in _names(names):
            if not any(map(str.isdigit, name)) and " " not in name:
                for prefix in prefixes:
                    yield prefix + name, (what, number)
    for pattern in patterns:
        for literal in _LITERAL.findall(pattern):
            for word in _WORD.findall(literal):
                yield word.strip("'"), ("connecting", 0)


def _names(names: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            yield from names.get(context, {}).get(width, {}).items()


class Strict(parserinfo):
    """The words of one date for dateutil: its month alone; numbers stand as they are."""

    def __init__(self, months: Mapping[str, int]) -> None:
        super().__init__()
        self._month_numbers = months

    def month(self, name: str) -> int | None:
        """Number of a month's name, in whatever language."""
        return self._month_numbers.get(name.lower())

    def weekday(self, name: str) -> int | None:  # noqa: ARG002 - dateutil's signature
        """Nothing: weekdays are compared, not used (dateutil would move the date to them)."""
        return None

    def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: ARG002 - dateutil's signature
        """Take the year as it stands; dateutil would ask the clock for the century."""
        return year


def _without_month(words: str, names: Names, text: str) -> DateError:
    return partial(text) if names.weekday is not None and _NUMBER.search(words) is None else unreadable(text)


def _wrong_numbers(numbers: list[str], text: str) -> DateError:
    lengths = sorted(map(len, numbers))
    if lengths in ([1, 1], [1, 2], [2, 2]):
        return ambiguous(text, "a year of two digits", "write the year with four digits: 2024-05-31")
    return partial(text) if len(numbers) < 2 else unreadable(text)
