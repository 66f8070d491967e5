"""Docusaurus: `docusaurus.config.*`, read and never run; the articles of its blog, in `blog`.

Not read: values that are computed, translations in `i18n`, and all blogs but the first.
"""

import re

from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SiteFolder
from feedmaker.generators.source_paths import set_source

_FILES = tuple(f"docusaurus.config.{ending}" for ending in SCRIPTS)
_SETTINGS = {
    "site.title": ("title",),
    "site.description": ("tagline",),
    "site.language": ("defaultLocale",),
}
# The settings of the blog in a preset, or of the plugin.
_BLOG = re.compile(r"""\bblog["']?\s*:\s*\{|["'](?:@docusaurus/plugin-content-blog|content-blog)["']\s*,\s*\{""")
_TRAILING_SLASH = re.compile(r"\btrailingSlash[\"']?\s*:\s*true\b")
#: What the plugin leaves out.
_EXCLUDED = ("**/_*", "**/_*/**", "**/*.test.*", "**/__tests__/**")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Docusaurus site with a blog."""
    script = site.read_settings(*_FILES)
    if not isinstance(script, ScriptFile):
        return None
    blog = _blog(script)
    folder = (blog.text("path") or "blog").strip("./")
    if not site.has(folder):
        return None
    found = Recognition("Docusaurus", site, script.name)
    found.read(script, _SETTINGS)
    if "site.language" not in found.settings:
        found.set_text("site.language", "en", "Docusaurus' default")
    url, base = script.text("url"), (script.text("baseUrl") or "").strip("/")
    if url:
        found.set_text("site.url", f"{url.rstrip('/')}/{base}", script.origin("url and baseUrl" if base else "url"))
    set_source(found, folder, (".md", ".mdx"))
    found.add_patterns("source.exclude", _EXCLUDED, "Docusaurus' default")
    route = (blog.text("routeBasePath") or "blog").strip("/")
    ending = "/" if _TRAILING_SLASH.search(script.code) else ""
    origin = script.origin("routeBasePath") if blog.text("routeBasePath") else "Docusaurus' default"
    found.set_text("articles.permalink", f"docusaurus:/{f'{route}/' if route else ''}:slug{ending}", origin)
    found.set("articles.future", "publish", "Docusaurus' default")
    authors = site.read_settings(f"{folder}/{blog.text('authorsMapPath') or 'authors.yml'}")
    if authors is not None:
        found.add_evidence(authors.name)
        found.set_authors(authors.values, authors.name)
    return found


def _blog(script: ScriptFile) -> ScriptFile:
    """Return the settings of the blog, without any if they are not written out."""
    match = _BLOG.search(script.code)
    start = match.end() if match else len(script.code)
    depth, end = 1, start
    while end < len(script.code) and depth:
        depth += {"{": 1, "}": -1}.get(script.code[end], 0)
        end += 1
    return ScriptFile(script.name, script.code[start:end])
