"""The dialects of permalinks: the tokens of other generators beside Hexo, Jekyll, Hugo and Eleventy.

Options in parentheses are settings of the generator: `:slug(name,unicode)`. They are words of OPTIONS.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from posixpath import splitext
from typing import Literal, TypeAlias, get_args

from feedmaker.loader.dates.in_paths import without_date
from feedmaker.loader.links import eleventy, slugs
from feedmaker.loader.links import permalink_tokens as tokens
from feedmaker.loader.links.permalink_tokens import DATES, PermalinkFields, TokenFunction, page_name, scalar, stem

Dialect: TypeAlias = Literal[
    "hexo", "jekyll", "hugo", "pelican", "nikola", "zola", "eleventy", "mkdocs", "docusaurus", "quarto", "vitepress",
    "astro", "bridgetown", "quartz",
]  # fmt: skip
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
#: What may stand in the parentheses after a token.
OPTIONS = (
    "crc16", "crc32", "hex", "dec", "name", "rest", "file", "own", "force", "unicode", "case", "safe", "off", "dates",
    "clean", "unaccented", "underscore", "pinyin",
)  # fmt: skip
#: Generator → the keys of the front matter that are the path of the page; others have those of every generator.
OWN_PATHS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("hexo", "jekyll", "bridgetown", "eleventy"), frozenset({"permalink"})),
    **dict.fromkeys(("hugo", "pelican"), frozenset({"url"})),
    "zola": frozenset({"path"}),
    **dict.fromkeys(("nikola", "mkdocs", "docusaurus", "quarto", "vitepress", "astro", "quartz"), frozenset()),
}

# 2024-05-31-name, 2024-05-31T10:00:00Z_name
_ZOLA_DATE = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2}))?\s?[-_](.+)"
).fullmatch

_MATERIAL_TAG = re.compile(r"</?[^<>]*>")
_MATERIAL_NOT_WORD = re.compile(r"[^\w\- ]")
# Docusaurus: everything before the last date is a folder, "-" or "/" after it is left out
_DOCUSAURUS_DATE = re.compile(r"(.*)([0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2})[-/]?(.*)", re.DOTALL)


def _pelican_slug(fields: PermalinkFields, options: str) -> str | None:
    """Return the article's own slug, else one of its title, or of its file name with `name` (SLUGIFY_SOURCE).

    With `file` (FILENAME_METADATA) it is the file name as it is, with `rest` what follows the date there, with `own`
    there is no other.
    """
    if fields.slug or "own" in options:
        return fields.slug
    name = stem(fields.path)
    if "file" in options:
        return name
    if "rest" in options and (rest := without_date(name)) != name:
        return rest
    title = scalar(fields.front_matter.get("title")) or fields.title
    # reStructuredText has no character references: "&quot;" is text
    title = html.escape(title, quote=False) if fields.path.endswith((".rst", ".rest")) else title
    return _pelican(name if "name" in options else title, options)


def _pelican(text: str, options: str) -> str:
    return slugs.pelican(text, unicode="unicode" in options, case="case" in options)


def _other_language(fields: PermalinkFields) -> str:
    """Return the language of an article that is not in that of the site, else ""."""
    own = scalar(fields.front_matter.get("lang")) or ""
    same = (fields.site_language or own).lower().replace("_", "-")
    return "" if own.lower().replace("_", "-") == same else own


def _parts(path: str, brackets: str) -> list[str]:
    """Return the parts of a path; with [2:] without the first two."""
    return path.split("/")[int(brackets[1:-2]) if brackets else 0 :]


def _folders(fields: PermalinkFields, brackets: str) -> str:
    return "/".join(_parts(fields.path, brackets)[:-1])


_PELICAN: dict[str, TokenFunction] = {
    **DATES,
    "slug": _pelican_slug,
    "category": lambda f, options: _pelican(f.categories[0][-1] if f.categories else "", options),
    "lang": lambda f, _: scalar(f.front_matter.get("lang")) or f.site_language,
    # ARTICLE_LANG_URL is ARTICLE_URL with one of these
    "lang_suffix": lambda f, _: f"-{own}" if (own := _other_language(f)) else "",
    "lang_folder": lambda f, _: _other_language(f),
    # the URL of another language may differ: such an article gets no link
    "no_lang": lambda f, _: None if _other_language(f) else "",
}


def _nikola(text: str, options: str) -> str:
    return slugs.nikola(text, unicode="unicode" in options)


_NIKOLA: dict[str, TokenFunction] = {
    # of a page of a tag, a category or an author
    "name": lambda f, options: _nikola(f.title, options).replace("+", "%2B"),
    "slug": lambda f, options: (f.slug or _nikola(stem(f.path), options)).replace("+", "%2B"),
    "folders": _folders,
}


def _zola_slug(fields: PermalinkFields, options: str) -> str:
    """Return the slug by `slugify.paths`, which is an option unless it is "on".

    The date is removed from a file name, unless `slugify.paths_keep_dates` is set (option "dates").
    """
    name = page_name(fields.path)
    if "dates" not in options and (dated := _ZOLA_DATE(name)):
        name = dated[1]
    text = fields.slug or name
    if "off" in options:
        return text
    return slugs.zola_safe(text) if "safe" in options else slugs.zola(text)


def _zola_folders(fields: PermalinkFields, brackets: str) -> str:
    folders = _folders(fields, brackets)
    return folders.rpartition("/")[0] if stem(fields.path) == "index" else folders


_ZOLA: dict[str, TokenFunction] = {"slug": _zola_slug, "folders": _zola_folders}


def _bridgetown_slug(fields: PermalinkFields) -> str:
    return fields.slug or without_date(stem(fields.path))


def _bridgetown_path(fields: PermalinkFields) -> str:
    """Return the path of the file without the date, and without folders whose names begin with "_"."""
    folders = [folder for folder in fields.path.split("/")[:-1] if not folder.startswith("_")]
    return "/".join([*folders, without_date(stem(fields.path))])


def _bridgetown(text: str) -> str:
    return slugs.jekyll(text, pretty=True).lower()


_BRIDGETOWN: dict[str, TokenFunction] = {
    **DATES,
    "slug": lambda f, _: _bridgetown(_bridgetown_slug(f)),
    "name": lambda f, _: _bridgetown(stem(f.path)),
    "title": lambda f, _: _bridgetown(scalar(f.front_matter.get("title")) or _bridgetown_slug(f)),
    "categories": lambda f, _: "/".join(dict.fromkeys(_bridgetown(name) for path in f.categories for name in path)),
    "path": lambda f, _: _bridgetown_path(f),
    "collection": lambda _f, _: "posts",
}


def _material_slug(text: str, separator: str = "-") -> str:
    """Return the slug of pymdownx.slugs.slugify(case="lower")."""
    plain = _MATERIAL_TAG.sub("", unicodedata.normalize("NFC", text)).strip().lower()
    return _MATERIAL_NOT_WORD.sub("", plain).replace(" ", separator)


def _material_title(fields: PermalinkFields, options: str) -> str:
    """Return the slug of the article, else one of its title as it is written ("title in MkDocs": its own)."""
    written = fields.front_matter.get("title") or fields.front_matter.get("title in MkDocs")
    separator = "_" if "underscore" in options else "-"
    return fields.slug or _material_slug(scalar(written) or fields.title, separator)


def _docusaurus_slug(fields: PermalinkFields) -> str:
    """Return the slug of the article, which is a path under the blog, else its path with the date as folders."""
    if fields.slug:
        return fields.slug.strip("/")
    path = splitext(fields.path)[0].removesuffix("/index")
    if dated := _DOCUSAURUS_DATE.fullmatch(path):
        return f"{dated[2].replace('-', '/')}/{dated[1]}{dated[3]}"
    return path


def _page(fields: PermalinkFields, options: str) -> str:
    """Return the path of the page: that of the file with .html, or without (`clean`); an index is its folder."""
    path = splitext(fields.path)[0]
    if stem(path) == "index":
        return path.removesuffix("index") or "/"
    return path if "clean" in options else f"{path}.html"


def _quartz_page(fields: PermalinkFields) -> str:
    """Return the path of a note's page, with Quartz' replacements; an index is its folder."""
    path = splitext(fields.path)[0].removesuffix("_index")
    path = re.sub(r"\s", "-", path).replace("&", "-and-").replace("%", "-percent").replace("?", "").replace("#", "")
    return (path.removesuffix("index") if stem(path) == "index" else path) or "/"


def _astro_id(fields: PermalinkFields, brackets: str) -> str:
    """Return the id of an entry: its slug, else its path with github-slugger applied to each part; [1:] drops one."""
    if fields.slug:
        return fields.slug
    return "/".join(map(slugs.github, _parts(splitext(fields.path)[0], brackets))).removesuffix("/index")


def _astro_path(fields: PermalinkFields, brackets: str) -> str:
    """Return the path of AstroPaper's `getPath`: folders but those that begin with "_", and the last part of the id."""
    folders = [slugs.github(part) for part in _parts(fields.path, brackets)[:-1] if not part.startswith("_")]
    return "/".join([*folders, _astro_id(fields, brackets).rpartition("/")[2]])


