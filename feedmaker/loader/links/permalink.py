"""The permalink of a site's generator, and an article's facts → the path of its page.

The tokens mean what they mean in the generator that the pattern was written for, its dialect:

    Hexo    :year :month :i_month :day :i_day :hour :minute :second :timestamp :title (path under _posts) :name
            :post_title :category :id :hash :abbrlink, and any key of the front matter, such as :urlname
    Jekyll  :categories :slugified_categories :year :short_year :month :i_month :short_month :long_month :day :i_day
            :y_day :w_year :week :w_day :short_day :long_day :hour :minute :second :title :slug :name :path
            :collection :output_ext, and the built-in patterns of BUILT_IN by name
    Hugo    :year :month :monthname :day :weekday :weekdayname :yearday :section :sections :sections[1:] :title :slug
            :slugorfilename :filename :contentbasename :slugorcontentbasename, and Go's layouts, such as :2006 or :Jan

A pattern may say its dialect: "hugo:/posts/:year/:slug/". Else a token that one generator alone has decides, else
the article: `_posts/2021-09-25-x.md` is Jekyll's, `content/…` and `…/index.md` are Hugo's, others are read as Hexo's.
"""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from feedmaker.loader.links import slugs
from feedmaker.loader.links.permalink_tokens import (
    DATED,
    GO,
    HEXO,
    HUGO,
    JEKYLL,
    Facts,
    abbrlink,
    go_layout,
    hexo_category,
    scalar,
    stem_of,
    under_posts,
)
from feedmaker.problems import Problem

__all__ = ["BUILT_IN", "Dialect", "Facts", "Template", "check", "expand"]

Dialect: TypeAlias = Literal["hexo", "jekyll", "hugo"]

#: Jekyll's patterns that have a name.
BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "date": "/:categories/:year/:month/:day/:title:output_ext",
        "pretty": "/:categories/:year/:month/:day/:title/",
        "ordinal": "/:categories/:year/:y_day/:title:output_ext",
        "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none": "/:categories/:title:output_ext",
    }
)

_HEXO_ALONE = frozenset({"post_title", "category", "id", "hash", "abbrlink", "timestamp"})
_JEKYLL_ALONE = frozenset(JEKYLL.keys() - HEXO.keys() - HUGO.keys() - {"name", "path", "title", "basename"})
_HUGO_ALONE = frozenset(HUGO.keys() - HEXO.keys() - JEKYLL.keys())

_PREFIX = re.compile(r"(hexo|jekyll|hugo):(?!//)")
_HOST = re.compile(r"https?://[^/]*")
_TOKEN = re.compile(r":([A-Za-z0-9_]*[A-Za-z0-9])(\[[^\]]*\]|\((?:crc16|crc32)(?:,(?:hex|dec))?\))?")
_PLAIN_ENDING = re.compile(r"\.(?:html?|php|xml|txt|md)$")


class Template:
    """A permalink pattern, read once and filled for every article.

    `file_name` is Hexo's new_post_name, such as ":year-:month-:day-:title.md"; without it a date that begins the file
    name is taken off the title. `default_category` is Hexo's too.
    """

    def __init__(
        self,
        pattern: str,
        *,
        dialect: Dialect | None = None,
        file_name: str | None = None,
        default_category: str = "uncategorized",
    ) -> None:
        prefix = _PREFIX.match(pattern)
        self.pattern = pattern[prefix.end() :] if prefix else pattern
        self.dialect = dialect or _named(prefix[1] if prefix else None) or _told_by_tokens(self.pattern)
        self.pattern = BUILT_IN.get(self.pattern, self.pattern) if self.dialect in (None, "jekyll") else self.pattern
        self._file_name = None if file_name is None else _file_name_pattern(file_name)
        self._default_category = default_category
        host = _HOST.match(self.pattern)
        self._host = host[0] if host else ""
        self._tokens, self._rest = _divided(self.pattern.removeprefix(self._host))

    def link(self, facts: Facts) -> str | Problem:
        """Give the path of the article's page, or a problem that names the token which the article cannot fill.

        The path begins with "/", or is a whole URL where the pattern is one. It is not percent-encoded, but for "?"
        and "#", which would end a path.
        """
        dialect = self.dialect or _told_by_path(facts.path)
        missing: list[str] = []
        path = ""
        for before, name, brackets in self._tokens:
            text = self._token(name, brackets, facts, dialect)
            if text is None:
                missing.append(f":{name}{brackets}")
            else:
                path += before + text.replace("?", "%3F").replace("#", "%23")
        if missing:
            return Problem(
                "permalink-token",
                f"link cannot be made: the article has nothing for {', '.join(missing)} of the permalink",
                "add it to the front matter, or change articles.permalink",
            )
        return self._host + _tidy(path + self._rest, dialect)

    def _token(self, name: str, brackets: str, facts: Facts, dialect: Dialect) -> str | None:
        if dialect == "hexo":
            return self._hexo(name, brackets, facts)
        if dialect == "jekyll":
            fill = JEKYLL.get(name)
        else:
            fill = HUGO.get(name) or (go_layout(name) if GO.search(name) else None)
        text = fill(facts, brackets) if fill else None
        if text is None or (dialect == "hugo" and text == "" and name not in ("section", "sections")):
            return None
        return text if not brackets or name in ("sections",) else text + brackets

    def _hexo(self, name: str, brackets: str, facts: Facts) -> str | None:
        if name == "abbrlink":
            return abbrlink(facts, brackets)
        if name in HEXO:
            return HEXO[name](facts, brackets)
        named = self._named_by_file(facts.path)
        if name == "title":
            return named["title"] or None
        if name == "name":
            return named["title"].rpartition("/")[2] or None
        if name == "hash":
            seed = named["title"] + str(int(facts.published.timestamp()))
            return hashlib.sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:12]
        if name == "category":
            return hexo_category(facts) or self._default_category
        return scalar(facts.values.get(name.lower())) or named.get(name)

    def _named_by_file(self, path: str) -> dict[str, str]:
        """What Hexo reads from the path under _posts: the title, and what new_post_name names beside it."""
        stem = stem_of(under_posts(path)[1])
        if self._file_name is None:
            folders, slash, name = stem.rpartition("/")
            return {"title": folders + slash + DATED.sub("", name, count=1)}
        found = self._file_name.fullmatch(stem)
        named = found.groupdict() if found else {}
        return {**named, "title": named.get("title") or (stem if found else slugs.hexo(stem))}


