"""Astro: `astro.config.*`, read and never run; articles in `src/content`, `src/data`, `content` or `src/pages`.

Not read: values that are computed, the schema of content collections, and pages whose links are not the ids of entries.
"""

import posixpath
from collections.abc import Sequence

from feedmaker.generators import article_files
from feedmaker.generators.astro_routes import Route, read_routes
from feedmaker.generators.recognition import COMMON_NAMES, Recognition
from feedmaker.generators.site_folder import SCRIPTS, SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source, set_source_by_dates

_FILES = tuple(f"astro.config.{ending}" for ending in SCRIPTS)
#: Files in which sites keep their title and description, `SITE_TITLE = "…"` or `title: "…"`.
_CONSTANTS = (
    *("src/consts.ts", "src/consts.js", "src/config.ts", "src/config.js", "src/config.mjs", "src/site.config.ts"),
    *("src/site-config.ts", "src/constants.ts", "config.ts"),
)
_NAMES = {key: (*(f"SITE_{name.upper()}" for name in names), *names) for key, names in COMMON_NAMES.items()}
_ARTICLE_FOLDERS = ("src/content", "src/data", "content", "src/pages")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Astro site."""
    script = site.read_settings(*_FILES)
    if script is None:
        return None
    found = Recognition("Astro", site, script.name)
    url, path = script.text("site") or "", (script.text("base") or "").strip("/")
    if "." in url:
        found.set_text("site.url", f"{url.rstrip('/')}/{path}", script.origin("site"))
    found.read(script, {"site.language": ("defaultLocale",)})
    for constants in filter(None, map(site.read_settings, _CONSTANTS)):
        found.add_evidence(constants.name)
        found.read(constants, _NAMES)
        found.read_author(constants, "SITE_AUTHOR", "author")
    routes = read_routes(site)
    if routes:
        _set_routes(found, script, routes)
    else:
        folder = next((folder for folder in _ARTICLE_FOLDERS if site.has(folder)), ".")
        set_source_by_dates(found, folder, (*article_files.MARKDOWN, ".mdx"))
        found.note(
            "the pages of an Astro site decide the links: set articles.permalink, such as "
            "astro:/blog/:id/, unless the articles name their own"
        )
    found.add_patterns("source.exclude", ["**/_*", "**/_*/**"])
    return found


def _set_routes(found: Recognition, script: SettingsFile, routes: Sequence[Route]) -> None:
    """Set the source and the permalinks to the collections that have pages."""
    folder = posixpath.commonpath([route.folder for route in routes])
    below = [posixpath.relpath(route.folder, folder) for route in routes]
    subfolders = [] if below == ["."] else below
    set_source(found, folder, (*article_files.MARKDOWN, ".mdx"), "src/pages", subfolders=subfolders, keeps_folder=True)
    ending = ".html" if script.text("format") == "file" else "" if script.text("trailingSlash") == "never" else "/"
    rules: list[tuple[str, str | None]] = []
    for route, name in zip(routes, below, strict=True):
        depth = "" if name == "." else f"[{name.count('/') + 1}:]"
        pattern = "/".join(filter(None, (route.path, f":id{depth}")))
        rules.append(("**" if name == "." else f"{name}/**", f"astro:/{pattern}{ending}"))
    found.set_permalinks(rules, "src/pages")
