"""When an article was published, updated and expires: which of its dates counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.in_paths import date_in_file_name, date_in_path, date_in_url_path
from feedmaker.loader.dates.read import parse_date
from feedmaker.loader.dates.result import DateError, ParsedDate
from feedmaker.loader.metadata.keys import Fields, Found
from feedmaker.loader.metadata.status import truth
from feedmaker.problems import Problem
from feedmaker.text.timestamps import rfc3339

_DAY = timedelta(days=1)


class Calendar(NamedTuple):
    """How dates are read: the site's zone and language, `date_order` and `undated` of config.yaml."""

    zone: ZoneInfo
    order: Literal["dmy", "mdy"] | None
    undated: Literal["leave-out", "file-time"]


class Dated(NamedTuple):
    """A date of an article and where it came from; `at` is None where there is none."""

    at: datetime | None
    #: As in `Head.values`, None where no key said it.
    key: str | None
    #: "file name", "path", "file time" or how the key's value was read.
    rule: str
    problems: tuple[Problem, ...] = ()


def published(
    fields: Fields,
    lines: dict[str, int],
    path: str,
    calendar: Calendar,
    *,
    language: str | None,
    file_time: datetime | None,
) -> Dated:
    """Return when an article was published: by its keys, its file name or folders, its update, or as `undated` says.

    A key that cannot be read is reported; the next source that can be read counts then. Without any, `at` is None and
    a problem says why.
    """
    named = [one for one in fields.get("date", ()) if not (one.key.endswith("published") and _is_flag(one))]
    by_key = _first_readable(named, lines, calendar, language)
    if by_key.at is not None:
        # the commonest file name that says a day says this one
        if path.startswith(by_key.at.date().isoformat(), path.rfind("/") + 1):
            return by_key
        by_name = date_in_file_name(path, zone=calendar.zone)
        apart = _disagreement(by_key, by_name, lines) if by_name else ()
        return by_key._replace(problems=by_key.problems + apart) if apart else by_key
    by_path = _in_zola_path(fields, calendar) or date_in_path(path, zone=calendar.zone)
    if by_path is not None:
        return Dated(by_path.at, None, by_path.rule, by_key.problems + by_path.problems)
    stand_in = _first_readable(fields.get("updated", ()), lines, calendar, language)
    if stand_in.at is not None:
        return stand_in._replace(problems=(*by_key.problems, *stand_in.problems, _updated_instead(stand_in, lines)))
    if calendar.undated == "file-time" and file_time is not None:
        return Dated(file_time.replace(microsecond=0), None, "file time", by_key.problems)
    return by_key if by_key.problems else Dated(None, None, "", (_missing(),))


def updated(
    fields: Fields, lines: dict[str, int], since: datetime, calendar: Calendar, *, language: str | None
) -> Dated:
    """Return when an article was last updated; one before its publication is reported and does not count."""
    found = _first_readable(fields.get("updated", ()), lines, calendar, language)
    if found.at is None or found.at >= since:
        return found
    if found.rule.endswith(_DAY_ONLY) and found.at + _DAY > since:
        return Dated(None, None, "", found.problems)
    message = f"updated is earlier than the date of publication: {rfc3339(found.at)} before {rfc3339(since)}"
    line = lines.get(found.key or "")
    late = Problem("updated-before-published", message, "correct one of the two, or remove it", line)
    return Dated(None, None, "", (*found.problems, late))


def expires(fields: Fields, lines: dict[str, int], calendar: Calendar, *, language: str | None) -> Dated:
    """Return when an article leaves the feeds by its own word."""
    return _first_readable(fields.get("expires", ()), lines, calendar, language)


#: Ends the rule of a date without a time of day.
_DAY_ONLY = ", a day"


def _is_flag(found: Found) -> bool:
    """Tell `published: true`, which is no date, from `published: 2024-05-31`."""
    return found.key.rpartition(".")[2] == "published" and truth(found.value) is not None


def _first_readable(found: Iterable[Found], lines: dict[str, int], calendar: Calendar, language: str | None) -> Dated:
    problems: tuple[Problem, ...] = ()
    for one in found:
        line = lines.get(one.key) or lines.get(one.key.partition(".")[0])
        try:
            moment = parse_date(one.value, zone=calendar.zone, order=calendar.order, language=language)
        except DateError as error:
            problems += (_at_key(error.problem, one.key, line),)
            continue
        rule = moment.rule + _DAY_ONLY if moment.is_day else moment.rule
        if moment.problems:
            problems += tuple(_at_key(problem, one.key, line) for problem in moment.problems)
        return Dated(moment.at, one.key, rule, problems)
    return Dated(None, None, "", problems)


def _at_key(problem: Problem, key: str, line: int | None) -> Problem:
    """Name the key and the line: the message of a date begins with the word "date"."""
    message = problem.message
    if key != "date" and message.startswith("date "):
        message = key + message[4:]
    return problem._replace(message=message, line=line)


def _in_zola_path(fields: Fields, calendar: Calendar) -> ParsedDate | None:
    """Read Zola's `path = "2014/12/12/1.0-Timeline"`."""
    for one in fields.get("page", ()):
        if one.key == "path" and isinstance(one.value, str):
            return date_in_url_path(one.value, zone=calendar.zone)
    return None


def _disagreement(key: Dated, name: ParsedDate, lines: dict[str, int]) -> tuple[Problem, ...]:
    """Report a file name that says another day than the key; a day apart is a matter of zones."""
    if key.at is None or name.at - _DAY <= key.at < name.at + 2 * _DAY:
        return ()
    message = f"the file name says {name.at.date()}, {key.key} says {key.at.date()}: {key.key} counts"
    return (Problem("date-differs", message, "rename the file, or correct the date", lines.get(key.key or "")),)


_REMEDY = "write date: 2024-05-31 14:07:50 in its front matter, or 2024-05-31- before its file name"


def _updated_instead(dated: Dated, lines: dict[str, int]) -> Problem:
    message = f"the article has no date of publication: {dated.key} stands in for it"
    return Problem("date-from-update", message, _REMEDY, lines.get(dated.key or ""))


def _missing() -> Problem:
    return Problem("date-missing", "the article has no date", _REMEDY, 1)
