"""The links of an Astro site: the pages of `src/pages` that show a collection, and the folders of collections.

Only routes whose parameter is the id or slug of an entry are read, as in Astro's own templates, or the `getPath` of
the theme AstroPaper.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from feedmaker.generators.script_modules import Module, Modules
from feedmaker.generators.script_values import expression_at
from feedmaker.generators.site_folder import SCRIPTS, SiteFolder, read_text

#: Below the folder of sources.
_CONFIGS = tuple(f"{place}.{ending}" for place in ("content.config", "content/config") for ending in SCRIPTS)
_COLLECTION = re.compile(r"getCollection\(\s*[\"'](\w+)[\"']")
# params: { slug: post.id, blog: 'blog' }
_PARAMETERS = re.compile(r"params\s*:\s*\{([^{}]*)\}")
_PARAMETER = re.compile(r"(?:^|,)\s*+[\"']?(\w++)[\"']?\s*+(?::\s*+([^,()]*+(?:\([^()]*+\))?)\s*+)?(?=,|$)")
# getFilteredPosts("blog"), a function that calls getCollection(name)
_CALL_WITH_NAME = re.compile(r"\b(\w++)\(\s*+[\"'](\w++)[\"']\s*+[,)]")
_COLLECTION_OF_NAME = re.compile(r"\b(getCollection)\(\s*+\w")
# the theme Pure: import { getBlogCollection } from "astro-pure/server"
_OF_PURE = re.compile(r"\bgetBlogCollection\b[^;\n]{0,200}[\"']astro-pure/server[\"']")
# post.id, post.data.slug ?? post.id, post.slug || post.id.replace(/\.md$/, '')
_ENTRY = re.compile(
    r"(?:\w+\.data\.slug\s*(?:\?\?|\|\|)\s*)?\w+\.(?:slug|id)\s*"
    r"|\w+\.slug\s*(?:\?\?|\|\|)\s*\w+\.id(?:\.replace\(/\\\.mdx?\$/,\s*(?:''|\"\")\))?\s*"
)
# what front matter or code of the site sets, not Astro
_OWN_KEY = re.compile(r"\w+\.data\.slug\s*")
# getPath(post.id, post.filePath, false)
_PATH = re.compile(r"(\w+)\(\s*\w+\.id\s*,\s*\w+\.filePath\s*(?:,\s*false\s*)?\)\s*")
# return [basePath, ...pathSegments, slug].join("/"), in AstroPaper
_PATH_OF_PAPER = re.compile(r"\[(?:basePath,\s*)?\.\.\.pathSegments,\s*slug\]\.join\(")
# slugify(post.data), and what it is in AstroPaper 1 and 2: post.postSlug ? slugger(post.postSlug) : slugger(post.title)
_OF_DATA = re.compile(r"(\w+)\(\s*\w+\.data\s*\)\s*")
_POST_SLUG = re.compile(r"\.(postSlug)\s*\?\s*\w+\(\w+\.postSlug\)\s*:\s*\w+\(\w+\.title\)")
# slug: makeSlug(id); not slug: id, slug: post.id
_OWN_SLUG = re.compile(r"[{,]\s*+slug\s*+:\s*+(?!(?:\w+\.)?(?:id|slug|string)\b)([^,}\n]*)")
# series.map(({ meta, posts }) => ({ params: { series: meta.id } })); also entries with what is beside them, ({ post })
_GROUPS = re.compile(r"[mM]ap\(\s*+\(\s*+\{")
_STRING = re.compile(r"[\"']([\w\-/.]*)[\"']\s*")
# const blog = defineCollection({ loader: glob({ base: './src/content/blog'
_DEFINED = re.compile(r"\b(\w+)\s*=\s*defineCollection\(")
_LOADER = re.compile(r"\bglob\(\s*+(?=\{)")
_BASE = re.compile(r"\bbase\s*:\s*(?:[\"']([^\"']{1,200})[\"']|`([^`]{1,200})`|(\w+))")
_PATTERN = re.compile(r"\bpattern\s*:\s*[\"'`]([^\"'`]{1,200})[\"'`]")
_EXPORTED = re.compile(r"(?<!\w)[\"']?(\w++)[\"']?\s*+:\s*+(\w++)[^\S\n]*+[,}\n]")
_NAME = re.compile(r"\[(?:\.\.\.)?(\w+)\]")


class Collection(NamedTuple):
    """Where the entries of a collection are."""

    #: Relative to the site.
    folder: str
    #: Whether files and folders whose names begin with "_" are left out.
    skips_files: bool
    skips_folders: bool
    #: Whether code of the site makes the ids of its entries.
    has_own_ids: bool = False


class Route(NamedTuple):
    """A page that shows the entries of a collection."""

    collection: Collection
    #: The permalink of its entries, with the token of their part of the path.
    pattern: str


class Routes(NamedTuple):
    """What is known of the links of a site."""

    #: Sorted by folder, each folder once.
    routes: list[Route]
    #: Collections of which several pages show the entries, so that their links are not known.
    ambiguous: list[str]
    #: The folders of all collections.
    folders: list[str]


def read_routes(site: SiteFolder, source: str) -> Routes:
    """Return the routes of collections; `source` is the folder of sources, relative to the site."""
    modules = Modules(site.path, source)
    collections = _collections(modules, source)
    patterns: dict[str, list[tuple[bool, int, str]]] = {}
    for name, pattern, is_of_groups in _pages(modules, source):
        # the page of a folder of its own, /en/blog/, comes after that of /blog/
        patterns.setdefault(name, []).append((is_of_groups, pattern.count("/"), pattern))
    found: list[Route] = []
    ambiguous = []
    for name, of_pages in patterns.items():
        collection = collections.get(name, Collection(f"{source}/content/{name}", True, True))
        if collection.has_own_ids or not site.has(collection.folder):
            continue
        first, *others = sorted(of_pages)
        if others and others[0][:2] == first[:2]:
            ambiguous.append(name)
        elif all(route.collection.folder != collection.folder for route in found):
            found.append(Route(collection, first[2]))
    folders = sorted({each.folder for each in collections.values() if site.has(each.folder)})
    return Routes(sorted(found), ambiguous, folders)


def collection_schemas(modules: Modules, source: str) -> list[tuple[str, str]]:
    """Return the folder of each collection and the text of its definition; what is before them has the folder ""."""
    known = _collections(modules, source)
    found = []
    for variable, name, text in _definitions(_configuration(modules, source).text):
        folder = known[name].folder if name in known else f"{source}/content/{name}"
        found.append((folder if variable else "", text))
    return found


def _configuration(modules: Modules, source: str) -> Module:
    """Return the module that defines the collections, without text where there is none."""
    files = (modules.site / source / name for name in _CONFIGS)
    file = next((file for file in files if file.is_file()), modules.site)
    return Module(file, read_text(file) or "")


def _definitions(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the variable, the name and the text of each definition of a collection, after the text before them."""
    # export const collections = { posts: postsCollection }
    names = {variable: name for name, variable in _EXPORTED.findall(text[text.rfind("collections") :])}
    starts = [*_DEFINED.finditer(text)]
    ends = [*(match.start() for match in starts), len(text)]
    yield "", "", text[: ends[0]]
    for match, end in zip(starts, ends[1:], strict=True):
        variable = str(match[1])
        yield variable, names.get(variable, variable), text[match.end() : end]


