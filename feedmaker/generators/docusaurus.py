"""Docusaurus: `docusaurus.config.*`, read and never run; the articles of its blog, in `blog`.

Not read: values that are computed, translations in `i18n`, and all blogs but the first.
"""

import re

from feedmaker.generators.recognition import Recognition
from feedmaker.generators.script_modules import Modules
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
# exclude: contentExclude
_EXCLUDE = re.compile(r"\bexclude\s*:\s*(\w+)")
# url: siteInfo.url
_URL = re.compile(r"^\s*url\s*:\s*(\w+(?:\.\w+)*)\s*,", re.MULTILINE)
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
    base = (script.text("baseUrl") or "").strip("/")
    url = script.text("url")
    if not url and (named := _URL.search(script.code)):
        url = Modules(site.path, "src").member(site.path / "docusaurus.config.js", script.code, named[1])
    if url:
        found.set_text("site.url", f"{url.rstrip('/')}/{base}", script.origin("url and baseUrl" if base else "url"))
    set_source(found, folder, (".md", ".mdx"))
    _read_excluded(found, script, blog)
    route = (blog.text("routeBasePath") or "blog").strip("/")
    ending = "/" if _TRAILING_SLASH.search(script.code) else ""
    origin = script.origin("routeBasePath") if blog.text("routeBasePath") else "Docusaurus' default"
    found.set_text("articles.permalink", f"docusaurus:/{f'{route}/' if route else ''}:slug{ending}", origin)
    found.set("articles.future", "publish", "Docusaurus' default")
    authors = site.read_settings(f"{folder}/{blog.text('authorsMapPath') or 'authors.yml'}")
    if authors is not None:
        found.add_evidence(authors.name)
        found.set_authors(authors.written, authors.name)
    return found


def _read_excluded(found: Recognition, script: ScriptFile, blog: ScriptFile) -> None:
    """Set source.exclude to `exclude` of the blog, which may be the name of a list, else to the plugin's own."""
    globs = blog.list_of("exclude")
    if not globs and (named := _EXCLUDE.search(blog.code)):
        globs = script.list_of(named[1])
        if not globs:
            found.note(f"{script.origin('exclude')} is computed, so that its value is not known")
    origin = script.origin("exclude") if globs else "Docusaurus' default"
    for glob in globs or _EXCLUDED:
        # **/_*.{js,md}
        before, _, rest = glob.partition("{")
        endings, _, after = rest.partition("}")
        found.add_patterns("source.exclude", [before + ending + after for ending in endings.split(",")], origin)


def _blog(script: ScriptFile) -> ScriptFile:
    """Return the settings of the blog, without any if they are not written out."""
    match = _BLOG.search(script.code)
    start = match.end() if match else len(script.code)
    depth, end = 1, start
    while end < len(script.code) and depth:
        depth += {"{": 1, "}": -1}.get(script.code[end], 0)
        end += 1
    return ScriptFile(script.name, script.code[start:end])
