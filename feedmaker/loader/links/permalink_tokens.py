"""The tokens of permalinks: what Hexo, Jekyll and Hugo each put in the place of one."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from feedmaker.loader.links import slugs
from feedmaker.model import Category
from feedmaker.text.timestamps import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS

#: A date before the name in a file name.
DATED = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}-(?=.)")
_POSTS = re.compile(r"(?:(.*)/)?_(?:posts|drafts)/(.*)", re.DOTALL).fullmatch
_SLICE = re.compile(r"\[([0-9]*|last)(?:(:)([0-9]*|last))?\]").fullmatch


class Facts(NamedTuple):
    """What a permalink may hold of an article."""

    #: Under the source folder, segments divided by "/".
    path: str
    title: str
    #: In the configured zone: the site's generator wrote its dates there.
    published: datetime
    #: The article's own, from the front matter.
    slug: str | None = None
    categories: tuple[Category, ...] = ()
    #: The front matter, keys in lower case: abbrlink, id and whatever a Hexo pattern names.
    values: Mapping[str, object] = MappingProxyType({})


#: Gives the text for a token and its brackets ("[1:]", "(crc32,hex)"), None where the article has nothing to fill it.
Fill: TypeAlias = Callable[[Facts, str], str | None]


def stem_of(path: str) -> str:
    """Give a path without the suffix of its last part."""
    folders, slash, name = path.rpartition("/")
    stem, dot, _ = name.rpartition(".")
    return folders + slash + (stem if dot and stem else name)


def under_posts(path: str) -> tuple[str, str]:
    """Give what stands before and after the _posts or _drafts folder; "" and the path where there is none."""
    match = _POSTS(path)
    return (match[1] or "", match[2]) if match else ("", path)


def scalar(value: object) -> str | None:
    """Give text or a whole number of the front matter as it stands in a path; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or (isinstance(value, int) and abs(value) > 10**18):
        return None
    return str(value).strip() or None


def abbrlink(facts: Facts, brackets: str) -> str | None:
    """Give the article's own, else what hexo-abbrlink would write: CRC-16 in decimal unless the brackets differ."""
    own = scalar(facts.values.get("abbrlink"))
    if own and own != "0":
        return own
    if not facts.title:
        return None
    number = slugs.crc32(facts.title) if "crc32" in brackets else slugs.crc16(facts.title)
    return f"{number:x}" if "hex" in brackets else str(number)


def hexo_category(facts: Facts) -> str:
    """Give the slugs of the last category's path, empty where there is none."""
    return "/".join(filter(None, map(slugs.hexo, facts.categories[-1]))) if facts.categories else ""


def _jekyll_slug(facts: Facts) -> str:
    return facts.slug or DATED.sub("", stem_of(facts.path.rpartition("/")[2]), count=1)


def _jekyll_categories(facts: Facts) -> list[str]:
    """Folders above _posts, then the front matter's, each once."""
    own = (name for category in facts.categories for name in category)
    return list(dict.fromkeys([*filter(None, under_posts(facts.path)[0].split("/")), *own]))


def _or_none(text: str) -> str | None:
    return text or None


def _sections(facts: Facts, brackets: str = "") -> str:
    folders = facts.path.removeprefix("content/").split("/")[:-1]
    if stem_of(facts.path.rpartition("/")[2]) == "index":
        folders = folders[:-1]
    match = _SLICE(brackets)
    if match:
        size = len(folders)
        first = size - 1 if match[1] == "last" else int(match[1] or 0)
        last = (size - 1 if match[3] == "last" else int(match[3] or size)) if match[2] else first + 1
        folders = folders[max(first, 0) : max(last, 0)]
    return "/".join(slugs.hugo(folder) for folder in folders)


def _hugo_name(facts: Facts) -> str:
    folders, _, name = stem_of(facts.path).rpartition("/")
    return slugs.hugo(folders.rpartition("/")[2] if name == "index" and folders else name)


def _hugo_slug(facts: Facts) -> str:
    return slugs.hugo(facts.slug or "")


_NUMBERS: dict[str, Fill] = {
    "year": lambda f, _: f"{f.published.year:04}",
    "month": lambda f, _: f"{f.published.month:02}",
    "day": lambda f, _: f"{f.published.day:02}",
}

_HOURS: dict[str, Fill] = {
    "i_month": lambda f, _: str(f.published.month),
    "i_day": lambda f, _: str(f.published.day),
    "hour": lambda f, _: f"{f.published.hour:02}",
    "minute": lambda f, _: f"{f.published.minute:02}",
    "second": lambda f, _: f"{f.published.second:02}",
}