def _collections(modules: Modules, source: str) -> dict[str, Collection]:
    """Return the collections whose folder is written in their configuration."""
    module = _configuration(modules, source)
    found: dict[str, Collection] = {}
    for variable, name, text in _definitions(module.text):
        loader = _LOADER.search(text)
        options = expression_at(text, loader.end()) if loader else ""
        base = _BASE.search(options)
        if variable and base:
            folder = modules.constant(module, base[3]) if base[3] else _filled(modules, module, base[1] or base[2])
            pattern = _PATTERN.search(options)
            skips = bool(pattern and "[^_]" in pattern[1])
            if folder:
                folder = folder.removeprefix("./").strip("/")
                collection = Collection(folder, skips, skips_folders=False, has_own_ids="generateId" in options)
                found |= {variable: collection, name: collection}
    return found


def _filled(modules: Modules, module: Module, template: str) -> str | None:
    """Return a text whose `${NAME}` are replaced by constants, None if one is not known."""
    parts = re.split(r"\$\{\s*(\w+)\s*\}", template)
    parts[1::2] = [modules.constant(module, name) or "${" for name in parts[1::2]]
    folder = "".join(parts)
    return None if "${" in folder else folder


def _pages(modules: Modules, source: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the collection and the pattern of each route, and whether it may show groups of entries."""
    pages = modules.site / source / "pages"
    for file in sorted(pages.rglob("*.astro")):
        path = file.relative_to(pages).as_posix().removesuffix(".astro").removesuffix("/index")
        if "[" not in path or "/_" in f"/{path}":
            continue
        module = Module(file, read_text(file) or "")
        values = _parameters(modules, module)
        names = modules.search(module, "getStaticPaths", _COLLECTION) or _names_passed(modules, module)
        parts = _NAME.split(path)
        parts[1::2] = [values.get(name, "[") for name in parts[1::2]]
        pattern = "".join(parts)
        if len(names) == 1 and pattern.count(":") == 1 and "[" not in pattern:
            yield names.pop(), pattern, bool(_GROUPS.search(module.body_of("getStaticPaths")))


def _names_passed(modules: Modules, module: Module) -> set[str]:
    """Return the names of collections that a page passes to functions which get them."""
    calls = _CALL_WITH_NAME.findall(module.body_of("getStaticPaths"))
    if _OF_PURE.search(module.text):
        return {name for function, name in calls if function == "getBlogCollection"} or {"blog"}
    return {name for function, name in calls if modules.search(module, function, _COLLECTION_OF_NAME)}


def _parameters(modules: Modules, module: Module) -> dict[str, str]:
    """Return the text or the token for each parameter of a route that is known."""
    found: dict[str, str] = {}
    # the pages of a list have their numbers, String(number)
    written = _PARAMETERS.findall(module.body_of("getStaticPaths"))
    matches = [match for match in written if "String(" not in match]
    values = _PARAMETER.findall(matches[0]) if len(matches) == 1 else []
    made = {text for text in modules.search(module, "getStaticPaths", _OWN_SLUG) if "String(" not in text}
    if made and not all(any(value.startswith(text.strip()) for _, value in values) for text in made):
        return found
    for name, value in values:
        if _ENTRY.fullmatch(value):
            found[name] = ":id"
        elif _OWN_KEY.fullmatch(value):
            found[name] = ":slug"
        elif literal := _STRING.fullmatch(value):
            found[name] = literal[1]
        elif (call := _PATH.fullmatch(value)) and modules.search(module, call[1], _PATH_OF_PAPER):
            found[name] = ":path"
        elif (call := _OF_DATA.fullmatch(value)) and modules.search(module, call[1], _POST_SLUG):
            found[name] = ":title"
    return found
