"""When an article was published and updated, and when it expires: which of its dates is used."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.config.schema import Config
from feedmaker.loader.dates.in_paths import date_in_file_name, date_in_path, date_in_url_path
from feedmaker.loader.dates.parts import DateError, Order, ParsedDate
from feedmaker.loader.dates.read import parse_date
from feedmaker.loader.dates.zones import from_zone
from feedmaker.loader.frontmatter.other_languages import KEYS
from feedmaker.loader.metadata.keys import Candidate, Candidates, Field
from feedmaker.loader.metadata.status import parse_flag
from feedmaker.problems import Problem

_DAY = timedelta(days=1)
_MIDNIGHT = timedelta()
#: Ends the rule of a date without a time of day.
_DAY_ONLY = ", a day"
#: The date of a draft that has none.
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
_HINT = "write date: 2024-05-31 14:07:50 in its front matter, or 2024-05-31- before its file name"

#: Keys that are a date or a flag.
_PUBLISHED = frozenset(["published", *KEYS["published"]])
#: Hugo's keys of `DateSettings.releases`.
_HUGO_RELEASES = frozenset(["publishdate", "pubdate", "published"])
_AS_PUBLISHED: Field[datetime | None] = Field(None, "as published")
_NEVER: Field[datetime | None] = Field(None, "")


class DateSettings(NamedTuple):
    """How dates are read."""

    #: Zone of dates without one.
    zone: ZoneInfo
    #: `articles.date_order` and `articles.undated`.
    order: Order | None
    undated: Literal["leave-out", "file-time"]
    #: BCP 47, of the article, else of the site: the language of month names.
    language: str | None
    #: `articles.time`: of days, since midnight.
    time: timedelta = _MIDNIGHT
    #: Keys in lower case that decide alone when an article is published, of which the first counts.
    releases: frozenset[str] = frozenset()

    @classmethod
    def of(cls, config: Config) -> "DateSettings":
        """Return the settings of a configuration."""
        articles = config.articles
        return cls(
            zone=ZoneInfo(config.site.timezone),
            order=articles.date_order,
            undated=articles.undated,
            language=config.site.language,
            time=timedelta(hours=int(articles.time[:2]), minutes=int(articles.time[3:])),
            releases=_HUGO_RELEASES if articles.generator == "hugo" else frozenset(),
        )


def find_date(
    candidates: Candidates, path: str, settings: DateSettings, file_time: datetime | None, *, required: bool
) -> Field[datetime | None]:
    """Return the date of an article's keys, path or update, or its file time as a last resort.

    A value that cannot be read is a problem, and the next source is used. Without any source the date is None and a
    problem explains why, unless a date is not `required`, as for drafts.
    """
    dates = [candidate for candidate in candidates["date"] if not _is_published_flag(candidate)]
    by_key = first_date(dates, settings)
    if by_key.value is not None:
        problems = _file_name_differs(by_key.value, by_key.source, path, settings.zone)
        return by_key._replace(problems=by_key.problems + problems) if problems else by_key
    by_path = _in_zola_path(candidates, settings.zone) or date_in_path(path, zone=settings.zone)
    if by_path is not None:
        return Field(_at_time(by_path, settings), by_path.rule, problems=by_key.problems + by_path.problems)
    by_update = first_date(candidates["updated"], settings)
    if by_update.value is not None and by_update.source:
        message = f"the article has no date of publication, {by_update.source.key} is used instead"
        problem = Problem("date-from-update", message, _HINT, by_update.source.line)
        return by_update._replace(problems=(*by_key.problems, *by_update.problems, problem))
    if settings.undated == "file-time" and file_time is not None:
        return Field(file_time.replace(microsecond=0), "file time", problems=by_key.problems)
    if not required:
        return Field(file_time or _NO_DATE, "none needed")
    missing = Problem("date-missing", "the article has no date", _HINT, 1)
    return Field(None, "", problems=by_key.problems or (missing,))


def find_release(
    candidates: Sequence[Candidate], published: Field[datetime | None], settings: DateSettings
) -> Field[datetime | None]:
    """Return when an article is published: its date, or the latest of its other dates that hold it back until then.

    Hugo's `publishDate` decides alone, even where it is earlier than `date`. Where one of them cannot be read, the date
    is None and a problem explains why, except for a year alone in `published`, such as that of a book.
    """
    release = published
    for candidate in candidates:
        if parse_flag(candidate.value) is not None or published.value is None or candidate == published.source:
            continue
        found = first_date([candidate], settings)
        if found.value is None:
            if candidate.key.lower() == "published" and found.problems[0].code == "date-partial":
                continue
            return Field(None, "", candidate, (*published.problems, *found.problems))
        decides = candidate.key.lower() in settings.releases and release is published
        if release.value is None or decides or found.value > release.value:
            release = found._replace(problems=published.problems + found.problems)
    return release


def find_expiry(candidates: Sequence[Candidate], settings: DateSettings) -> Field[datetime | None]:
    """Return when an article expires; `never` and its synonyms are not dates."""
    if not candidates:
        return _NEVER
    return first_date([one for one in candidates if parse_flag(one.value) is not False], settings)


def find_updated(
    candidates: Sequence[Candidate], published: datetime, released: datetime, settings: DateSettings
) -> Field[datetime | None]:
    """Return when an article was last updated, None if that is when it was published.

    A date before it went out (`released`) does not count; one before its date of publication is a problem.
    """
    if not candidates:
        return _AS_PUBLISHED
    found = first_date(candidates, settings)
    if found.value is not None and found.value >= published:
        return found if found.value >= released else _AS_PUBLISHED
    problems = found.problems
    # A date without a time is the start of that day: publication later on the same day is not a contradiction.
    if found.value is not None and not (found.rule.endswith(_DAY_ONLY) and found.value + _DAY > published):
        earlier, later = (at.astimezone(settings.zone).isoformat() for at in (found.value, published))
        message = f"updated is earlier than the date of publication: {earlier} before {later}"
        problems += (Problem("updated-before-published", message, "correct one of the two, or remove it", found.line),)
    return _AS_PUBLISHED._replace(problems=problems)


def first_date(candidates: Sequence[Candidate], settings: DateSettings) -> Field[datetime | None]:
    """Return the first date that can be read; each value before it is a problem."""
    problems: tuple[Problem, ...] = ()
    for candidate in candidates:
        try:
            date = parse_date(candidate.value, zone=settings.zone, order=settings.order, language=settings.language)
        except DateError as error:
            problems += (_at_key(error.problem, candidate),)
            continue
        if date.problems:
            problems += tuple(_at_key(problem, candidate) for problem in date.problems)
        return Field(_at_time(date, settings), date.rule + _DAY_ONLY if date.is_day else date.rule, candidate, problems)
    return Field(None, "", problems=problems)


def _at_time(date: ParsedDate, settings: DateSettings) -> datetime:
    """Return the instant of a date, for a day that of `articles.time` by the clocks of the site."""
    if not date.is_day or not settings.time:
        return date.at
    # Noon is the same day where the clocks changed at midnight.
    day = (date.at + _DAY / 2).astimezone(settings.zone).replace(tzinfo=None, hour=0, minute=0)
    return from_zone(day + settings.time, settings.zone).at


def _at_key(problem: Problem, candidate: Candidate) -> Problem:
    """Add the line, and write the key for "date", with which the message of a date begins."""
    message = problem.message
    if message.startswith("date "):
        message = candidate.key + message[4:]
    return problem._replace(message=message, line=candidate.line)


def _is_published_flag(candidate: Candidate) -> bool:
    """Return True for `published: true`, False for `published: 2024-05-31`; and for data of other kinds in `data`."""
    name = candidate.key.rpartition(".")[2].lower()
    if name == "data":
        return not (isinstance(candidate.value, str) and any(map(str.isdigit, candidate.value)))
    return name in _PUBLISHED and parse_flag(candidate.value) is not None


def _in_zola_path(candidates: Candidates, zone: ZoneInfo) -> ParsedDate | None:
    """Read Zola's `path = "2014/12/12/1.0-Timeline"`."""
    paths = (one.value for one in candidates["page"] if one.key.lower() == "path")
    return next((date_in_url_path(path, zone=zone) for path in paths if isinstance(path, str)), None)


def _file_name_differs(date: datetime, source: Candidate | None, path: str, zone: ZoneInfo) -> tuple[Problem, ...]:
    """Report a file name with another date than the key; one day of difference may be due to time zones."""
    # Most file names that begin with a date begin with this one.
    if source is None or path.startswith(date.date().isoformat(), path.rfind("/") + 1):
        return ()
    in_name = date_in_file_name(path, zone=zone)
    if in_name is None or in_name.at - _DAY <= date < in_name.at + 2 * _DAY:
        return ()
    day, named = date.astimezone(zone).date(), in_name.at.astimezone(zone).date()
    message = f"the file name says {named}, {source.key} says {day}: {source.key} is used"
    return (Problem("date-differs", message, "rename the file, or correct the date", source.line),)