HEXO: dict[str, Fill] = {
    **_NUMBERS,
    **_HOURS,
    "timestamp": lambda f, _: str(int(f.published.timestamp())),
    "post_title": lambda f, _: _or_none(slugs.hexo(f.title, lower=True)),
}

JEKYLL: dict[str, Fill] = {
    **_NUMBERS,
    **_HOURS,
    "short_year": lambda f, _: f"{f.published.year % 100:02}",
    "short_month": lambda f, _: SHORT_MONTHS[f.published.month - 1],
    "long_month": lambda f, _: MONTHS[f.published.month - 1],
    "y_day": lambda f, _: f"{f.published.timetuple().tm_yday:03}",
    "w_year": lambda f, _: str(f.published.isocalendar().year),
    "week": lambda f, _: f"{f.published.isocalendar().week:02}",
    "w_day": lambda f, _: str(f.published.isoweekday()),
    "short_day": lambda f, _: SHORT_WEEKDAYS[f.published.weekday()],
    "long_day": lambda f, _: WEEKDAYS[f.published.weekday()],
    "categories": lambda f, _: "/".join(dict.fromkeys(name.lower() for name in _jekyll_categories(f))),
    "slugified_categories": lambda f, _: "/".join(dict.fromkeys(map(slugs.jekyll, _jekyll_categories(f)))),
    "title": lambda f, _: _or_none(slugs.jekyll(_jekyll_slug(f), pretty=True)),
    "slug": lambda f, _: _or_none(slugs.jekyll(_jekyll_slug(f))),
    "name": lambda f, _: _or_none(slugs.jekyll(stem_of(f.path.rpartition("/")[2]))),
    "basename": lambda f, _: stem_of(f.path.rpartition("/")[2]),
    "path": lambda f, _: stem_of(under_posts(f.path)[1]),
    "collection": lambda _f, _: "posts",
    "output_ext": lambda _f, _: ".html",
}

HUGO: dict[str, Fill] = {
    **_NUMBERS,
    "year": lambda f, _: str(f.published.year),
    "monthname": lambda f, _: MONTHS[f.published.month - 1],
    "weekday": lambda f, _: str(f.published.isoweekday() % 7),
    "weekdayname": lambda f, _: WEEKDAYS[f.published.weekday()],
    "yearday": lambda f, _: str(f.published.timetuple().tm_yday),
    "section": lambda f, _: _sections(f).partition("/")[0],
    "sections": _sections,
    "title": lambda f, _: slugs.hugo(f.title),
    "slug": lambda f, _: _hugo_slug(f) or slugs.hugo(f.title),
    "filename": lambda f, _: _hugo_name(f),
    "slugorfilename": lambda f, _: _hugo_slug(f) or _hugo_name(f),
    "contentbasename": lambda f, _: _hugo_name(f),
    "slugorcontentbasename": lambda f, _: _hugo_slug(f) or _hugo_name(f),
}

# Go's reference time, Mon Jan 2 15:04:05 2006: a token of these parts is a date layout to Hugo.
_GO_PARTS: dict[str, Callable[[datetime], str]] = {
    "2006": lambda d: f"{d.year:04}",
    "January": lambda d: MONTHS[d.month - 1],
    "Jan": lambda d: SHORT_MONTHS[d.month - 1],
    "Monday": lambda d: WEEKDAYS[d.weekday()],
    "Mon": lambda d: SHORT_WEEKDAYS[d.weekday()],
    "002": lambda d: f"{d.timetuple().tm_yday:03}",
    "01": lambda d: f"{d.month:02}",
    "02": lambda d: f"{d.day:02}",
    "03": lambda d: f"{(d.hour + 11) % 12 + 1:02}",
    "04": lambda d: f"{d.minute:02}",
    "05": lambda d: f"{d.second:02}",
    "06": lambda d: f"{d.year % 100:02}",
    "15": lambda d: f"{d.hour:02}",
    "1": lambda d: str(d.month),
    "2": lambda d: str(d.day),
}
_GO_PART = re.compile("|".join(_GO_PARTS))
GO = re.compile(f"(?:{_GO_PART.pattern})(?:_?(?:{_GO_PART.pattern}))*")


def go_layout(layout: str) -> Fill | None:
    """Give what fills a token that is a date layout of Go, None where it is none."""
    if not GO.fullmatch(layout):
        return None
    return lambda facts, _: _GO_PART.sub(lambda match: _GO_PARTS[match.group()](facts.published), layout)
