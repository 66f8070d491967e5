"""VitePress: `.vitepress/config.*`, read and never run; articles are the pages with a date.

Not read: values that are computed, `rewrites`, `locales`, and the data loaders with which sites list their articles.
"""

import re

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.script_modules import Module, Modules
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
    # { ...shared, locales: { root: { ...german } } }
    module = Module(found.site.base / script.name, script.code)
    script = ScriptFile(script.name, script.code + Modules(site.path, ".vitepress").spread(module))
    for key, names in _SETTINGS.items():
        found.read(script.object_with(*names), {key: names})
    with_base = script.object_with("base")
    written = with_base.text("base") or script.text("base")
    base = (written or "").strip("/")
    # the host is that of the site map, with the base or without it
    found.set_url(script.text("hostname"), base, script.origin("hostname"))
    folder = (script.text("srcDir") or ".").strip("./") or "."
    set_source_by_dates(found, folder, article_files.MARKDOWN, keeps_folder=True)
    found.add_patterns("source.exclude", script.all_texts("srcExclude"), script.origin("srcExclude"))
    unknown = "rewrites" if _REWRITES.search(script.code) else "base" if with_base is not script and not written else ""
    if unknown:
        found.note(f"{script.origin(unknown)} is not supported: set articles.permalink, or articles get no links")
        return found
    page = ":page(clean)" if _CLEAN.search(script.code) else ":page"
    found.set_text("articles.permalink", f"vitepress:/{page}", found.default_origin)
    return found