_MATERIAL: dict[str, TokenFunction] = {
    **DATES,
    "slug": _material_title,
    # of a page that is not in a blog
    "page": _page,
    "file": lambda f, _: stem(f.path),
    # as with `post_url_max_categories: 1`
    "categories": lambda f, _: "/".join(_material_slug(category[-1]) for category in f.categories[:1]),
}
#: The tokens of each dialect; Hexo's and Hugo's have others too, see `fill_token`.
TOKENS: Mapping[Dialect, Mapping[str, TokenFunction]] = {
    "hexo": tokens.HEXO,
    # jekyll-polyglot puts articles in another language into a folder
    "jekyll": {**tokens.JEKYLL, "lang_folder": lambda f, _: _other_language(f)},
    "hugo": tokens.HUGO,
    "pelican": _PELICAN,
    "nikola": _NIKOLA,
    "eleventy": eleventy.TOKENS,
    "zola": _ZOLA,
    "mkdocs": _MATERIAL,
    "docusaurus": {"slug": lambda f, _: _docusaurus_slug(f)},
    "quarto": {"page": _page},
    "vitepress": {"page": _page},
    "quartz": {"page": lambda f, _: _quartz_page(f)},
    "astro": {
        "id": _astro_id,
        "path": _astro_path,
        "slug": lambda f, _: f.slug or "",
        "title": lambda f, _: slugs.github(scalar(f.front_matter.get("postslug")) or f.title),
    },
    "bridgetown": _BRIDGETOWN,
}
#: Tokens whose brackets have a meaning; those of any other token are part of the path.
_WITH_BRACKETS: Mapping[str, frozenset[str]] = {
    "hexo": tokens.HEXO_NAMES | {"category", "abbrlink"},
    "jekyll": frozenset(),
    "hugo": frozenset(tokens.HUGO),
    "pelican": frozenset({"slug", "category"}),
    "nikola": frozenset({"slug", "name", "folders"}),
    "zola": frozenset({"slug", "folders"}),
    "mkdocs": frozenset({"slug", "page"}),
    "quarto": frozenset({"page"}),
    "vitepress": frozenset({"page"}),
    "astro": frozenset({"id", "path"}),
}
#: Tokens that are empty for a page at the top of its site. Any other token without text has no value.
_MAY_BE_EMPTY = frozenset(
    {"categories", "slugified_categories", "section", "sections", "folders", "lang_suffix", "lang_folder", "no_lang"}
)

