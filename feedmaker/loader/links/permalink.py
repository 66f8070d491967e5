"""The permalink pattern of a site's generator, filled with the fields of an article.

Tokens have the meaning that they have in the generator for which the pattern was written, its dialect
(`feedmaker.loader.links.permalink_dialects`). In Hexo's dialect any key of the front matter is a token, such as
:urlname; in Hugo's any layout of Go's time package, such as :2006 or :Jan.

A pattern may name its dialect: "hugo:/posts/:year/:slug/". Otherwise a token that only one generator has decides, or
the path of the article: `_posts/2021-09-25-x.md` is Jekyll's, `content/…` and `…/index.md` are Hugo's, others Hexo's.

The pages of tags, categories and authors (`site.pages`) have such patterns, too.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast
from urllib.parse import unquote_plus

from feedmaker.config.schema import PermalinkRule, Site
from feedmaker.loader.body.article_links import SiteReferences
from feedmaker.loader.file_patterns import Patterns
from feedmaker.loader.links import permalink_tokens as tokens
from feedmaker.loader.links.permalink_dialects import DIALECTS, OPTIONS, TOKENS, Dialect, fill_token
from feedmaker.loader.links.permalink_tokens import PermalinkFields
from feedmaker.loader.links.slugs import hugo_sanitized
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.patterns import portable

#: Jekyll's named patterns.
BUILT_IN: Mapping[str, str] = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}

_HEXO, _JEKYLL, _HUGO = (frozenset(TOKENS[dialect]) for dialect in ("hexo", "jekyll", "hugo"))
_HEXO_ONLY = frozenset({"post_title", "category", "id", "hash", "abbrlink", "timestamp"})
_JEKYLL_ONLY = _JEKYLL - _HEXO - _HUGO - {"path", "basename"}
_HUGO_ONLY = _HUGO - _HEXO - _JEKYLL

_PREFIX = re.compile(rf"({'|'.join(DIALECTS)}):(?!//)")
_HOST = re.compile(r"^https?://[^/]*")
_OPTION = "|".join(OPTIONS)
# :title, :sections[1:], :abbrlink(crc32,hex), :sections[1:](case)
_TOKEN = re.compile(
    portable(rf":([A-Za-z0-9_]*[A-Za-z0-9])((?:\[[^\]]{{0,100}}+\])?(?:\((?:{_OPTION})(?:,(?:{_OPTION}))*+\))?)")
)
#: Endings of a file: Hugo makes a folder of any other path.
_FILE_ENDING = re.compile(r"\.(?:html?|php|xml|txt|md)$")
#: The ending of file names in a rule's path that has more than the suffix: ".fr.md" in "**/*.fr.md".
_NAME_ENDING = re.compile(r"\*(\.[^*?\[/.]+)(\.[^*?\[/.]+)$")
#: The pages of tags, categories and authors have no date.
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


class Permalinks:
    """`articles.permalink`: one pattern, or the patterns of files by their paths."""

    def __init__(self, setting: str | Sequence[PermalinkRule] | None) -> None:
        rules = (PermalinkRule("**", setting),) if isinstance(setting, str) else setting or ()
        # the last rule that matches counts
        self._rules = [
            (Patterns((path,), ()), Permalink(pattern, path=path) if pattern else None)
            for path, pattern in ((rule.path, rule.pattern) for rule in reversed(rules))
        ]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def of(self, path: str) -> "Permalink | None":
        """Return the permalink of a file, None if it has none."""
        for patterns, permalink in self._rules:
            if patterns.match_path(path):
                return permalink
        return None

    def language_folder(self, path: str) -> str:
        """Return the folder of the pages in the language of a file of Hugo's: what is before its :contentpath."""
        for patterns, permalink in self._rules:
            if permalink and "contentpath" in permalink.names and patterns.match_path(path):
                return permalink.pattern.partition(":contentpath")[0]
        return "/"


