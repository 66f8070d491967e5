"""Astro: `astro.config.*`, read and never run; articles in `src/content`, `src/data`, `content` or `src/pages`.

Not read: values that are computed, the schema of content collections, and pages whose links are not the ids of entries.
"""

import posixpath
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from feedmaker.generators import article_files
from feedmaker.generators.astro_drafts import read_flags
from feedmaker.generators.astro_routes import Route, read_routes
from feedmaker.generators.recognition import COMMON_NAMES, PermalinkRules, Recognition
from feedmaker.generators.script_modules import Module, Modules
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source, set_source_by_dates

_FILES = tuple(f"astro.config.{ending}" for ending in SCRIPTS)
#: Files in which sites keep their title and description, `SITE_TITLE = "…"` or `title: "…"`.
_CONSTANTS = (
    "src/consts.ts", "src/consts.js", "src/config.ts", "src/config.js", "src/config.mjs", "src/site.config.ts",
    "src/site-config.ts", "src/constants.ts", "config.ts", "astro-paper.config.ts",
)  # fmt: skip
_NAMES = {key: (*(f"SITE_{name.upper()}" for name in names), *names) for key, names in COMMON_NAMES.items()}
#: In AstroWind's src/config.yaml.
_OF_WIND = {
    "site.title": ("site.name",),
    "site.description": ("metadata.description",),
    "site.language": ("i18n.language",),
}
_SITE = re.compile(r"(?<![\w.$])site\s*:\s*(\w+(?:\.\w+)*)\s*[,}\n]")
_ARTICLE_FOLDERS = ("src/content", "src/data", "content", "src/pages")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Astro site."""
    script = site.read_settings(*_FILES)
    if script is None:
        return None
    found = Recognition("Astro", site, script.name)
    settings = script.object_with("site") if isinstance(script, ScriptFile) else script
    url, path = settings.text("site") or "", settings.text("base") or ""
    found.set_url(url if "." in url else None, path, script.origin("site"))
    found.read(script, {"site.language": ("defaultLocale",)})
    source = (script.text("srcDir") or "src").removeprefix("./").strip("/") or "."
    # site: SITE.website
    code = script.code if isinstance(script, ScriptFile) else ""
    named = _SITE.search(code)
    if named and (address := Modules(site.path, source).member(Module(site.path / "astro.config.mjs", code), named[1])):
        found.set_url(address, path, script.origin("site"))
    for constants in filter(None, (found.read_file(name.replace("src/", f"{source}/")) for name in _CONSTANTS)):
        found.read(constants, {"site.url": (named[1].rpartition(".")[2],) if named else _hosts(constants)})
        found.read(constants, {key: names for key, names in _NAMES.items() if key != "site.url"})
        found.read_author(constants, "SITE_AUTHOR", "author")
    # the theme AstroWind
    if wind := found.read_file(f"{source}/config.yaml"):
        found.read(wind, _OF_WIND)
        if "site.url" not in found.settings:
            found.set_url(wind.text("site.site"), wind.text("site.base") or "", wind.origin("site.site"))
    known = read_routes(site, source)
    for name in known.ambiguous:
        found.note(f"several pages show the collection {name}, so that its links are not known: set articles.permalink")
    if known.routes:
        _set_routes(found, script, known.routes)
    else:
        folder = next((folder for folder in (*known.folders[:1], *_ARTICLE_FOLDERS) if site.has(folder)), ".")
        if len(known.folders) > 1:
            folder = posixpath.commonpath(known.folders) or "."
        set_source_by_dates(found, folder, (*article_files.MARKDOWN, ".mdx"))
        found.note(
            "the pages of an Astro site decide the links: set articles.permalink, such as "
            "astro:/blog/:id/, unless the articles name their own"
        )
        found.add_patterns("source.exclude", ["**/_*"])
    read_flags(found, site, source)
    return found


def _hosts(constants: SettingsFile) -> list[str]:
    """Return the names whose values are the address of a site: most others, as of a page to edit, have a path."""
    names = _NAMES["site.url"]
    return [name for name in names if not urlsplit(constants.text(name) or "").path.strip("/")]


def _set_routes(found: Recognition, script: SettingsFile, routes: Sequence[Route]) -> None:
    """Set the source and the permalinks to the collections that have pages."""
    folder = posixpath.commonpath([route.collection.folder for route in routes])
    below = [posixpath.relpath(route.collection.folder, folder) for route in routes]
    subfolders = [] if below == ["."] else below
    set_source(found, folder, (*article_files.MARKDOWN, ".mdx"), "src/pages", subfolders=subfolders, keeps_folder=True)
    ending = ".html" if script.text("format") == "file" else "" if script.text("trailingSlash") == "never" else "/"
    rules: PermalinkRules = []
    for route, name in zip(routes, below, strict=True):
        prefix = "" if name == "." else f"{name}/"
        depth = f"[{name.count('/') + 1}:]" if prefix else ""
        pattern = re.sub(r":(?:id|path)", lambda match: match[0] + depth, route.pattern)  # noqa: B023
        rules.append((f"{prefix}**", f"astro:/{pattern}{ending}"))
        if route.collection.skips_files:
            found.add_patterns("source.exclude", [f"{prefix}**/_*.*"])
        if route.collection.skips_folders:
            found.add_patterns("source.exclude", [f"{prefix}**/_*/**"])
    found.set_permalinks(rules, "src/pages")
