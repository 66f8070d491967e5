"""The dialects of permalinks: the tokens of Pelican, Nikola and Eleventy, beside those of Hexo, Jekyll and Hugo.

Options in parentheses are settings of the generator: `:slug(name,unicode)`. They are words of OPTIONS.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from feedmaker.loader.dates.in_paths import without_date
from feedmaker.loader.links import eleventy, slugs
from feedmaker.loader.links.permalink_tokens import (
    DATES,
    HEXO,
    HEXO_NAMES,
    HUGO,
    JEKYLL,
    PermalinkFields,
    TokenFunction,
    go_layout,
    scalar,
    stem,
)

Dialect: TypeAlias = Literal["hexo", "jekyll", "hugo", "pelican", "nikola", "eleventy"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
#: What may stand in the parentheses after a token.
OPTIONS = ("crc16", "crc32", "hex", "dec", "name", "rest", "own", "unicode", "case")


def _pelican_slug(fields: PermalinkFields, options: str) -> str | None:
    """Return the article's own slug, else one of its title, or of its file name with `name` (SLUGIFY_SOURCE).

    With `rest` (FILENAME_METADATA) it is what follows the date in the file name, with `own` there is no other.
    """
    if fields.slug or "own" in options:
        return fields.slug
    name = stem(fields.path)
    if "rest" in options and (rest := without_date(name)) != name:
        return rest
    title = scalar(fields.front_matter.get("title")) or fields.title
    source = name if "name" in options else title
    return slugs.pelican(source, unicode="unicode" in options, case="case" in options)


def _pelican_language(fields: PermalinkFields) -> str:
    """Return the language of an article that is not in that of the site, else ""."""
    own = scalar(fields.front_matter.get("lang")) or ""
    same = (fields.site_language or own).lower().replace("_", "-")
    return "" if own.lower().replace("_", "-") == same else own


def _folders(fields: PermalinkFields, brackets: str) -> str:
    """Return the folders of an article; with [2:] without the first two."""
    first = int(brackets[1:-2]) if brackets else 0
    return "/".join(fields.path.split("/")[first:-1])


_PELICAN: dict[str, TokenFunction] = {
    **DATES,
    "slug": _pelican_slug,
    "category": lambda f, _: slugs.pelican(f.categories[0][-1]) if f.categories else "",
    "lang": lambda f, _: scalar(f.front_matter.get("lang")) or f.site_language,
    # ARTICLE_LANG_URL is ARTICLE_URL with one of these
    "lang_suffix": lambda f, _: f"-{own}" if (own := _pelican_language(f)) else "",
    "lang_folder": lambda f, _: _pelican_language(f),
    # or is different: an article in another language then gets no link
    "no_lang": lambda f, _: None if _pelican_language(f) else "",
}


def _nikola_slug(fields: PermalinkFields, options: str) -> str:
    slug = fields.slug or slugs.nikola(stem(fields.path), unicode="unicode" in options)
    return slug.replace("+", "%2B")


_NIKOLA: dict[str, TokenFunction] = {
    "slug": _nikola_slug,
    "folders": _folders,
}

#: The tokens of each dialect; Hexo's and Hugo's have others too, see `fill_token`.
TOKENS: Mapping[Dialect, Mapping[str, TokenFunction]] = {
    "hexo": HEXO,
    "jekyll": JEKYLL,
    "hugo": HUGO,
    "pelican": _PELICAN,
    "nikola": _NIKOLA,
    "eleventy": eleventy.TOKENS,
}
#: Tokens whose brackets have a meaning; those of any other token are part of the path.
_WITH_BRACKETS: Mapping[str, frozenset[str]] = {
    "hexo": HEXO_NAMES | {"category", "abbrlink"},
    "jekyll": frozenset(),
    "hugo": frozenset({"sections", "contentpath"}),
    "pelican": frozenset({"slug"}),
    "nikola": frozenset({"slug", "folders"}),
}
#: Tokens that a page at the top of its site has no text for. Any other one without text has no value.
_MAY_BE_EMPTY = frozenset(
    {"categories", "slugified_categories", "section", "sections", "folders", "lang_suffix", "lang_folder", "no_lang"}
)


def fill_token(name: str, brackets: str, fields: PermalinkFields, dialect: Dialect) -> str | None:
    """Return the text for a token, None if the article has no value for it.

    In the dialects of Hexo and Eleventy any key of the front matter is a token, in Hugo's any layout of Go's time.
    """
    function = TOKENS[dialect].get(name) or (go_layout(name) if dialect == "hugo" else None)
    if function:
        text = function(fields, brackets)
    else:
        text = scalar(fields.front_matter.get(name.lower())) if dialect in ("hexo", "eleventy") else None
    if text is None or (text == "" and name not in _MAY_BE_EMPTY):
        return None
    if dialect == "eleventy":
        return eleventy.filtered(text, brackets)
    return text if not brackets or name in _WITH_BRACKETS[dialect] else f"{text}{brackets}"
