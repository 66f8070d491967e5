"""Dates in file names and folders: Jekyll's 2021-09-25-title.md, 20210925 Title.md, 2020/12/31/title.md.

Those that no generator reads are in names of notes: 202109251407 Title.md, title-2021-09-25.md.
"""

import re
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.parts import DateError, ParsedDate, from_day, from_groups

# Years that a web site may have: neither 1.2.3 nor 10-lts-to-12 is a date.
_YEAR = r"((?:19|20)[0-9]{2})"

#: 2021-09-25-title, 2021_9_5, 20210925 Title.
_FILE_NAME = re.compile(rf"{_YEAR}(?:([-_.])([0-9]{{1,2}})\2([0-9]{{1,2}})|([0-9]{{2}})([0-9]{{2}}))(?=[-_ .T,]|$)")
#: 2021年9月25日 Title, 2021년 9월 25일
_CJK_FILE_NAME = re.compile(rf"{_YEAR}[年년] ?([0-9]{{1,2}})[月월] ?([0-9]{{1,2}})[日号號일]")
#: 202109251407 Title, 20210925140709: the names of a Zettelkasten.
STAMP = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})"
    r"(?P<second>[0-9]{2})?(?=[-_ .,]|$)"
)
#: title-2021-09-25, Title (2021-09-25)
_END_OF_NAME = re.compile(rf"[-_ .(]{_YEAR}-([0-9]{{2}})-([0-9]{{2}})\)?(?=\.[A-Za-z]+$|$)")
#: What follows the date: "-" in 2021-09-25-title, "T" in 2021-09-25T14-07, which is not a separator in 2021-09-25Title.
_SEPARATOR = re.compile(r"\A(?:T(?=[0-9])|[-_ .,]+)")
_FOLDER = re.compile(rf"{_YEAR}-([0-9]{{1,2}})-([0-9]{{1,2}})(?:$|[-_ ])")
#: 2020/12/31/title, 2020/12/31.md, 2011/01-01-title; not 2020/12/10-tips, which may be ten tips.
_FOLDERS = re.compile(
    rf"(?:^|/){_YEAR}(?:/([0-9]{{1,2}})/([0-9]{{1,2}})(?=/|\.[A-Za-z]+$|$)|/([0-9]{{2}})-([0-9]{{2}})(?=[-_ /]))"
)


def date_in_path(path: str, *, zone: ZoneInfo) -> ParsedDate | None:
    """Return the day that a file's path under the source folder names; None where it names none or only a part of one.

    The beginning of the file name comes first (rule "file name"), then the folders, the innermost first (rule "path"),
    then the end of the file name. A name of twelve or fourteen digits has a time, too.
    """
    if found := date_in_file_name(path, zone=zone):
        return found
    for folder in reversed(path.split("/")[:-1]):
        if (match := _FOLDER.match(folder)) and (found := _day(match[1], match[2], match[3], zone, "path")):
            return found
    return date_in_url_path(path, zone=zone) or _date_in_name_of_note(path.rpartition("/")[2], zone)


def _date_in_name_of_note(name: str, zone: ZoneInfo) -> ParsedDate | None:
    if stamp := STAMP.match(name):
        try:
            return from_groups(stamp.groupdict(), zone, "file name", stamp[0])
        except (DateError, ValueError):
            return None
    end = _END_OF_NAME.search(name)
    return _day(end[1], end[2], end[3], zone, "file name") if end else None


def date_in_file_name(path: str, *, zone: ZoneInfo) -> ParsedDate | None:
    """Return the day that the file name begins with, or None; the rule is "file name"."""
    start = path.rfind("/") + 1
    if match := _FILE_NAME.match(path, start):
        return _day(match[1], match[3] or match[5], match[4] or match[6], zone, "file name")
    match = None if path.isascii() else _CJK_FILE_NAME.match(path, start)
    return _day(match[1], match[2], match[3], zone, "file name") if match else None


def without_date(name: str) -> str:
    """Return a file name without the date that it begins with, if any, and what separates the date from the rest."""
    match = _FILE_NAME.match(name)
    return _SEPARATOR.sub("", name[match.end() :], count=1) if match else name


def date_in_url_path(path: str, *, zone: ZoneInfo) -> ParsedDate | None:
    """Return the day that a URL path such as Zola's "2014/12/12/1.0-Timeline" names, or None; the rule is "path"."""
    for match in reversed(list(_FOLDERS.finditer(path))):
        if found := _day(match[1], match[2] or match[4], match[3] or match[5], zone, "path"):
            return found
    return None


def _day(year: str, month: str, day: str, zone: ZoneInfo, rule: str) -> ParsedDate | None:
    try:
        return from_day(int(year), int(month), int(day), zone, rule)
    except ValueError:
        return None
