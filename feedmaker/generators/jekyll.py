"""Jekyll, and Octopress: _config.yml with _posts."""

import os
from collections.abc import Sequence
from pathlib import Path

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.settings_file import SettingsFile
from feedmaker.generators.site_folder import Root
from feedmaker.generators.source_paths import choose_source, relative
from feedmaker.loader.links.permalink import BUILT_IN

_FILES = ("_config.yml", "_config.yaml", "_config.toml")
_SUFFIXES = (*article_files.MARKDOWN, ".html")
_DEPTH = 4


def recognise(root: Root) -> Recognition | None:
    """Recognise a Jekyll site by its configuration; a _config.yml that is not Hexo's is Jekyll's."""
    settings = root.read(*_FILES)
    if settings is None:
        return None
    collections = (
        (settings.text("source") or ".").strip("/") + "/" + (settings.text("collections_dir") or "").strip("/")
    )
    folders = posts_folders(root.folder / collections)
    if not folders:
        return None
    found = Recognition("Jekyll", settings.name)
    _site(found, settings)
    _source(found, settings, root.base, root.folder / collections, folders)
    _links(found, settings)
    if settings.flag("future"):
        found.put("articles.future", "publish", settings.origin("future"))
    for name in ("show_drafts", "unpublished"):
        if settings.flag(name):
            found.note(f"{settings.origin(name)}: feedmaker never publishes drafts")
    if (separator := settings.text("excerpt_separator")) and separator != "<!--more-->":
        found.say("articles.excerpt_separator", separator, settings.origin("excerpt_separator"))
    # no other key is a date to Jekyll: where there is none, the file name is its word
    found.put("articles.fields", {"date": ("date",)}, "Jekyll's rule")
    found.put("categories.nested", False)
    return found


def posts_folders(source: Path) -> list[Path]:
    """Find the folders named _posts of a Jekyll site, the one of the source itself first."""
    found = []
    for place, folders, _ in os.walk(source):
        depth = len(Path(place).relative_to(source).parts)
        if "_posts" in folders:
            found.append(Path(place, "_posts"))
        skipped = article_files.SKIPPED | {"_posts", "_drafts"}
        keep = sorted(name for name in folders if name.lower() not in skipped and name[0] != ".")
        folders[:] = keep if depth < _DEPTH else []
    return found


def _site(found: Recognition, settings: SettingsFile) -> None:
    for key, names in (
        ("site.title", ("title", "name")),
        ("site.description", ("description", "tagline", "subtitle")),
        ("site.language", ("lang", "language", "locale")),
        ("site.timezone", ("timezone",)),
        ("site.rights", ("copyright", "rights")),
    ):
        for name in names:
            if found.say(key, settings.text(name), settings.origin(name)):
                break
    address, below = settings.text("url"), (settings.text("baseurl") or "").strip("/")
    if address:
        origin = settings.origin("url") + (" and baseurl" if below else "")
        found.say("site.url", f"{address.rstrip('/')}/{below}", origin)
    author = settings.text("author", "name") or settings.text("author")
    mail = settings.text("author", "email") or settings.text("email")
    page = settings.text("author", "url") or settings.text("author", "uri")
    found.author(author, mail, page, settings.origin("author"))


def _source(found: Recognition, settings: SettingsFile, base: Path, collections: Path, folders: Sequence[Path]) -> None:
    alone = len(folders) == 1 and folders[0].parent.resolve() == collections.resolve()
    if alone:
        choose_source(found, base, folders[0], _SUFFIXES, relative(folders[0], base))
    else:
        # the folders above _posts are categories, and part of the links
        found.put("source.path", relative(collections, base), ", ".join(relative(folder, base) for folder in folders))
        found.patterns("source.include", [f"**/_posts/**/*{suffix}" for suffix in _SUFFIXES])
        found.patterns("source.exclude", ["**/README.md", "**/node_modules/**", "vendor/**", "_site/**"])
    for glob in settings.texts("exclude"):
        pattern = glob.removeprefix("/") + ("**" if glob.endswith("/") else "")
        if pattern.startswith("_posts/"):
            pattern = pattern.removeprefix("_posts/") if alone else pattern
            found.patterns("source.exclude", [pattern], settings.origin("exclude"))


def _links(found: Recognition, settings: SettingsFile) -> None:
    pattern, origin = "date", "Jekyll's default"
    if named := settings.text("permalink"):
        pattern, origin = named, settings.origin("permalink")
    if named := settings.text("collections", "posts", "permalink"):
        pattern, origin = named, settings.origin("collections", "posts", "permalink")
    if named := _by_default(settings):
        pattern, origin = named, settings.origin("defaults")
    pattern = BUILT_IN.get(pattern.lower(), pattern)
    found.say("articles.permalink", f"jekyll:/{pattern.lstrip('/')}", origin)


def _by_default(settings: SettingsFile) -> str | None:
    """Return the permalink that `defaults` gives to all posts."""
    defaults = settings.at("defaults")
    for default in defaults if isinstance(defaults, list) else ():
        one = SettingsFile("", default if isinstance(default, dict) else {})
        everywhere = (one.text("scope", "path") or "").strip("/") in ("", "_posts")
        if everywhere and one.text("scope", "type") in ("posts", None) and (named := one.text("values", "permalink")):
            return named if one.text("scope", "type") or "_posts" in (one.text("scope", "path") or "") else None
    return None
