"""Eleventy: `.eleventy.js` or `eleventy.config.*`, read and never run; the site's data in `_data` or `data`.

Not read: values that are computed, collections, `eleventyComputed`, and permalinks in templates other than
`{{ page.fileSlug }}`: with those, articles get no link.
"""

from pathlib import Path, PurePosixPath

from feedmaker.generators import article_files
from feedmaker.generators.recognition import COMMON_NAMES, Recognition
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder, read_text
from feedmaker.generators.source_paths import set_source_by_dates
from feedmaker.loader.links.permalink_tokens import DATED
from feedmaker.text.messages import quoted

_FILES = (".eleventy.js", *(f"eleventy.config.{ending}" for ending in SCRIPTS))
#: Names of the data file with the site's title and URL.
_DATA_NAMES = ("site", "metadata", "meta", "config", "globals", "settings")
_DATA_ENDINGS = ("json", "yaml", "yml", "toml", *SCRIPTS)
_DIRECTORY_DATA_ENDINGS = (".json", *(f".11tydata.{ending}" for ending in ("json", *SCRIPTS)))


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Eleventy site."""
    script = site.read_settings(*_FILES)
    if script is None:
        return None
    found = Recognition("Eleventy", site, script.name)
    folder = (script.text("input") or ".").strip("./") or "."
    data = (script.text("data") or "_data").strip("/")
    for place in dict.fromkeys((data if folder == "." else f"{folder}/{data}", f"{folder}/data", "_data")):
        _read_data(found, place)
    subfolder = set_source_by_dates(found, folder, article_files.MARKDOWN)
    found.add_patterns("source.exclude", ["**/_*/**", "**/node_modules/**"])
    _read_permalink(found, site.path / folder / subfolder, script, subfolder)
    return found


def _read_data(found: Recognition, folder: str) -> None:
    for name in _DATA_NAMES:
        settings = found.site.read_settings(*(f"{folder}/{name}.{ending}" for ending in _DATA_ENDINGS))
        if settings is not None:
            found.add_evidence(settings.name)
            found.read(settings, COMMON_NAMES)
            found.read_author(settings, "author")


def _read_permalink(found: Recognition, folder: Path, script: SettingsFile, subfolder: str) -> None:
    """Set the permalink of a directory data file or Eleventy's default; `subfolder` is the part of it in `folder`."""
    for file in _directory_data_files(folder):
        if "permalink" in (read_text(file) or "") and (data := found.site.read_settings(str(file))):
            _read_data_permalink(found, data)
            return
    if isinstance(script, ScriptFile) and "permalink" in script.code and "addGlobalData" in script.code:
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


def _read_data_permalink(found: Recognition, data: SettingsFile) -> None:
    value = data.get("permalink")
    if not isinstance(value, str):
        return
    pattern = value.replace("{{ page.fileSlug }}", ":slug").replace("{{page.fileSlug}}", ":slug")
    pattern = pattern.removesuffix("index.html")
    if "{" in pattern or ":slug" not in pattern:
        found.note(
            f"{data.name}: permalink is computed: {quoted(value)}; articles get no links unless you set "
            "articles.permalink, such as jekyll:/:year/:month/:day/:slug/"
        )
        return
    found.set_text("articles.permalink", f"jekyll:/{pattern.lstrip('/')}", data.origin("permalink"))
