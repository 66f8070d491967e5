"""What a state depends on beside the articles: the configuration and the packages that shape the output."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from feedmaker.config.schema import Config, Output

#: Packages whose releases may change what an article becomes.
_PACKAGES = frozenset(
    {"feedmaker", "feedgen", "lxml", "nh3", "comrak", "pyyaml", "beautifulsoup4", "docutils"}
    | {"anyascii", "babel", "idna", "imagesize", "jinja2", "markupsafe", "pygments", "soupsieve", "tzdata"}
)


def package_versions(search_path: Sequence[str] = tuple(sys.path)) -> str:
    """Name the installed releases by their metadata folders: importlib.metadata would cost a whole idle run."""
    found: dict[str, str] = {}
    for folder in search_path:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                package, _, version = name.removesuffix(".dist-info").partition("-")
                if package.lower() in _PACKAGES:
                    found.setdefault(package.lower(), version)
    python = ".".join(map(str, sys.version_info[:2]))
    return " ".join([f"python-{python}", *(f"{name}-{found[name]}" for name in sorted(found))])


def reading_key(config: Config, versions: str) -> str:
    """Sum up what decides how a file becomes an article: when it differs, every file is read again."""
    from feedmaker.writer.labels import label_kinds  # late: an idle run does without

    categories = config.categories
    return _digest(
        (
            versions,
            config.site.url,
            config.site.timezone,
            config.source.encoding,
            config.source.max_bytes,
            config.articles,
            (categories.nested, categories.default, categories.separator),
            label_kinds(config.feeds),
        )
    )


def rendering_key(config: Config, versions: str) -> str:
    """Sum up what decides how an article becomes an entry and a feed: when it differs, every feed is rendered again."""
    output = replace(config.output, path=Output().path)
    return _digest((versions, config.site, config.articles, config.feeds, output, config.hub))


def whole_key(config: Config, versions: str) -> str:
    """Sum up everything."""
    return _digest((versions, config))


def _digest(value: object) -> str:
    return blake2b(repr(value).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
