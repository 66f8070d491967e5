"""Eleventy and Astro, whose configurations are programs: what stands in them as plain text is read, nothing is run."""

import json
from pathlib import Path, PurePosixPath

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.settings_file import read_text, script_value
from feedmaker.generators.site_folder import Root
from feedmaker.generators.source_paths import choose_dated, relative
from feedmaker.loader.links.permalink_tokens import DATED

_ELEVENTY = (".eleventy.js", "eleventy.config.js", "eleventy.config.cjs", "eleventy.config.mjs", "eleventy.config.ts")
_ASTRO = tuple(f"astro.config.{ending}" for ending in ("mjs", "js", "ts", "mts", "cjs"))
_DATA_NAMES = ("site", "metadata", "meta", "config", "globals", "settings")
_DATA_ENDINGS = ("json", "yaml", "yml", "toml")
_SCRIPT_ENDINGS = ("js", "cjs", "mjs", "ts")
_CONSTANTS = (
    "src/consts.ts",
    "src/consts.js",
    "src/config.ts",
    "src/config.js",
    "src/config.mjs",
    "src/site.config.ts",
    "src/site-config.ts",
    "src/constants.ts",
    "config.ts",
)
_NO_LINKS = "articles get no links unless articles.permalink is written"
_COLLECTIONS = ("src/content", "src/data", "content", "src/pages")
_READ = (
    ("site.title", ("title", "name", "siteName", "site_name")),
    ("site.url", ("url", "siteUrl", "site_url", "origin", "host", "website", "site", "baseUrl")),
    ("site.description", ("description", "desc", "subtitle")),
    ("site.language", ("language", "lang", "locale")),
    ("site.timezone", ("timezone", "timeZone")),
)  # fmt: skip


def recognise_eleventy(root: Root) -> Recognition | None:
    """Recognise an Eleventy site by its configuration."""
    script = root.script(*_ELEVENTY)
    if script is None:
        return None
    name, text = script
    found = Recognition("Eleventy", name)
    folder = (script_value(text, "input") or ".").strip("./") or "."
    data = (script_value(text, "data") or "_data").strip("/")
    for place in dict.fromkeys((f"{folder}/{data}" if folder != "." else data, f"{folder}/data", "_data")):
        _eleventy_data(found, root, place)
    articles = root.folder / folder
    home = choose_dated(found, root.base, articles, article_files.MARKDOWN, root.shown(folder))
    found.patterns("source.exclude", ["**/_*/**", "**/node_modules/**"])
    _eleventy_links(found, root.base, articles / home, text, home)
    found.put("categories.nested", False)
    return found


def _eleventy_data(found: Recognition, root: Root, place: str) -> None:
    for stem in _DATA_NAMES:
        settings = root.read(*(f"{place}/{stem}.{ending}" for ending in _DATA_ENDINGS))
        if settings is not None:
            found.evidence.append(settings.name)
            for key, names in _READ:
                for name in names:
                    if key not in found.settings and found.say(key, settings.text(name), settings.origin(name)):
                        break
            if "site.author" not in found.settings:
                author = settings.text("author", "name") or settings.text("author")
                found.author(
                    author, settings.text("author", "email"), settings.text("author", "url"), settings.origin("author")
                )
            continue
        _script_data(found, root, tuple(f"{place}/{stem}.{ending}" for ending in _SCRIPT_ENDINGS))


def _script_data(found: Recognition, root: Root, names: tuple[str, ...], prefix: str = "") -> None:
    """Take what a program gives as plain text."""
    script = root.script(*names)
    if script is None:
        return
    name, text = script
    found.evidence.append(name)
    for key, words in _READ:
        for word in [f"{prefix}{word.upper()}" for word in words] if prefix else words:
            value = script_value(text, word)
            if value is not None and key == "site.url" and "." not in value:
                continue
            if key not in found.settings and found.say(key, value, f"{name}: {word}"):
                break
    author = script_value(text, f"{prefix}AUTHOR" if prefix else "author")
    if "site.author" not in found.settings:
        found.author(author, None, None, f"{name}: author")


def _eleventy_links(found: Recognition, base: Path, folder: Path, text: str, home: str) -> None:
    """Set Eleventy's own links, unless something says other ones; `home` is the part of them that `folder` is."""
    for file in _data_files(folder):
        data = read_text(file)
        if data is not None and "permalink" in data:
            _say_permalink(found, relative(file, base), data)
            return
    if "permalink" in text and "addGlobalData" in text:
        found.note(f"the links of this site are computed: {_NO_LINKS}")
        return
    names = [path.rpartition("/")[2] for path in article_files.files_in(folder)]
    dated = sum(DATED.match(name) is not None for name in names)
    prefix = f"{home}/" if home else ""
    if not dated:
        found.say("articles.permalink", f"hugo:/{prefix}:sections/:contentbasename/", "Eleventy's default")
    elif home and dated == len(names):
        # Eleventy takes the date off the file name, as Jekyll does
        found.say("articles.permalink", f"jekyll:/{prefix}:slug/", "Eleventy's default")


def _data_files(folder: Path) -> list[Path]:
    """List the data files of the folders that hold articles: each has the name of its folder."""
    folders = {folder}
    for path in article_files.files_in(folder):
        folders.update(folder / parent for parent in PurePosixPath(path).parents)
    endings = (".json", ".11tydata.json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs", ".11tydata.ts")
    return [place / f"{place.name}{ending}" for place in sorted(folders) for ending in endings]


def _say_permalink(found: Recognition, name: str, text: str) -> None:
    """Take over a permalink of a directory data file, where it is made of what feedmaker knows."""
    try:
        value = json.loads(text).get("permalink")
    except (ValueError, AttributeError, RecursionError):
        value = script_value(text, "permalink")
    if not isinstance(value, str):
        return
    pattern = value
    for written in ("{{ page.fileSlug }}", "{{page.fileSlug}}"):
        pattern = pattern.replace(written, ":slug")
    pattern = pattern.removesuffix("index.html")
    if "{" in pattern or ":slug" not in pattern:
        found.note(
            f"{name}: permalink is computed ({value[:80]!r}): articles get no links unless articles.permalink "
            "is written, such as jekyll:/:year/:month/:day/:slug/"
        )
        return
    found.say("articles.permalink", f"jekyll:/{pattern.lstrip('/')}", f"{name}: permalink")


def recognise_astro(root: Root) -> Recognition | None:
    """Recognise an Astro site by its configuration."""
    script = root.script(*_ASTRO)
    if script is None:
        return None
    name, text = script
    found = Recognition("Astro", name)
    site = script_value(text, "site")
    base = (script_value(text, "base") or "").strip("/")
    if site is not None and "." in site:
        found.say("site.url", f"{site.rstrip('/')}/{base}", f"{name}: site")
    for constants in _CONSTANTS:
        _script_data(found, root, (constants,), "SITE_")
        _script_data(found, root, (constants,))
    language = script_value(text, "defaultLocale")
    if language:
        found.say("site.language", language, f"{name}: defaultLocale")
    place = next((place for place in _COLLECTIONS if (root.folder / place).is_dir()), ".")
    folder = root.folder / place
    choose_dated(found, root.base, folder, (*article_files.MARKDOWN, ".mdx"), root.shown(place))
    found.patterns("source.exclude", ["**/_*", "**/_*/**"])
    found.put("categories.nested", False)
    found.note(
        "Astro's pages decide the links: write articles.permalink, such as hugo:/blog/:sections/:slugorfilename/, "
        "unless the articles name their own"
    )
    return found
