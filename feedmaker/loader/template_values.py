"""The values of the variables in a body: of an article's own data, `{{ page.title }}`, and of `articles.variables`.

Eleventy, Hexo and Jekyll run a template engine over a body, and VitePress makes a component of it. Only values that the
generator outputs as they are written are known here: text without markup, which no YAML parser takes for anything else.
"""

import os
import re
from collections.abc import Iterator, Mapping

from feedmaker.config.schema import Config
from feedmaker.loader.body.template_tags.syntax import NO_VALUES
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.metadata.defaults import DefaultValues
from feedmaker.loader.metadata.plain_text import plain_title
from feedmaker.model import Article

#: Before the name of a key, by generator.
_PREFIXES = {"eleventy": "", "hexo": "", "hugo": "param.", "jekyll": "page.", "vitepress": "$frontmatter."}
#: Keys whose output is not the value in the front matter.
_COMPUTED = {
    "eleventy": frozenset({"date", "page", "tags"}),
    "hexo": frozenset({
        "asset_dir", "categories", "content", "date", "excerpt", "full_source", "id", "more", "next", "path",
        "permalink", "prev", "raw", "slug", "source", "tags", "updated",
    }),
    "jekyll": frozenset({
        "categories", "collection", "content", "date", "id", "next", "output", "path", "previous", "relative_path",
        "tags", "url",
    }),
}  # fmt: skip
#: Keys that give others another value, or say that the body is not such a template.
_SWITCHES = frozenset({"disablenunjucks", "eleventycomputed", "render_with_liquid", "templateengineoverride"})
#: Tags that give a name in the body another value: {% assign page = x %}, {% for page in pages %}
_BINDING = re.compile(
    r"\{%-?\s*+(?:set|assign|capture|for|tablerow|macro|import|from|call|asyncEach|asyncAll|increment|decrement)\b"
)
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
#: What YAML may take for a number, a date or a time: 1.10, 010, 0x1f, 2024-05-31T20:30:00Z, 12:30
_NUMBER = re.compile(r"[+-]?(?:0[XxBb][0-9A-Fa-f_]+|[0-9.][0-9EeOoTtZz_:.+ -]*)")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "~"})


class TemplateValues:
    """Finds the values for the articles of one site."""

    def __init__(self, config: Config) -> None:
        generator = config.articles.generator or ""
        self._prefix = _PREFIXES.get(generator)
        self._computed = _COMPUTED.get(generator, frozenset())
        self._defaults = DefaultValues(config.articles.defaults)
        title = as_output(config.site.title) if generator == "jekyll" else None
        of_site = {name.lower(): text for name, text in config.articles.variables.items()}
        self._of_site = ({"site.title": title} if title is not None else {}) | of_site

    def find(self, text: str, article: Article) -> Mapping[str, str]:
        """Return the values for the body of an article by the names of their variables, in lower case.

        `text` is that of the file. One of several articles in a file has none.
        """
        start, prefix = article.body_offset, self._prefix
        if "{" not in text or article.body_end is not None or text.find("{{", start) < 0:
            return NO_VALUES
        if _BINDING.search(text, start):
            return NO_VALUES
        if prefix is None or text.find(prefix.rstrip("."), start) < 0:
            return self._of_site
        front_matter = split_front_matter(text, suffix=os.path.splitext(article.path)[1].lower())
        values = self._defaults.complete(front_matter, article.path).values
        computed = values.get("eleventycomputed")
        only_permalink = isinstance(computed, dict) and computed.keys() <= {"permalink"}
        if not _SWITCHES.isdisjoint(values.keys() - ({"eleventycomputed"} if only_permalink else set())):
            return NO_VALUES
        params = values.get("params")
        if prefix == "param." and isinstance(params, dict):
            values = {**values, **params}
        own = {prefix + name: as_output(value) for name, value in _variables(values) if name not in self._computed}
        return {name: text for name, text in (self._of_site | own).items() if text is not None}


def _variables(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the name and the value of each key, and of each key in a mapping: "author.name"."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}".lower(), each) for inner, each in value.items())
        else:
            yield key, value


def as_output(value: object) -> str | None:
    """Return what a template shows of a value; None where that is not the value as it is written."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**15 else ""
    if not isinstance(value, str) or not value or "{" in value or "<" in value:
        return None
    if _INTEGER.fullmatch(value):
        return value
    is_text = value.lower() not in _WORDS and not _NUMBER.fullmatch(value) and plain_title(value) == value
    return value if is_text else None