#: The option after others, or alone.
_PINYIN = re.compile(r",pinyin(?=\))|\(pinyin\)")


def fill_token(name: str, brackets: str, fields: PermalinkFields, dialect: Dialect) -> str | None:
    """Return the text for a token, None if the article has no value for it.

    In the dialects of Hexo and Eleventy any key of the front matter is a token, in Hugo's any layout of Go's time.
    """
    if dialect == "eleventy":
        return _fill_eleventy(name, brackets, fields)
    if dialect == "hexo" and brackets.endswith("pinyin)"):
        text = fill_token(name, _PINYIN.sub("", brackets), fields, dialect)
        return text and slugs.transliterated(text)
    function = TOKENS[dialect].get(name) or (tokens.go_layout(name) if dialect == "hugo" else None)
    if function:
        text = function(fields, brackets)
    else:
        text = tokens.hexo_scalar(fields.front_matter.get(name.lower())) if dialect == "hexo" else None
    if text is None or (text == "" and name not in _MAY_BE_EMPTY):
        return None
    return text if not brackets or name in _WITH_BRACKETS.get(dialect, ()) else f"{text}{brackets}"


def _fill_eleventy(name: str, brackets: str, fields: PermalinkFields) -> str | None:
    """Return the text for a token of Eleventy, such as :slug[slugify] or, with a default, :slug[=title,slugify]."""
    value = fields.front_matter.get(name.lower())
    function = TOKENS["eleventy"].get(name)
    text = function(fields, brackets) if function else scalar(value)
    filters, is_or, default = brackets[1:-1].partition("=")
    if is_or and text is None and not value:
        name, _, filters = default.partition(",")
        return _fill_eleventy(name, f"[{filters}]", fields)
    if text is None or (text == "" and name not in _MAY_BE_EMPTY):
        return None
    return eleventy.filtered(text, f"[{filters.rstrip(',')}]" if is_or else brackets)
