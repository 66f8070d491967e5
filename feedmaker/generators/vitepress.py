"""VitePress: `.vitepress/config.*`, read and never run; articles are the pages with a date.

Not read: values that are computed, `rewrites`, `locales`, and the data loaders with which sites list their articles.
"""

import re

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SiteFolder
from feedmaker.generators.source_paths import set_source_by_dates

_FILES = tuple(f".vitepress/config{middle}.{ending}" for middle in ("", "/index") for ending in SCRIPTS)
_SETTINGS = {
    "site.title": ("title",),
    "site.description": ("description",),
    "site.language": ("lang",),
}
_CLEAN = re.compile(r"\bcleanUrls[\"']?\s*:\s*true\b")
#: rewrites: { … }, but not an empty one
_REWRITES = re.compile(r"\brewrites[\"']?\s*+:\s*+(?!\{\s*\})")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a VitePress site."""
    script = site.read_settings(*_FILES)
    if not isinstance(script, ScriptFile):
        return None
    found = Recognition("VitePress", site, script.name)
    settings = script.object_with("themeConfig")
    found.read(settings, _SETTINGS)
    found.read(script, _SETTINGS)
    base = (settings.text("base") or script.text("base") or "").strip("/")
    # the host is that of the site map
    url = script.text("hostname")
    if url:
        url = url if url.rstrip("/").endswith(f"/{base}") or not base else f"{url.rstrip('/')}/{base}"
        found.set_text("site.url", url, script.origin("hostname"))
    folder = (script.text("srcDir") or ".").strip("./") or "."
    set_source_by_dates(found, folder, article_files.MARKDOWN, keeps_folder=True)
    found.add_patterns("source.exclude", script.texts("srcExclude"), script.origin("srcExclude"))
    if _REWRITES.search(script.code):
        found.note(f"{script.origin('rewrites')} is not supported: set articles.permalink, or articles get no links")
        return found
    page = ":page(clean)" if _CLEAN.search(script.code) else ":page"
    found.set_text("articles.permalink", f"vitepress:/{page}", found.default_origin)
    return found
