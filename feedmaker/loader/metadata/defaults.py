"""`articles.defaults`, and what the articles of a source folder have in common.

Both are front matter that files have unless they write it themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from feedmaker.config.schema import Config, Defaults, SourceFolder
from feedmaker.loader.file_patterns import Patterns
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.metadata.conventions import fields_of
from feedmaker.loader.metadata.keys import SYNONYMS, Candidates, normalise_key


def with_folder(config: Config, folder: SourceFolder) -> Config:
    """Return the configuration for the articles of a source folder, whose values come after `articles.defaults`."""
    author = folder.author and {"name": folder.author.name, "email": folder.author.email, "url": folder.author.url}
    common = {"language": folder.language, "category": folder.category, "author": author}
    fields = {**fields_of(config.articles.generator), **config.articles.fields}
    keys = {SYNONYMS.get(field, field): keys[0] for field, keys in fields.items() if keys}
    values = {keys.get(SYNONYMS.get(key, key), key): value for key, value in common.items() if value}
    defaults = (*config.articles.defaults, Defaults(values)) if values else config.articles.defaults
    permalink = folder.permalink or config.articles.permalink
    return replace(config, articles=replace(config.articles, defaults=defaults, permalink=permalink))


#: Generators that add the items of a default list to those of the article.
JOINS_LISTS = frozenset({"eleventy", "mkdocs"})


class DefaultValues:
    """Completes front matter; of several defaults for a path, the later one overrides the earlier ones."""

    def __init__(self, defaults: Sequence[Defaults], *, joins_lists: bool = False) -> None:
        """Take the defaults; with `joins_lists` a list is added to that of the same key."""
        self._joins_lists = joins_lists
        self._defaults = [(Patterns((each.path,), ()), each.values) for each in defaults]

    def complete(self, front_matter: FrontMatter, path: str) -> FrontMatter:
        """Add the defaults of the file at `path`, which have no line; mappings are merged key by key, as in Jekyll."""
        values: dict[str, object] = {}
        for patterns, defaults in self._defaults:
            if patterns.match_path(path):
                values = self._merge(values, {key.lower(): value for key, value in defaults.items()})
        return front_matter._replace(values=self._merge(values, front_matter.values)) if values else front_matter

    def _merge(self, defaults: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
        merged = merge_values(defaults, own)
        for key, value in defaults.items() if self._joins_lists else ():
            own_value = [own[key]] if isinstance(own.get(key), str) else own.get(key)
            if isinstance(value, list) and isinstance(own_value, list):
                merged[key] = [*value, *(each for each in own_value if each not in value)]
        return merged


def merge_values(defaults: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """Return `own` with the values of `defaults` for keys that it lacks, or that have no value."""
    merged = dict(own)
    own_keys = {normalise_key(key): key for key in own}
    for key, value in defaults.items():
        own_key = own_keys.get(normalise_key(key))
        if own_key is None or own[own_key] in (None, "", []):
            merged[own_key or key] = value
        elif isinstance(value, dict) and isinstance(own_value := own[own_key], dict):
            merged[own_key] = merge_values(value, own_value)
    return merged


def own_values_first(candidates: Candidates) -> Candidates:
    """Put the values of the article itself, which have a line, before its defaults, whatever their keys."""
    return Candidates((field, sorted(found, key=lambda one: one.line is None)) for field, found in candidates.items())