def expand(pattern: str, facts: Facts, *, dialect: Dialect | None = None) -> str | Problem:
    """Fill a pattern once; a Template serves many articles."""
    return Template(pattern, dialect=dialect).link(facts)


def check(pattern: str, *, dialect: Dialect | None = None) -> Problem | None:
    """Give what is surely wrong with a pattern: no token at all, or one that its dialect does not know."""
    template = Template(pattern, dialect=dialect)
    tokens = _TOKEN.findall(_HOST.sub("", template.pattern))
    if not tokens:
        return Problem(
            "permalink-pattern",
            f"permalink names nothing that differs between articles: {pattern!r}",
            "write it such as /:year/:month/:title/",
        )
    known = {"jekyll": JEKYLL, "hugo": HUGO}.get(template.dialect or "")
    for name, _ in tokens:
        if known is not None and name not in known and not (template.dialect == "hugo" and GO.fullmatch(name)):
            return Problem(
                "permalink-pattern",
                f"permalink has a token that {str(template.dialect).capitalize()} does not know: ':{name}'",
                "the tokens stand in docs/configuration.md",
            )
    return None


def _divided(pattern: str) -> tuple[tuple[tuple[str, str, str], ...], str]:
    """Divide a pattern into its tokens, each with the text before it, its name and its brackets, and the rest."""
    tokens: list[tuple[str, str, str]] = []
    end = 0
    for match in _TOKEN.finditer(pattern):
        tokens.append((pattern[end : match.start()], match[1], match[2] or ""))
        end = match.end()
    return tuple(tokens), pattern[end:]


def _named(word: str | None) -> Dialect | None:
    for dialect in ("hexo", "jekyll", "hugo"):
        if word == dialect:
            return dialect
    return None


def _told_by_tokens(pattern: str) -> Dialect | None:
    if pattern in BUILT_IN:
        return "jekyll"
    tokens = {name for name, _ in _TOKEN.findall(_HOST.sub("", pattern))}
    if tokens & _JEKYLL_ALONE:
        return "jekyll"
    if tokens & _HUGO_ALONE or any(GO.fullmatch(name) for name in tokens):
        return "hugo"
    return "hexo" if tokens & _HEXO_ALONE or tokens - JEKYLL.keys() - HUGO.keys() else None


def _told_by_path(path: str) -> Dialect:
    name = path.rpartition("/")[2]
    if DATED.match(name):
        return "jekyll"
    if under_posts(path)[1] != path:
        return "hexo"
    return "hugo" if path.startswith("content/") or ("/" in path and stem_of(name) == "index") else "hexo"


def _tidy(path: str, dialect: Dialect) -> str:
    if dialect == "jekyll":
        # Jekyll's sanitize_url
        path = path.replace("..", "/").replace("./", "")
    kept = [segment for segment in path.split("/") if segment not in ("", ".", "..")]
    tidy = "/" + "/".join(kept)
    # Hugo makes a folder of every page unless the pattern names a file
    if tidy != "/" and (path.endswith("/") or (dialect == "hugo" and not _PLAIN_ENDING.search(tidy))):
        tidy += "/"
    return tidy


def _file_name_pattern(file_name: str) -> re.Pattern[str] | None:
    segments = {"year": "[0-9]{4}", "month": "[0-9]{2}", "day": "[0-9]{2}", "i_month": "[0-9]{1,2}"}
    segments |= {"i_day": "[0-9]{1,2}", "hash": "[0-9a-f]{12}"}
    seen: set[str] = set()
    parts: list[str] = []
    end = 0
    stem = stem_of(file_name)
    for match in _TOKEN.finditer(stem):
        name = match[1]
        parts.append(re.escape(stem[end : match.start()]))
        inner = segments.get(name, ".+?")
        parts.append(f"(?:{inner})" if name in seen or not name.isidentifier() else f"(?P<{name}>{inner})")
        seen.add(name)
        end = match.start() + 1 + len(name)
    return re.compile("".join(parts) + re.escape(stem[end:]), re.DOTALL)
