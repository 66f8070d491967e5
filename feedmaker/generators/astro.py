"""Astro: `astro.config.*`, read and never run; articles in `src/content`, `src/data`, `content` or `src/pages`.

Not read: values that are computed, the schema of content collections, and the site's pages, which decide the links.
"""

from feedmaker.generators import article_files
from feedmaker.generators.javascript import find_string, read_script
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SiteFolder
from feedmaker.generators.source_paths import set_source_by_dates

_FILES = tuple(f"astro.config.{ending}" for ending in ("mjs", "js", "ts", "mts", "cjs"))
#: Files in which sites keep their title and description, `SITE_TITLE = "…"` or `title: "…"`.
_CONSTANTS = (
    *("src/consts.ts", "src/consts.js", "src/config.ts", "src/config.js", "src/config.mjs", "src/site.config.ts"),
    *("src/site-config.ts", "src/constants.ts", "config.ts"),
)
_ARTICLE_FOLDERS = ("src/content", "src/data", "content", "src/pages")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Astro site."""
    script = site.read_text(*_FILES)
    if script is None:
        return None
    name, text = script
    found = Recognition("Astro", site, name)
    url, path = find_string(text, "site") or "", (find_string(text, "base") or "").strip("/")
    if "." in url:
        found.set_text("site.url", f"{url.rstrip('/')}/{path}", f"{name}: site")
    found.set_text("site.language", find_string(text, "defaultLocale"), f"{name}: defaultLocale")
    for file in _CONSTANTS:
        read_script(found, file, prefix="SITE_")
        read_script(found, file)
    folder = next((folder for folder in _ARTICLE_FOLDERS if site.has(folder)), ".")
    set_source_by_dates(found, folder, (*article_files.MARKDOWN, ".mdx"))
    found.add_patterns("source.exclude", ["**/_*", "**/_*/**"])
    found.note(
        "the pages of an Astro site decide the links: set articles.permalink, such as "
        "hugo:/blog/:sections/:slugorfilename/, unless the articles name their own"
    )
    return found
