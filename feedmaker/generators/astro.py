"""Astro: `astro.config.*`, read and never run; articles in `src/content`, `src/data`, `content` or `src/pages`.

Not read: values that are computed, the schema of content collections, and the site's pages, which decide the links.
"""

from feedmaker.generators import article_files
from feedmaker.generators.recognition import COMMON_NAMES, Recognition
from feedmaker.generators.site_folder import SCRIPTS, SiteFolder
from feedmaker.generators.source_paths import set_source_by_dates

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
    folder = next((folder for folder in _ARTICLE_FOLDERS if site.has(folder)), ".")
    set_source_by_dates(found, folder, (*article_files.MARKDOWN, ".mdx"))
    found.add_patterns("source.exclude", ["**/_*", "**/_*/**"])
    found.note(
        "the pages of an Astro site decide the links: set articles.permalink, such as "
        "hugo:/blog/:sections/:slugorfilename/, unless the articles name their own"
    )
    return found
