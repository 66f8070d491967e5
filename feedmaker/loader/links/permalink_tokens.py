"""The tokens of permalinks in Hexo, Jekyll and Hugo: functions that return their texts."""

import re
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from hashlib import sha1
from posixpath import basename, join, splitext
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from feedmaker.loader.links import slugs
from feedmaker.model import Category
from feedmaker.text.timestamps import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS

#: 2021-09-25- before the name of a file.
DATED = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}-(?=.)")
#: Jekyll::Document::DATE_FILENAME_MATCHER.
_JEKYLL_DATED = re.compile(r"[0-9]{2,4}-[0-9]{1,2}-[0-9]{1,2}-(?=.)")
#: The folder of a collection in Jekyll.
_COLLECTION = re.compile(r"_([^/]+)/")
_POSTS = re.compile(r"(?:(.*?)/)??_(?:posts|drafts)/(.*)", re.DOTALL).fullmatch
_SLICE = re.compile(r"\[([0-9]*|last)(?:(:)([0-9]*|last))?\]").match


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
    #: `site.language`.
    site_language: str | None = None


#: Returns the text for a token with these brackets ("[1:]", "(crc32,hex)"), None if the article has no value for it.
TokenFunction: TypeAlias = Callable[[PermalinkFields, str], str | None]


def under_posts(path: str) -> tuple[str, str]:
    """Return the path before and after the folder _posts or _drafts; "" and the path if there is none."""
    match = _POSTS(path)
    return (match[1] or "", match[2]) if match else ("", path)


def stem(path: str) -> str:
    """Return the name of a file without suffix."""
    return splitext(basename(path))[0]


def page_name(path: str) -> str:
    """Return the name of a file without suffix, or of its folder if the file is an index."""
    folder, _, name = splitext(path)[0].rpartition("/")
    return basename(folder) if name == "index" and folder else name