class Permalink:
    """A permalink pattern, parsed once and filled for every article."""

    def __init__(self, pattern: str, *, dialect: Dialect | None = None, path: str = "") -> None:
        """Parse a pattern; `path` is the pattern of the files that it is for.

        If that ends in a suffix of two parts, such as "**/*.fr.md", the name of the file `fog.fr.md` is "fog".
        """
        if prefix := _PREFIX.match(pattern):
            pattern = pattern[prefix.end() :]
            dialect = dialect or cast("Dialect", prefix[1])
        #: Whether the pattern names its dialect.
        self.is_named = prefix is not None
        if pattern in BUILT_IN and dialect in (None, "jekyll"):
            dialect, pattern = "jekyll", BUILT_IN[pattern]
        self.pattern = pattern
        self._name_ending = _NAME_ENDING.search(path)
        path = _HOST.sub("", pattern)
        self._host = pattern.removesuffix(path)
        before, self.names, brackets = (_TOKEN.split(path)[start::3] for start in range(3))
        if prefix and prefix[1] == "hexo":
            # the default of Hexo's new_post_name: dates before names of files stay
            brackets = [
                own or "[:title]" * (name in tokens.HEXO_NAMES) for name, own in zip(self.names, brackets, strict=True)
            ]
        self._tokens = tuple(zip(before, self.names, brackets, strict=False))
        self._rest = before[-1]
        self.dialect = dialect or _dialect_of_tokens(set(self.names))

    def fill(self, fields: PermalinkFields) -> str | Problem:
        """Return the path of an article's page, or a problem with the tokens for which the article has no value.

        The path begins with "/", or is a URL if the pattern is one. Only "?" and "#", which would end a path, are
        percent-encoded.
        """
        dialect = self.dialect or _dialect_of_path(fields.path)
        if (ending := self._name_ending) and fields.path.lower().endswith((ending[1] + ending[2]).lower()):
            fields = fields._replace(path=fields.path[: -len(ending[1] + ending[2])] + ending[2])
        missing: list[str] = []
        path = ""
        for before, name, brackets in self._tokens:
            text = fill_token(name, brackets, fields, dialect)
            if text is None:
                missing.append(f":{name}{brackets}")
            else:
                path += before + text.replace("?", "%3F").replace("#", "%23")
        if missing:
            return Problem(
                "permalink-token",
                f"link cannot be made: the article has no value for {', '.join(missing)} of the permalink",
                "add it to the front matter, or change articles.permalink",
            )
        path += self._rest
        if dialect == "hugo" and "contentpath" not in self.names and any(char in path for char in " +%"):
            path = _as_query(path)
        return self._host + normalised(path, dialect)


def check_pattern(pattern: str) -> Problem | None:
    """Return what is certainly wrong with a pattern: no token at all, or one that its dialect does not have."""
    permalink = Permalink(pattern)
    dialect = permalink.dialect
    if not permalink.names:
        message = f"permalink has no token, so that every article has the same link: {quoted(pattern)}"
        return Problem("permalink-pattern", message, "write it as /:year/:month/:title/")
    if dialect not in (None, "hexo", "eleventy"):
        for name in permalink.names:
            if name not in TOKENS[dialect] and not (dialect == "hugo" and tokens.go_layout(name)):
                message = f"permalink has a token that {dialect.capitalize()} does not have: ':{name}'"
                return Problem("permalink-pattern", message, "docs/permalinks.md lists the tokens")
    return None


def _dialect_of_tokens(names: set[str]) -> Dialect | None:
    if names & _JEKYLL_ONLY:
        return "jekyll"
    if names & _HUGO_ONLY or any(map(tokens.go_layout, names)):
        return "hugo"
    return "hexo" if names & _HEXO_ONLY or names - _JEKYLL - _HUGO else None


def _dialect_of_path(path: str) -> Dialect:
    if tokens.DATED.match(path.rpartition("/")[2]):
        return "jekyll"
    if tokens.under_posts(path)[1] != path:
        return "hexo"
    return "hugo" if path.startswith("content/") or ("/" in path and tokens.stem(path) == "index") else "hexo"


def _as_query(path: str) -> str:
    """Return a filled permalink of Hugo's without the escapes of a query, in which "+" is a space."""
    ending = "/" if path.endswith("/") else ""
    return hugo_sanitized(unquote_plus(path.rstrip("/"))).replace("#", "%23") + ending


def normalised(path: str, dialect: Dialect) -> str:
    """Return a path without empty segments and dots, as the generator of the dialect writes it."""
    if dialect == "jekyll":
        # As Jekyll's sanitize_url does.
        path = path.replace("..", "/").replace("./", "")
    elif dialect == "nikola" and path.endswith("/index/"):
        # the page of a post with the slug "index" is that of its folder
        path = path.removesuffix("index/")
    segments = [segment for segment in path.split("/") if segment not in ("", ".", "..")]
    normalised = "/" + "/".join(segments)
    if segments and (path.endswith("/") or (dialect == "hugo" and not _FILE_ENDING.search(normalised))):
        normalised += "/"
    return normalised


def site_references(site: Site) -> SiteReferences:
    """Return what resolves the references in the bodies of a site; `site.pages` has the patterns of some pages."""
    permalinks = {kind: Permalink(pattern) for kind, pattern in site.pages.items()}

    def page_of(kind: str, name: str) -> str | None:
        path = permalinks[kind].fill(PermalinkFields("", name, _NO_DATE)) if kind in permalinks else None
        return path if isinstance(path, str) else None

    return SiteReferences(site.url, page_of)
