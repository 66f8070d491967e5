"""Astro: `astro.config.*`, read and never run; articles in `src/content`, `src/data`, `content` or `src/pages`.

Not read: values that are computed, the schema of content collections, and pages whose links are not the ids of entries.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from feedmaker.generators import article_files
from feedmaker.generators.astro_routes import Route, collection_schemas, read_routes
from feedmaker.generators.recognition import COMMON_NAMES, PermalinkRules, Recognition
from feedmaker.generators.script_modules import Module, Modules
from feedmaker.generators.script_values import expression_at
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder, read_text
from feedmaker.generators.source_paths import note_other_files, set_source, set_source_by_dates
from feedmaker.loader.metadata.keys import FIELDS, normalise_key
from feedmaker.text.patterns import portable

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
# getCollection("blog", ({ data }) => data.publish && !data.secret)
_FILTERED = re.compile(r"getCollection\(\s*+[\"'`]?\w++[\"'`]?\s*+,\s*+([^;]{1,400})")
_DATA = re.compile(r"(\bdata\b.{0,400})", re.DOTALL)
# !data.draft, post.data.publish === true, data["to-publish"]; not data.date < now, data.tags.length
_FLAG = re.compile(
    r"(?:(!)\s*+)?(?:\b\w++\.)?\bdata\??(?:\.(\w++)|\[[\"']([\w-]++)[\"']\])"
    r"(?:\s*+([!=])==?\s*+(true|false)\b|(?!\s*+[.(\[<>=!+*-]|\s*+\?[^\s]))"
)
# draft: z.boolean().optional().default(true)
_BOOLEAN = re.compile(
    portable(r"[\"']?\b([\w-]{1,60})[\"']?\s*+:\s*+z\s*+\.\s*+boolean\(\)((?:\s*+\.\w++\([^()]{0,100}\))*+)")
)
_DEFAULT = re.compile(r"\.default\((true|false)\)")
_STATUS = re.compile(r"\bstatus[\"']?\s*+:\s*+z\s*+\.\s*+enum\([^()]{0,200}\)\s*+\.default\([\"'](\w{1,40})[\"']\)")
_PUBLISHED, _DRAFT = (frozenset(map(normalise_key, FIELDS[field])) for field in ("published", "draft"))


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
    note_other_files(found, source, (".mdoc",), "which Astro reads by Markdoc")
    _read_flags(found, site, source)
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


def _read_flags(found: Recognition, site: SiteFolder, source: str) -> None:
    """Set the fields and the front matter of articles by the flags in the schema of collections and in filters."""
    modules = Modules(site.path, source)
    meanings = dict(_flags(modules, site.path / source / "pages"))
    for folder, schema in collection_schemas(modules, source):
        status = _STATUS.search(schema)
        missing: dict[str, object] = {"status": status[1]} if status else {}
        for key, calls in _BOOLEAN.findall(schema):
            is_known = normalise_key(key) in _PUBLISHED | _DRAFT
            if key not in meanings and not is_known:
                continue
            is_published = meanings.get(key, normalise_key(key) in _PUBLISHED)
            field = "published" if is_published else "draft"
            if not is_known:
                found.set_fields({field: (key, *FIELDS[field])}, f"{found.site.relative(source)}/pages")
            default = _DEFAULT.search(calls)
            # a flag of a filter that is missing is false
            value = default[1] == "true" if default else False if key in meanings else None
            if value is not None and value is not is_published:
                missing[key] = value
        path = found.under_source(found.site.relative(folder)) if folder else "**"
        if missing and path:
            found.add_defaults(path, missing, "the schema of content collections")


def _flags(modules: Modules, pages: Path) -> Iterator[tuple[str, bool]]:
    """Yield the flags of filters, each with whether an article that has it is published."""
    for file in sorted(pages.rglob("*.astro")):
        page = Module(file, read_text(file) or "")
        for text in sorted(modules.search(page, "getStaticPaths", _FILTERED)):
            expression = expression_at(text, 0).strip()
            bodies = sorted(modules.search(page, expression, _DATA)) if expression.isidentifier() else [expression]
            for no, key, quoted_key, operator, value in _FLAG.findall(" ".join(bodies)):
                yield key or quoted_key, not (bool(no) ^ (operator == "!") ^ (value == "false"))
