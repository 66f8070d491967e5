"""Eleventy: `.eleventy.js` or `eleventy.config.*`, read and never run; the site's data in `_data` or `data`.

Not read: values that are computed, collections, `eleventyComputed`, and permalinks in templates other than
`{{ page.fileSlug }}`: with those, articles get no link.
"""

import json
from pathlib import Path, PurePosixPath

from feedmaker.generators import article_files
from feedmaker.generators.javascript import SITE_NAMES, find_string, read_script
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SiteFolder, read_text
from feedmaker.generators.source_paths import set_source_by_dates
from feedmaker.loader.links.permalink_tokens import DATED
from feedmaker.text.messages import quoted

_FILES = (".eleventy.js", *(f"eleventy.config.{ending}" for ending in ("js", "cjs", "mjs", "ts")))
#: Names of the data file with the site's title and URL.
_DATA_NAMES = ("site", "metadata", "meta", "config", "globals", "settings")
_DATA_ENDINGS = ("json", "yaml", "yml", "toml")
_SCRIPT_ENDINGS = ("js", "cjs", "mjs", "ts")
_DIRECTORY_DATA_ENDINGS = (".json", *(f".11tydata.{ending}" for ending in ("json", "js", "cjs", "mjs", "ts")))


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Eleventy site."""
    script = site.read_text(*_FILES)
    if script is None:
        return None
    name, text = script
    found = Recognition("Eleventy", site, name)
    folder = (find_string(text, "input") or ".").strip("./") or "."
    data = (find_string(text, "data") or "_data").strip("/")
    for place in dict.fromkeys((data if folder == "." else f"{folder}/{data}", f"{folder}/data", "_data")):
        _read_data(found, place)
    subfolder = set_source_by_dates(found, folder, article_files.MARKDOWN)
    found.add_patterns("source.exclude", ["**/_*/**", "**/node_modules/**"])
    _read_permalink(found, site.path / folder / subfolder, text, subfolder)
    return found


def _read_data(found: Recognition, folder: str) -> None:
    for name in _DATA_NAMES:
        settings = found.site.read_settings(*(f"{folder}/{name}.{ending}" for ending in _DATA_ENDINGS))
        if settings is None:
            read_script(found, *(f"{folder}/{name}.{ending}" for ending in _SCRIPT_ENDINGS))
            continue
        found.add_evidence(settings.name)
        found.read(settings, SITE_NAMES)
        found.read_author(settings, "author")


def _read_permalink(found: Recognition, folder: Path, script: str, subfolder: str) -> None:
    """Set the permalink of a directory data file or Eleventy's default; `subfolder` is the part of it in `folder`."""
    for file in _directory_data_files(folder):
        data = read_text(file)
        if data is not None and "permalink" in data:
            _read_data_permalink(found, found.site.relative(file), data)
            return
    if "permalink" in script and "addGlobalData" in script:
        found.note("the links of this site are computed: articles get no links unless you set articles.permalink")
        return
    names = [path.rpartition("/")[2] for path in article_files.list_files(folder)]
    dated = sum(DATED.match(name) is not None for name in names)
    prefix = f"{subfolder}/" if subfolder else ""
    if not dated:
        found.set_text("articles.permalink", f"hugo:/{prefix}:sections/:contentbasename/", "Eleventy's default")
    elif subfolder and dated == len(names):
        # Eleventy removes the date from the file name, as Jekyll does
        found.set_text("articles.permalink", f"jekyll:/{prefix}:slug/", "Eleventy's default")


def _directory_data_files(folder: Path) -> list[Path]:
    """List the possible data files of the folders with articles: each has the name of its folder."""
    folders = {folder}
    for path in article_files.list_files(folder):
        folders.update(folder / parent for parent in PurePosixPath(path).parents)
    return [place / f"{place.name}{ending}" for place in sorted(folders) for ending in _DIRECTORY_DATA_ENDINGS]


def _read_data_permalink(found: Recognition, name: str, text: str) -> None:
    try:
        value = json.loads(text).get("permalink")
    except (ValueError, AttributeError, RecursionError):
        value = find_string(text, "permalink")
    if not isinstance(value, str):
        return
    pattern = value.replace("{{ page.fileSlug }}", ":slug").replace("{{page.fileSlug}}", ":slug")
    pattern = pattern.removesuffix("index.html")
    if "{" in pattern or ":slug" not in pattern:
        found.note(
            f"{name}: permalink is computed: {quoted(value)}; articles get no links unless you set articles.permalink, "
            "such as jekyll:/:year/:month/:day/:slug/"
        )
        return
    found.set_text("articles.permalink", f"jekyll:/{pattern.lstrip('/')}", f"{name}: permalink")