def scalar(value: object) -> str | None:
    """Return text or an integer of the front matter as part of a path; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or (isinstance(value, int) and abs(value) > 10**18):
        return None
    return str(value).strip() or None


def hexo_scalar(value: object) -> str | None:
    """Return the same, also of a list of one value, which JavaScript writes without brackets."""
    return scalar(value[0] if isinstance(value, list) and len(value) == 1 else value)


def _abbrlink(fields: PermalinkFields, brackets: str) -> str | None:
    """Return the abbrlink of the article, else the one that hexo-abbrlink makes of the title for the layout `post`.

    It is the CRC-16 in decimal, unless the brackets name `crc32` or `hex`. With `own`, none is made; with `force`, the
    plugin replaces that of the article.
    """
    front_matter = fields.front_matter
    own, title = front_matter.get("abbrlink"), front_matter.get("title")
    is_own = own not in (None, "", "0", 0)
    is_post = front_matter.get("layout") in (None, "", "post")
    if "own" in brackets or (is_own and not ("force" in brackets and is_post)):
        return hexo_scalar(own) if is_own else None
    if not title or not is_post or isinstance(title, bool) or not isinstance(title, (str, int)):
        return None
    data = str(title).encode("utf-8", "replace")
    number = zlib.crc32(data) if "crc32" in brackets else slugs.crc16(data)
    return f"{number:x}" if "hex" in brackets else str(number)


def _hexo_title(fields: PermalinkFields, brackets: str) -> str:
    """Return the path under _posts without suffix and without a date before the name.

    With `new_post_name` in brackets, as in ":title[:year-:title]", return the part of the path that is the title there,
    or a slug of a path that has another form (hexo, plugins/processor/post: parseFilename).
    """
    path = splitext(under_posts(fields.path)[1])[0]
    if brackets:
        match = hexo_name_form(unquote(brackets[1:-1]))(path)
        return match["title"] if match and "title" in match.groupdict() else slugs.hexo(path)
    folders, slash, name = path.rpartition("/")
    return folders + slash + DATED.sub("", name, count=1)


@cache
def hexo_name_form(form: str) -> Callable[[str], re.Match[str] | None]:
    """Return the `match` of the expression for a new_post_name such as ":year-:month-:day-:title"."""
    literals, names = (re.split(r":(\w*[^\W_])", form)[start::2] for start in (0, 1))
    seen: set[str] = set()
    expression = re.escape(literals[0])
    for name, literal in zip(names, literals[1:], strict=True):
        group = "" if name in seen else f"?P<{name}>"
        expression += f"({group}{_HEXO_SEGMENTS.get(name, '.+?')})" + re.escape(literal)
        seen.add(name)
    return re.compile(expression, re.DOTALL).fullmatch


_HEXO_SEGMENTS = {
    "year": "[0-9]{4}", "month": "[0-9]{2}", "day": "[0-9]{2}", "hash": "[0-9a-f]{12}",
    "i_month": "[0-9]{1,2}", "i_day": "[0-9]{1,2}",
}  # fmt: skip


def _hexo_hash(fields: PermalinkFields, brackets: str) -> str:
    seed = _hexo_title(fields, brackets) + str(int(fields.published.timestamp()))
    return sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:12]


def _hexo_category(fields: PermalinkFields, brackets: str) -> str:
    """Return the slugs of the path of the last category, else Hexo's default category.

    Brackets may contain other names for categories, as in ":category[Two%20Words=two,=default]".
    """
    pairs = (part.partition("=") for part in brackets[1:-1].split(","))
    names = {unquote(name): unquote(other) for name, _, other in pairs}
    if not fields.categories:
        return names.get("") or "uncategorized"
    return "/".join(filter(None, (slugs.hexo(names.get(name, name)) for name in fields.categories[-1])))


def _jekyll_collection(path: str) -> tuple[str, str]:
    """Return the collection of a document, and its path in the folder of the collection."""
    inner = under_posts(path)[1]
    folder = _COLLECTION.match(inner)
    return (folder[1], inner[folder.end() :]) if folder else ("posts", inner)


def _jekyll_slug(fields: PermalinkFields) -> str:
    return fields.slug or _JEKYLL_DATED.sub("", stem(fields.path), count=1)


def _jekyll_categories(fields: PermalinkFields) -> list[str]:
    """Return the folders above _posts, then the categories of the front matter, each once."""
    own = (name for category in fields.categories for name in category)
    return list(dict.fromkeys([*filter(None, under_posts(fields.path)[0].split("/")), *own]))


def _hugo_folders(fields: PermalinkFields, brackets: str) -> list[str]:
    """Return the folders of a page that are sections; with [1:] without the first one."""
    folders = fields.path.removeprefix("content/").split("/")[:-1]
    if stem(fields.path) == "index":
        folders = folders[:-1]
    return sliced(folders, brackets)


def sliced(folders: list[str], brackets: str) -> list[str]:
    """Return the folders that Hugo's brackets select: `[1:]` all but the first, `[last]` the last."""
    match = _SLICE(brackets)
    if not match:
        return folders
    size = len(folders)
    first = size - 1 if match[1] == "last" else int(match[1] or 0)
    last = (size - 1 if match[3] == "last" else int(match[3] or size)) if match[2] else first + 1
    return folders[max(first, 0) : max(last, 0)]


def _sections(fields: PermalinkFields, brackets: str) -> str:
    # in lower case even with `disablePathToLower`
    options = brackets.replace("case", "")
    return "/".join(slugs.hugo_path(folder, options=options) for folder in _hugo_folders(fields, brackets))


def _hugo_name(fields: PermalinkFields, options: str) -> str:
    return slugs.hugo(page_name(fields.path), options=options)


def _hugo_title(fields: PermalinkFields, options: str) -> str:
    title = scalar(fields.front_matter.get("title")) or fields.title
    return slugs.hugo(title.replace("/", "-").replace("\\", "-"), options=options)


def _hugo_slug(fields: PermalinkFields, options: str) -> str:
    return slugs.hugo((fields.slug or "").strip("-"), options=options)


def _hugo_path(fields: PermalinkFields, brackets: str) -> str:
    """Return the path of a page whose section has no permalink."""
    name = _hugo_slug(fields, brackets) or slugs.hugo_path(page_name(fields.path), options=brackets)
    return "/".join([*(slugs.hugo_path(folder, options=brackets) for folder in _hugo_folders(fields, brackets)), name])


