"""Dates in file names and folders: Jekyll's 2021-09-25-title.md, 20210925 Title.md, 2020/12/31/title.md."""

import re
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.result import Moment, in_zone, wall_clock

# Years that a web site may have; 1.2.3 and 10-lts-to-12 are no dates.
_YEAR = r"((?:19|20)[0-9]{2})"

_in_name = re.compile(
    rf"{_YEAR}(?:([-_.])([0-9]{{1,2}})\2([0-9]{{1,2}})|([0-9]{{2}})([0-9]{{2}}))(?=[-_ .T,,]|$)"
).match
_in_folder = re.compile(rf"{_YEAR}-([0-9]{{1,2}})-([0-9]{{1,2}})(?:$|[-_ ])").match
# 2020/12/31/title, 2020/12/31.md, 2011/01-01-title; not 2020/12/10-tips, which may be ten tips.
_across = re.compile(
    rf"(?:^|/){_YEAR}(?:/([0-9]{{1,2}})/([0-9]{{1,2}})(?=/|\.[A-Za-z]+$|$)|/([0-9]{{2}})-([0-9]{{2}})(?=[-_ /]))"
).finditer


def in_path(path: str, *, zone: ZoneInfo) -> Moment | None:
    """Give the day that a file's path under the source folder names, None where it names none or only a part of one.

    The file's own name counts first (rule "file name"), then the folders, the innermost first (rule "path").
    """
    if moment := in_file_name(path, zone=zone):
        return moment
    for folder in reversed(path.split("/")[:-1]):
        if (match := _in_folder(folder)) and (moment := _day(match[1], match[2], match[3], zone, "path")):
            return moment
    return in_url_path(path, zone=zone)


def in_file_name(path: str, *, zone: ZoneInfo) -> Moment | None:
    """Give the day that begins the file's own name, or None; the rule is "file name"."""
    match = _in_name(path, path.rfind("/") + 1)
    return _day(match[1], match[3] or match[5], match[4] or match[6], zone, "file name") if match else None


def in_url_path(path: str, *, zone: ZoneInfo) -> Moment | None:
    """Give the day that a URL path such as Zola's "2014/12/12/1.0-Timeline" names, or None; the rule is "path"."""
    for match in reversed(list(_across(path))):
        if moment := _day(match[1], match[2] or match[4], match[3] or match[5], zone, "path"):
            return moment
    return None


def _day(year: str, month: str, day: str, zone: ZoneInfo, rule: str) -> Moment | None:
    try:
        wall = wall_clock(int(year), int(month), int(day))
    except ValueError:
        return None
    at, problems = in_zone(wall, zone, is_day=True)
    return Moment(at, problems, rule, is_day=True)
