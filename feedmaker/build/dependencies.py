"""What a state depends on beside the articles: every setting, and the packages that decide about the output."""

import json
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from hashlib import blake2b

from feedmaker.build.installed import Distribution, distributions, step_distributions
from feedmaker.config.schema import Config
from feedmaker.state import State

#: Packages whose releases may change what an article becomes.
_PACKAGES = frozenset({
    "feedmaker", "feedgen", "lxml", "nh3", "comrak", "python_dateutil", "pyyaml", "beautifulsoup4", "chardet",
    "docutils", "anyascii", "babel", "idna", "imagesize", "jinja2", "markupsafe", "pygments", "soupsieve",
    "text_unidecode", "markdownify", "tinytag", "tzdata", "brotli", "backports.zstd", "backports_zstd",
})  # fmt: skip

#: Settings that have no part in reading a file. A change of any other one, a new one too, has every file read again;
#: a test changes each setting and compares with a build that has no state.
_NOT_FOR_READING = (
    "site.title", "site.feeds_url", "site.description", "site.author", "site.rights", "site.image", "site.icon",
    "site.pages",
    "source.include", "source.exclude", "source.guard", "source.shards",
    "articles.drop", "articles.future", "articles.expired", "articles.excerpt_separator", "articles.root",
    "articles.variables",
    "articles.timeout", "categories.aliases", "categories.hidden", "categories.settings",
    "feeds.formats", "feeds.limit", "feeds.max_bytes", "feeds.content", "feeds.markdown", "feeds.min_articles",
    "feeds.path", "feeds.max_feeds",
    "feeds.slug", "feeds.archives", "feeds.tags", "feeds.hidden_tags", "feeds.link_posts", "feeds.untitled",
    "feeds.podcast", "feeds.ttl",
    "output", "hub", "state", "zlib", "package brotli", "package backports.zstd", "package backports_zstd",
)  # fmt: skip
#: Settings that have no part in the documents of a feed beyond which entries they hold and what their channel says.
_NOT_FOR_RENDERING = (
    "source.include", "source.exclude", "source.encoding", "source.guard", "source.sidecar", "source.max_bytes",
    "source.shards", "articles.future", "articles.expired", "articles.timeout", "categories", "feeds.max_feeds",
    "output.path", "output.host", "state",
)  # fmt: skip

#: Longer values are stored as a hash.
_LONGEST = 40


def dependencies(config: Config, search_path: Sequence[str] | None = None) -> dict[str, str]:
    """Return each setting by its key in config.yaml, and each package by "package NAME", with its value or a hash.

    `search_path` is where packages are looked for, by default sys.path.
    """
    installed = tuple(distributions(sys.path if search_path is None else search_path))
    found = dict(_settings(config))
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    found["python"] = ".".join(map(str, sys.version_info[:2]))
    found |= {f"package {name}": version for name, version in package_versions(installed).items()}
    found |= {f"article step of {name}": name for name in step_distributions(installed)}
    return found


def stored_dependencies(state: State) -> dict[str, str]:
    """Return the dependencies of the last build."""
    found: dict[str, str] = json.loads(state.meta("dependencies") or "{}")
    return found


def changed_text(keys: Sequence[str]) -> str:
    """Return what changed, as a reason; "" for nothing."""
    if not keys:
        return ""
    return f"{', '.join(keys[:2])}{f' and {len(keys) - 2} more' if len(keys) > 2 else ''} changed"


def reading_changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the changed keys that decide how a file becomes an article."""
    return _changes(before, now, _NOT_FOR_READING)


def rendering_changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the changed keys that decide how articles become documents."""
    return _changes(before, now, _NOT_FOR_RENDERING)


def rendering_hash(now: Mapping[str, str]) -> str:
    """Return a hash of everything that decides how articles become documents."""
    values = sorted((key, value) for key, value in now.items() if not _is_under(key, _NOT_FOR_RENDERING))
    return _hash(values)


def _changes(before: Mapping[str, str], now: Mapping[str, str], without: Sequence[str]) -> list[str]:
    keys = sorted(before.keys() | now.keys())
    return [key for key in keys if before.get(key) != now.get(key) and not _is_under(key, without)]


def _is_under(key: str, prefixes: Sequence[str]) -> bool:
    return any(key == prefix or key.startswith(prefix + ".") for prefix in prefixes)


def _settings(value: object, key: str = "") -> Iterable[tuple[str, str]]:
    if is_dataclass(value) and key.count(".") < 1:
        for field in fields(value):
            yield from _settings(getattr(value, field.name), f"{key}.{field.name}" if key else field.name)
        return
    text = repr(value)
    yield key, text if len(text) <= _LONGEST else _hash(text)


def package_versions(installed: Iterable[Distribution]) -> dict[str, str]:
    """Return the versions of the installed packages that decide about the output, by name."""
    found: dict[str, str] = {}
    for package in installed:
        if package.name.lower() in _PACKAGES:
            found.setdefault(package.name.lower(), package.version)
    return found


def _hash(value: object) -> str:
    return blake2b(repr(value).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
