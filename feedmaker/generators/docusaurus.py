"""Docusaurus: `docusaurus.config.*`, read and never run; the articles of its blog, in `blog`.

Not read: values that are computed, and translations in `i18n`.
"""

import re

from feedmaker.generators.recognition import Recognition, Setting
from feedmaker.generators.script_modules import Module, Modules
from feedmaker.generators.script_values import objects
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source

_FILES = tuple(f"docusaurus.config.{ending}" for ending in SCRIPTS)
_SETTINGS = {
    "site.title": ("title",),
    "site.description": ("tagline",),
}
# The settings of the blog in a preset, or of the plugin.
_BLOG = re.compile(r"""\bblog["']?\s*:\s*\{|["'](?:[^"'\n]*/)?(?:plugin-)?content-blog["']\s*,\s*\{""")
_NO_BLOG = re.compile(r"""\bblog["']?\s*:\s*false\b""")
# exclude: contentExclude
_EXCLUDE = re.compile(r"\bexclude\s*:\s*\w")
# url: siteInfo.url, url: addressOfSite()
_URL = re.compile(r"(?<![\w.$])url\s*:\s*(\w+(?:\.\w+)*)(\(\))?\s*[,}]")
# the last return of a function is what it returns outside of previews
_RETURNED = re.compile(r"\breturn\s+[\"'](https://[^\"'\s]{1,200})[\"'];?\s*\}\s*$")
_TRAILING_SLASH = re.compile(r"\btrailingSlash[\"']?\s*:\s*true\b")
#: What the plugin leaves out.
_EXCLUDED = ("**/_*", "**/*.test.*", "**/__tests__/**")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Docusaurus site with a blog."""
    script = site.read_settings(*_FILES)
    if not isinstance(script, ScriptFile):
        return None
    blogs: dict[str, ScriptFile] = {}
    for blog in _blogs(script):
        if site.has(folder := (blog.text("path") or "blog").removeprefix("./").strip("/")):
            blogs.setdefault(folder, blog)
    if not blogs:
        return None
    found = Recognition("Docusaurus", site, script.name)
    settings = script.object_with("url", "baseUrl")
    found.read(settings, _SETTINGS)
    found.read(script, {"site.language": ("defaultLocale",)})
    found.set_default("site.language", "en")
    base = (settings.text("baseUrl") or "").strip("/")
    found.set_url(_url(site, script, settings), base, script.origin("url and baseUrl" if base else "url"))
    found.set("articles.future", "publish", found.default_origin)
    folders = []
    for folder, blog in blogs.items():
        _read_blog(found, script, blog, folder)
        permalink = found.settings.pop("articles.permalink") if len(blogs) > 1 else Setting(None)
        folders.append({"path": found.source_folders[0], "permalink": permalink.value})
    if len(blogs) > 1:
        found.set("source.path", tuple(folders), script.origin("plugin-content-blog"))
    return found


def _url(site: SiteFolder, script: ScriptFile, settings: ScriptFile) -> str | None:
    """Return the address of the host, which a module of the site may have, or a function return."""
    named = _URL.search(settings.code + "}")
    if settings.text("url") or not named:
        return settings.text("url")
    module = Module(site.path / "docusaurus.config.js", script.code)
    if not named[2]:
        return Modules(site.path, "src").member(module, named[1])
    returned = _RETURNED.search(module.body_of(named[1]))
    return returned[1] if returned else None


def _read_blog(found: Recognition, script: ScriptFile, blog: ScriptFile, folder: str) -> None:
    """Set the source, the permalink and the authors to those of a blog."""
    set_source(found, folder, (".md", ".mdx"))
    _read_excluded(found, script, blog)
    route = (blog.text("routeBasePath") or "blog").strip("/")
    ending = "/" if _TRAILING_SLASH.search(script.object_with("url", "baseUrl").code) else ""
    origin = script.origin("routeBasePath") if blog.text("routeBasePath") else found.default_origin
    found.set_text("articles.permalink", f"docusaurus:/{f'{route}/' if route else ''}:slug{ending}", origin)
    if authors := found.read_file(f"{folder}/{blog.text('authorsMapPath') or 'authors.yml'}"):
        found.set_authors(authors.written, authors.name)
    if tags := found.read_file(f"{folder}/{blog.text('tags') or 'tags.yml'}"):
        named = {
            str(key): SettingsFile("", tag).text("label") or str(key).capitalize() for key, tag in tags.written.items()
        }
        found.set("articles.tags", {**named, **found.value("articles.tags", {})}, tags.name)


def _read_excluded(found: Recognition, script: ScriptFile, blog: ScriptFile) -> None:
    """Set source.exclude to `exclude` of the blog, which constants may hold, else to the plugin's own."""
    globs = blog.all_texts("exclude", script)
    if not globs and _EXCLUDE.search(blog.code):
        found.note(f"{script.origin('exclude')} is computed, so that its value is not known")
    origin = script.origin("exclude") if globs else found.default_origin
    for glob in globs or _EXCLUDED:
        # **/_*.{js,md}
        before, _, rest = glob.partition("{")
        endings, _, after = rest.partition("}")
        found.add_patterns("source.exclude", [before + ending + after for ending in endings.split(",")], origin)


def _blogs(script: ScriptFile) -> list[ScriptFile]:
    """Return the settings of each blog: that of the preset, which may not be written out, and those of plugins."""
    known = {start: text for _, start, text in objects(script.code)}
    # the blog of the preset comes first: the ids of its articles are those that it has alone
    matches = sorted(_BLOG.finditer(script.code), key=lambda match: not match[0].startswith("blog"))
    found = [ScriptFile(script.name, known.get(match.end() - 1, "")) for match in matches]
    if not (matches and matches[0][0].startswith("blog")) and not _NO_BLOG.search(script.code):
        found.insert(0, ScriptFile(script.name, ""))
    return found
