"""Docusaurus: `docusaurus.config.*`, read and never run; the articles of its blog, in `blog`.

Not read: values that are computed, and translations in `i18n`.
"""

import re

from feedmaker.generators.recognition import Recognition, Setting
from feedmaker.generators.script_modules import Modules
from feedmaker.generators.script_values import LONGEST_OBJECT, expression_at
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source

_FILES = tuple(f"docusaurus.config.{ending}" for ending in SCRIPTS)
_SETTINGS = {
    "site.title": ("title",),
    "site.description": ("tagline",),
    "site.language": ("defaultLocale",),
}
# The settings of the blog in a preset, or of the plugin.
_BLOG = re.compile(r"""\bblog["']?\s*:\s*\{|["'](?:[^"'\n]*/)?(?:plugin-)?content-blog["']\s*,\s*\{""")
_NO_BLOG = re.compile(r"""\bblog["']?\s*:\s*false\b""")
# exclude: contentExclude
_EXCLUDE = re.compile(r"\bexclude\s*:\s*(\w+)")
# url: siteInfo.url
_URL = re.compile(r"^[^\S\n]*+url\s*:\s*(\w+(?:\.\w+)*)\s*,", re.MULTILINE)
_TRAILING_SLASH = re.compile(r"\btrailingSlash[\"']?\s*:\s*true\b")
#: What the plugin leaves out.
_EXCLUDED = ("**/_*", "**/_*/**", "**/*.test.*", "**/__tests__/**")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Docusaurus site with a blog."""
    script = site.read_settings(*_FILES)
    if not isinstance(script, ScriptFile):
        return None
    blogs: dict[str, ScriptFile] = {}
    for blog in _blogs(script):
        if site.has(folder := _folder(blog)):
            blogs.setdefault(folder, blog)
    if not blogs:
        return None
    found = Recognition("Docusaurus", site, script.name)
    found.read(script, _SETTINGS)
    found.set_default("site.language", "en")
    base = (script.text("baseUrl") or "").strip("/")
    url = script.text("url")
    if not url and (named := _URL.search(script.code)):
        url = Modules(site.path, "src").member(site.path / "docusaurus.config.js", script.code, named[1])
    found.set_url(url, base, script.origin("url and baseUrl" if base else "url"))
    found.set("articles.future", "publish", found.default_origin)
    folders = []
    for folder, blog in blogs.items():
        _read_blog(found, script, blog, folder)
        permalink = found.settings.pop("articles.permalink") if len(blogs) > 1 else Setting(None)
        folders.append({"path": found.source_folders[0], "permalink": permalink.value})
    if len(blogs) > 1:
        found.set("source.path", tuple(folders), script.origin("plugin-content-blog"))
    return found


def _read_blog(found: Recognition, script: ScriptFile, blog: ScriptFile, folder: str) -> None:
    """Set the source, the permalink and the authors to those of a blog."""
    set_source(found, folder, (".md", ".mdx"))
    _read_excluded(found, script, blog)
    route = (blog.text("routeBasePath") or "blog").strip("/")
    ending = "/" if _TRAILING_SLASH.search(script.code) else ""
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
    """Set source.exclude to `exclude` of the blog, which may be the name of a list, else to the plugin's own."""
    globs = blog.texts("exclude")
    if not globs and (named := _EXCLUDE.search(blog.code)):
        globs = script.texts(named[1])
        if not globs:
            found.note(f"{script.origin('exclude')} is computed, so that its value is not known")
    origin = script.origin("exclude") if globs else found.default_origin
    for glob in globs or _EXCLUDED:
        # **/_*.{js,md}
        before, _, rest = glob.partition("{")
        endings, _, after = rest.partition("}")
        found.add_patterns("source.exclude", [before + ending + after for ending in endings.split(",")], origin)


def _folder(blog: ScriptFile) -> str:
    return (blog.text("path") or "blog").removeprefix("./").strip("/")


def _blogs(script: ScriptFile) -> list[ScriptFile]:
    """Return the settings of each blog: that of the preset, which may not be written out, and those of plugins."""
    found = []
    # the blog of the preset comes first: the ids of its articles are those that it has alone
    matches = sorted(_BLOG.finditer(script.code), key=lambda match: not match[0].startswith("blog"))
    for match in matches:
        settings = expression_at(script.code, match.end() - 1, LONGEST_OBJECT)
        found.append(ScriptFile(script.name, settings.removeprefix("{")))
    if not (matches and matches[0][0].startswith("blog")) and not _NO_BLOG.search(script.code):
        found.insert(0, ScriptFile(script.name, ""))
    return found
