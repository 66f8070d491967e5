"""The permalink pattern of a site's generator, filled with the fields of an article.

Tokens have the meaning that they have in the generator for which the pattern was written, its dialect
(`feedmaker.loader.links.permalink_tokens`). In Hexo's dialect any key of the front matter is a token, such as :urlname;
in Hugo's any layout of Go's time package, such as :2006 or :Jan.

A pattern may name its dialect: "hugo:/posts/:year/:slug/". Otherwise a token that only one generator has decides, or
the path of the article: `_posts/2021-09-25-x.md` is Jekyll's, `content/…` and `…/index.md` are Hugo's, others Hexo's.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from feedmaker.loader.links.permalink_tokens import (
    DATED,
    GO,
    HEXO,
    HUGO,
    JEKYLL,
    PermalinkFields,
    go_layout,
    scalar,
    under_posts,
)
from feedmaker.loader.metadata.ids import without_suffix
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

Dialect: TypeAlias = Literal["hexo", "jekyll", "hugo"]

#: Jekyll's named patterns.
BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "date": "/:categories/:year/:month/:day/:title:output_ext",
        "pretty": "/:categories/:year/:month/:day/:title/",
        "ordinal": "/:categories/:year/:y_day/:title:output_ext",
        "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none": "/:categories/:title:output_ext",
    }
)

_HEXO_ONLY = frozenset({"post_title", "category", "id", "hash", "abbrlink", "timestamp"})
_JEKYLL_ONLY = frozenset(JEKYLL.keys() - HEXO.keys() - HUGO.keys() - {"name", "path", "title", "basename"})
_HUGO_ONLY = frozenset(HUGO.keys() - HEXO.keys() - JEKYLL.keys())

_PREFIX = re.compile(r"(hexo|jekyll|hugo):(?!//)")
_HOST = re.compile(r"https?://[^/]*")
# :title, :sections[1:], :abbrlink(crc32,hex)
_TOKEN = re.compile(r":([A-Za-z0-9_]*[A-Za-z0-9])(\[[^\]]*\]|\((?:crc16|crc32)(?:,(?:hex|dec))?\))?")
#: Endings of a file: Hugo makes a folder of any other path.
_FILE_ENDING = re.compile(r"\.(?:html?|php|xml|txt|md)$")


class Permalink:
    """A permalink pattern, parsed once and filled for every article."""

    def __init__(self, pattern: str, *, dialect: Dialect | None = None) -> None:
        prefix = _PREFIX.match(pattern)
        pattern = pattern[prefix.end() :] if prefix else pattern
        self.dialect = dialect or _dialect_named(prefix[1] if prefix else None) or _dialect_of_tokens(pattern)
        self.pattern = BUILT_IN.get(pattern, pattern) if self.dialect in (None, "jekyll") else pattern
        host = _HOST.match(self.pattern)
        self._host = host[0] if host else ""
        self._tokens, self._rest = _split(self.pattern.removeprefix(self._host))

    def fill(self, fields: PermalinkFields) -> str | Problem:
        """Return the path of an article's page, or a problem with the tokens for which the article has no value.

        The path begins with "/", or is a URL if the pattern is one. Only "?" and "#", which would end a path, are
        percent-encoded.
        """
        dialect = self.dialect or _dialect_of_path(fields.path)
        missing: list[str] = []
        path = ""
        for before, name, brackets in self._tokens:
            text = _value(name, brackets, fields, dialect)
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
        return self._host + _normalised(path + self._rest, dialect)


def check_pattern(pattern: str) -> Problem | None:
    """Return what is certainly wrong with a pattern: no token at all, or one that its dialect does not have."""
    permalink = Permalink(pattern)
    names = _token_names(permalink.pattern)
    if not names:
        message = f"permalink has no token, so that every article has the same link: {quoted(pattern)}"
        return Problem("permalink-pattern", message, "write it such as /:year/:month/:title/")
    known = {"jekyll": JEKYLL, "hugo": HUGO}.get(permalink.dialect or "")
    for name in names:
        if known is not None and name not in known and not (permalink.dialect == "hugo" and GO.fullmatch(name)):
            message = f"permalink has a token that {str(permalink.dialect).capitalize()} does not have: ':{name}'"
            return Problem("permalink-pattern", message, "docs/configuration.md lists the tokens")
    return None


def _value(name: str, brackets: str, fields: PermalinkFields, dialect: Dialect) -> str | None:
    """Return the text for a token, None if the article has no value for it."""
    if dialect == "hexo":
        return HEXO[name](fields, brackets) if name in HEXO else scalar(fields.front_matter.get(name.lower()))
    if dialect == "jekyll":
        function = JEKYLL.get(name)
    else:
        function = HUGO.get(name) or (go_layout(name) if GO.search(name) else None)
    text = function(fields, brackets) if function else None
    if text is None or (dialect == "hugo" and text == "" and name not in ("section", "sections")):
        return None
    return text if not brackets or name == "sections" else text + brackets


def _token_names(pattern: str) -> list[str]:
    return [name for name, _ in _TOKEN.findall(_HOST.sub("", pattern))]


def _split(pattern: str) -> tuple[tuple[tuple[str, str, str], ...], str]:
    """Split a pattern into tokens, each with the text before it, its name and its brackets, and the text behind."""
    tokens: list[tuple[str, str, str]] = []
    end = 0
    for match in _TOKEN.finditer(pattern):
        tokens.append((pattern[end : match.start()], match[1], match[2] or ""))
        end = match.end()
    return tuple(tokens), pattern[end:]


def _dialect_named(word: str | None) -> Dialect | None:
    return next((dialect for dialect in get_args(Dialect) if word == dialect), None)


def _dialect_of_tokens(pattern: str) -> Dialect | None:
    if pattern in BUILT_IN:
        return "jekyll"
    tokens = set(_token_names(pattern))
    if tokens & _JEKYLL_ONLY:
        return "jekyll"
    if tokens & _HUGO_ONLY or any(GO.fullmatch(name) for name in tokens):
        return "hugo"
    return "hexo" if tokens & _HEXO_ONLY or tokens - JEKYLL.keys() - HUGO.keys() else None


def _dialect_of_path(path: str) -> Dialect:
    name = path.rpartition("/")[2]
    if DATED.match(name):
        return "jekyll"
    if under_posts(path)[1] != path:
        return "hexo"
    return "hugo" if path.startswith("content/") or ("/" in path and without_suffix(name) == "index") else "hexo"


def _normalised(path: str, dialect: Dialect) -> str:
    if dialect == "jekyll":
        # As Jekyll's sanitize_url does.
        path = path.replace("..", "/").replace("./", "")
    segments = [segment for segment in path.split("/") if segment not in ("", ".", "..")]
    normalised = "/" + "/".join(segments)
    if segments and (path.endswith("/") or (dialect == "hugo" and not _FILE_ENDING.search(normalised))):
        normalised += "/"
    return normalised
