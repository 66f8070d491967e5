"""Tools whose pages code makes, and exports of HTML and notes: their articles and the settings of the site.

The links of their articles are not known, but for Medium's, which the articles name.
"""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from feedmaker.generators import article_files
from feedmaker.generators.recognition import COMMON_NAMES, Recognition
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SiteFolder, read_text
from feedmaker.generators.source_paths import note_files_left_out, set_source_by_dates


class Tool(NamedTuple):
    """A tool, recognised by a file that contains a text."""

    name: str
    #: Patterns of paths; the first file that there is must contain the text.
    files: Sequence[str]
    contains: str = ""
    #: Scripts with the settings of the site, and keys of the object that has them.
    settings: Sequence[str] = ()
    keys: tuple[str, ...] = ()
    folder: str = "."
    suffixes: tuple[str, ...] = (".md", ".mdx")
    #: Patterns of files that are not published.
    excluded: Sequence[str] = ()
    #: Of config.yaml.
    values: Mapping[str, object] = {}
    #: In place of the one that links are not known.
    note: str = ""


_GATSBY = tuple(f"gatsby-config.{ending}" for ending in SCRIPTS)
_NEXT = tuple(f"next.config.{ending}" for ending in SCRIPTS)
_NUXT = tuple(f"nuxt.config.{ending}" for ending in SCRIPTS)
_TOOLS = (
    Tool("Gatsby", _GATSBY, settings=_GATSBY, keys=("title", "siteUrl")),
    Tool("Next.js", _NEXT, settings=("data/siteMetadata.js", "siteMetadata.js"), keys=("title", "siteUrl")),
    # what Nuxt Content leaves out
    Tool(
        "Nuxt", _NUXT, settings=_NUXT, keys=("name", "url"), folder="content",
        excluded=("**/_*", "**/*.draft.md"),
    ),
    Tool(
        "Logseq", ("logseq/config.edn",), folder="pages",
        values={"articles.defaults": ({"path": "**", "values": {"public": False}},), "articles.markdown": "obsidian"},
        note="pages with the property public:: true are published; without articles.defaults, all others are, too",
    ),
    Tool(
        "Gridea", ("config/setting.json",), folder="posts",
        values={"articles.fields": {"excluded": ("hideInList",)}},
    ),
    Tool("Sphinx", ("conf.py", "source/conf.py"), contains="ablog", suffixes=(".rst", ".md")),
    Tool(
        "Medium", ("posts/*.html",), contains='Exported from <a href="https://medium.com">', folder="posts",
        # the title, and the line above the first section
        suffixes=(".html",), values={"articles.drop": (".graf--title", ".section--first > .section-divider")},
        note="the links are those of medium.com",
    ),
)  # fmt: skip


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a site of one of these tools."""
    for tool in _TOOLS:
        file = next((file for pattern in tool.files for file in sorted(site.path.glob(pattern))), None)
        articles = article_files.list_files(site.path / tool.folder, suffixes=tool.suffixes) if file else ()
        if file is None or not articles or tool.contains not in (read_text(file) or ""):
            continue
        found = Recognition(tool.name, site, site.relative(file))
        _read_site(found, tool)
        folder = os.path.commonpath([os.path.dirname(f"{tool.folder}/{path}") for path in articles])
        set_source_by_dates(found, folder, tool.suffixes)
        note_files_left_out(found)
        found.add_patterns("source.exclude", tool.excluded, f"files that {tool.name} does not publish")
        for key, value in tool.values.items():
            found.set(key, value)
        found.note(
            tool.note or f"the links of {tool.name} are not known: set articles.permalink, or write them in articles"
        )
        return found
    return None


def _read_site(found: Recognition, tool: Tool) -> None:
    """Read the settings of the site, of an object that has the keys that they all have."""
    script = found.read_file(*tool.settings)
    settings = script.object_with(*tool.keys) if isinstance(script, ScriptFile) else script
    if settings is not None and settings is not script:
        found.read(settings, COMMON_NAMES)
