"""The tokens of permalinks: the text with which Hexo, Jekyll and Hugo each replace one."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha1
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from feedmaker.loader.links import slugs
from feedmaker.loader.metadata.ids import without_suffix
from feedmaker.model import Category
from feedmaker.text.timestamps import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS

#: 2021-09-25- before the name of a file, by the rule of Jekyll, Hexo and Eleventy: it decides about URLs, so that it
#: is narrower than what loader.dates.in_paths reads as a date.
DATED = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}-(?=.)")
_POSTS = re.compile(r"(?:(.*)/)?_(?:posts|drafts)/(.*)", re.DOTALL).fullmatch
_SLICE = re.compile(r"\[([0-9]*|last)(?:(:)([0-9]*|last))?\]").fullmatch


class PermalinkFields(NamedTuple):
    """The fields of an article that a permalink may contain."""

    #: Under the source folder, segments separated by "/".
    path: str
    title: str
    #: In the zone of the site, in which its generator writes dates.
    published: datetime
    #: From the front matter.
    slug: str | None = None
    categories: tuple[Category, ...] = ()
    #: Keys in lower case: abbrlink, id and any other key that a Hexo pattern contains.
    front_matter: Mapping[str, object] = MappingProxyType({})


#: Returns the text for a token and its brackets ("[1:]", "(crc32,hex)"), None if the article has no value for it.
TokenFunction: TypeAlias = Callable[[PermalinkFields, str], str | None]


def under_posts(path: str) -> tuple[str, str]:
    """Return the path before and after the folder _posts or _drafts; "" and the path if there is none."""
    match = _POSTS(path)
    return (match[1] or "", match[2]) if match else ("", path)


def scalar(value: object) -> str | None:
    """Return text or an integer of the front matter as part of a path; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or (isinstance(value, int) and abs(value) > 10**18):
        return None
    return str(value).strip() or None


def _abbrlink(fields: PermalinkFields, brackets: str) -> str | None:
    """Return the article's own, else what hexo-abbrlink writes: CRC-16 in decimal unless the brackets differ."""
    own = scalar(fields.front_matter.get("abbrlink"))
    if own and own != "0":
        return own
    if not fields.title:
        return None
    number = slugs.crc32(fields.title) if "crc32" in brackets else slugs.crc16(fields.title)
    return f"{number:x}" if "hex" in brackets else str(number)


def _hexo_title(fields: PermalinkFields) -> str:
    """Return the path under _posts without suffix, and without a date before the name."""
    folders, slash, name = without_suffix(under_posts(fields.path)[1]).rpartition("/")
    return folders + slash + DATED.sub("", name, count=1)


def _hexo_hash(fields: PermalinkFields) -> str:
    seed = _hexo_title(fields) + str(int(fields.published.timestamp()))
    return sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:12]


def _hexo_category(fields: PermalinkFields) -> str:
    """Return the slugs of the last category's path, else Hexo's default category."""
    names = fields.categories[-1] if fields.categories else ()
    return "/".join(filter(None, map(slugs.hexo, names))) or "uncategorized"


def _jekyll_slug(fields: PermalinkFields) -> str:
    return fields.slug or DATED.sub("", without_suffix(fields.path.rpartition("/")[2]), count=1)


def _jekyll_categories(fields: PermalinkFields) -> list[str]:
    """Return the folders above _posts, then the categories of the front matter, each once."""
    own = (name for category in fields.categories for name in category)
    return list(dict.fromkeys([*filter(None, under_posts(fields.path)[0].split("/")), *own]))


def _sections(fields: PermalinkFields, brackets: str = "") -> str:
    folders = fields.path.removeprefix("content/").split("/")[:-1]
    if without_suffix(fields.path.rpartition("/")[2]) == "index":
        folders = folders[:-1]
    match = _SLICE(brackets)
    if match:
        size = len(folders)
        first = size - 1 if match[1] == "last" else int(match[1] or 0)
        last = (size - 1 if match[3] == "last" else int(match[3] or size)) if match[2] else first + 1
        folders = folders[max(first, 0) : max(last, 0)]
    return "/".join(slugs.hugo(folder) for folder in folders)


def _hugo_name(fields: PermalinkFields) -> str:
    folders, _, name = without_suffix(fields.path).rpartition("/")
    return slugs.hugo(folders.rpartition("/")[2] if name == "index" and folders else name)


def _hugo_slug(fields: PermalinkFields) -> str:
    return slugs.hugo(fields.slug or "")


_NUMBERS: dict[str, TokenFunction] = {
    "year": lambda f, _: f"{f.published.year:04}",
    "month": lambda f, _: f"{f.published.month:02}",
    "day": lambda f, _: f"{f.published.day:02}",
}

_HOURS: dict[str, TokenFunction] = {
    "i_month": lambda f, _: str(f.published.month),
    "i_day": lambda f, _: str(f.published.day),
    "hour": lambda f, _: f"{f.published.hour:02}",
    "minute": lambda f, _: f"{f.published.minute:02}",
    "second": lambda f, _: f"{f.published.second:02}",
}

HEXO: dict[str, TokenFunction] = {
    **_NUMBERS,
    **_HOURS,
    "timestamp": lambda f, _: str(int(f.published.timestamp())),
    "title": lambda f, _: _hexo_title(f) or None,
    "name": lambda f, _: _hexo_title(f).rpartition("/")[2] or None,
    "post_title": lambda f, _: slugs.hexo(f.title, lower=True) or None,
    "category": lambda f, _: _hexo_category(f),
    "hash": lambda f, _: _hexo_hash(f),
    "abbrlink": _abbrlink,
}

JEKYLL: dict[str, TokenFunction] = {
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
    "title": lambda f, _: slugs.jekyll(_jekyll_slug(f), pretty=True) or None,
    "slug": lambda f, _: slugs.jekyll(_jekyll_slug(f)) or None,
    "name": lambda f, _: slugs.jekyll(without_suffix(f.path.rpartition("/")[2])) or None,
    "basename": lambda f, _: without_suffix(f.path.rpartition("/")[2]),
    "path": lambda f, _: without_suffix(under_posts(f.path)[1]),
    "collection": lambda _f, _: "posts",
    "output_ext": lambda _f, _: ".html",
}

HUGO: dict[str, TokenFunction] = {
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

# Parts of Go's reference time, Mon Jan 2 15:04:05 2006, of which Hugo's date tokens consist.
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


def go_layout(layout: str) -> TokenFunction | None:
    """Return the function for a token that is a date layout of Go, None if it is not one."""
    if not GO.fullmatch(layout):
        return None
    return lambda fields, _: _GO_PART.sub(lambda match: _GO_PARTS[match.group()](fields.published), layout)