# Parts of Go's reference time, Mon Jan 2 15:04:05 2006, of which Hugo's date tokens consist. Longer parts come before
# their own prefixes, so that the expression below finds them first.
_GO_PARTS: dict[str, TokenFunction] = {
    "2006": lambda f, _: f"{f.published.year:04}",
    "January": lambda f, _: MONTHS[f.published.month - 1],
    "Jan": lambda f, _: SHORT_MONTHS[f.published.month - 1],
    "Monday": lambda f, _: WEEKDAYS[f.published.weekday()],
    "Mon": lambda f, _: SHORT_WEEKDAYS[f.published.weekday()],
    "002": lambda f, _: f"{f.published.timetuple().tm_yday:03}",
    "01": lambda f, _: f"{f.published.month:02}",
    "02": lambda f, _: f"{f.published.day:02}",
    "03": lambda f, _: f"{(f.published.hour + 11) % 12 + 1:02}",
    "04": lambda f, _: f"{f.published.minute:02}",
    "05": lambda f, _: f"{f.published.second:02}",
    "06": lambda f, _: f"{f.published.year % 100:02}",
    "15": lambda f, _: f"{f.published.hour:02}",
    "1": lambda f, _: str(f.published.month),
    "2": lambda f, _: str(f.published.day),
}
_GO_PART = re.compile("|".join(_GO_PARTS))
_GO_LAYOUT = re.compile(f"(?:{_GO_PART.pattern})(?:_?(?:{_GO_PART.pattern}))*")


def go_layout(layout: str) -> TokenFunction | None:
    """Return the function for a token that is a date layout of Go, None if it is not one."""
    if not _GO_LAYOUT.fullmatch(layout):
        return None
    return lambda fields, _: _GO_PART.sub(lambda match: _GO_PARTS[match[0]](fields, "") or "", layout)


def _dates(**parts: str) -> dict[str, TokenFunction]:
    """Return the functions for tokens that have the meaning of a part of Go's reference time."""
    return {token: _GO_PARTS[part] for token, part in parts.items()}


_DAY = _dates(year="2006", month="01", day="02")
_TIME = _dates(i_month="1", i_day="2", hour="15", minute="04", second="05")
#: Tokens of dates that Jekyll's and other dialects have.
DATES = _DAY | _TIME | _dates(
    short_year="06", short_month="Jan", long_month="January", y_day="002", short_day="Mon", long_day="Monday"
)  # fmt: skip

#: Hexo's tokens that depend on new_post_name.
HEXO_NAMES = frozenset({"title", "name", "hash"})

#: The tokens of Hexo.
HEXO: dict[str, TokenFunction] = {
    **_DAY,
    **_TIME,
    "timestamp": lambda f, _: str(int(f.published.timestamp())),
    "title": _hexo_title,
    "name": lambda f, brackets: _hexo_title(f, brackets).rpartition("/")[2],
    "post_title": lambda f, _: slugs.hexo(f.title, lower=True),
    "category": _hexo_category,
    "hash": _hexo_hash,
    "abbrlink": _abbrlink,
}

#: The tokens of Jekyll.
JEKYLL: dict[str, TokenFunction] = {
    **DATES,
    "w_year": lambda f, _: str(f.published.isocalendar().year),
    "week": lambda f, _: f"{f.published.isocalendar().week:02}",
    "w_day": lambda f, _: str(f.published.isoweekday()),
    "categories": lambda f, _: "/".join(dict.fromkeys(name.lower() for name in _jekyll_categories(f))),
    "slugified_categories": lambda f, _: "/".join(dict.fromkeys(map(slugs.jekyll, _jekyll_categories(f)))),
    "title": lambda f, _: slugs.jekyll(_jekyll_slug(f), pretty=True),
    "slug": lambda f, _: slugs.jekyll(_jekyll_slug(f)),
    "name": lambda f, _: slugs.jekyll(stem(f.path)),
    "basename": lambda f, _: stem(f.path),
    "path": lambda f, _: splitext(join(under_posts(f.path)[0], _jekyll_collection(f.path)[1]))[0],
    "collection": lambda f, _: _jekyll_collection(f.path)[0],
    "output_ext": lambda _f, _: ".html",
}

#: The tokens of Hugo.
HUGO: dict[str, TokenFunction] = {
    **_DAY,
    **_dates(monthname="January", weekdayname="Monday"),
    "weekday": lambda f, _: str(f.published.isoweekday() % 7),
    "yearday": lambda f, _: str(f.published.timetuple().tm_yday),
    "section": lambda f, options: _sections(f, options).partition("/")[0],
    "sections": _sections,
    "contentpath": _hugo_path,
    "title": _hugo_title,
    "slug": lambda f, options: _hugo_slug(f, options) or _hugo_title(f, options),
    **dict.fromkeys(("filename", "contentbasename"), _hugo_name),
    **dict.fromkeys(("slugorfilename", "slugorcontentbasename"), lambda f, o: _hugo_slug(f, o) or _hugo_name(f, o)),
}
