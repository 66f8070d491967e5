"""Nikola: `conf.py` with `BLOG_TITLE` and `POSTS`, read and never run.

Not read: values that are computed, `PAGES`, `FILE_METADATA_REGEXP`, another `TRANSLATIONS_PATTERN` than Nikola's, and
posts whose files are not text, such as notebooks.
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from feedmaker.generators.article_files import SUFFIXES
from feedmaker.generators.recognition import PermalinkRules, Recognition
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import note_other_files

_SETTINGS = {
    "site.title": ("BLOG_TITLE",),
    "site.url": ("BASE_URL", "SITE_URL"),
    "site.description": ("BLOG_DESCRIPTION",),
    "site.language": ("DEFAULT_LANG",),
    "site.timezone": ("TIMEZONE",),
    "articles.future": ("FUTURE_IS_NOW",),
    "feeds.limit": ("FEED_LENGTH",),
}
_PATTERN = "{path}.{lang}.{ext}"


class _Posts(NamedTuple):
    """An entry of POSTS."""

    #: Of the source files, relative to the site.
    folder: str
    #: Pattern of their names.
    name: str
    #: Folder of the pages, by language.
    destination: object

    def name_in(self, language: str) -> str:
        """Return the pattern of the names of translations, such as a.es.md."""
        stem, suffix = os.path.splitext(self.name)
        return f"{stem}.{language}{suffix}"

    def destination_in(self, language: str, default: str) -> str:
        """Return the folder of the pages in a language."""
        folders = self.destination
        if isinstance(folders, dict):
            folders = folders.get(language, folders.get(default, ""))
        return str(folders).strip("/")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Nikola site."""
    settings = site.read_settings("conf.py")
    if settings is None or not {"blog_title", "posts"} <= settings.values.keys():
        return None
    posts = list(_read_posts(settings, site))
    if not posts:
        return None
    found = Recognition("Nikola", site, settings.name)
    default = settings.text("DEFAULT_LANG") or "en"
    # a setting may be a text, or texts by language
    found.read(settings, {key: (*names, *(f"{name}.{default}" for name in names)) for key, names in _SETTINGS.items()})
    found.set_default("site.language", "en")
    found.read_author(settings, "BLOG_AUTHOR", f"BLOG_AUTHOR.{default}", email="BLOG_EMAIL")
    _set_source(found, settings, posts, default)
    _read_sections(found, settings, posts, default)
    _note_unread(found, settings)
    _read_pages(found, settings, default)
    found.set("articles.root", "site", "Nikola's rule")
    found.set("source.sidecar", ".meta", "Nikola's rule")
    # new sites have USE_TAG_METADATA = False; where the setting is missing, it is true
    if settings.flag("USE_TAG_METADATA") is not False:
        found.set("articles.draft_tags", ("draft", "private"), settings.origin("USE_TAG_METADATA"))
    if hidden := settings.texts("HIDDEN_TAGS"):
        found.set("feeds.hidden_tags", tuple(hidden), settings.origin("HIDDEN_TAGS"))
    if settings.flag("CATEGORY_ALLOW_HIERARCHIES"):
        found.set("categories.nested", True, settings.origin("CATEGORY_ALLOW_HIERARCHIES"))
        found.set("categories.separator", "/", settings.origin("CATEGORY_ALLOW_HIERARCHIES"))
    return found


def _read_posts(settings: SettingsFile, site: SiteFolder) -> Iterator[_Posts]:
    """Yield the entries of POSTS whose folders exist, and whose files can be articles."""
    for each in _posts_entries(settings):
        if site.has(each.folder) and os.path.splitext(each.name)[1].lower() in SUFFIXES:
            yield each


def _posts_entries(settings: SettingsFile) -> Iterator[_Posts]:
    """Yield the entries of POSTS, which are (pattern of files, output folder, template)."""
    for entry in settings.items("POSTS"):
        if isinstance(entry, (tuple, list)) and len(entry) > 1 and isinstance(entry[0], str):
            folder, _, name = entry[0].removeprefix("./").rpartition("/")
            # Nikola finds nothing for a pattern without a folder
            if folder:
                yield _Posts(folder, name, entry[1])


def _set_source(found: Recognition, settings: SettingsFile, posts: list[_Posts], default: str) -> None:
    """Set the source to the folders of posts, their permalinks, and those of translations such as a.es.md."""
    folders = {each.folder for each in posts}
    source = folders.pop() if len(folders) == 1 else ""
    origin = settings.origin("POSTS")
    found.set("source.path", found.site.relative(source or "."), origin)
    languages = _languages(found, settings, default)
    rules: PermalinkRules = []
    # of several entries with the same file, the first counts for Nikola, the last rule for feedmaker
    for each in reversed(posts):
        below = each.folder if each.folder != source else ""
        prefix = f"{below}/" if below else ""
        found.add_patterns("source.include", [f"{prefix}**/{each.name}"])
        depth = len(below.split("/")) if below else 0
        for language, folder in languages.items():
            name = each.name
            if language != default:
                name = each.name_in(language)
                found.add_defaults(f"{prefix}**/{name}", {"lang": language}, settings.origin("TRANSLATIONS"))
            pages = f"{folder.strip('./')}/{each.destination_in(language, default)}".strip("/")
            below_pages = f":folders[{depth}:]" if depth else ":folders"
            rules.append((f"{prefix}**/{name}", _page(settings, "/".join(filter(None, (pages, below_pages, ":slug"))))))
    # a.es.md also matches the pattern of all files: its own rule must come later
    rules.sort(key=lambda rule: rule[0].count("."))
    patterns = {pattern for _, pattern in rules}
    if len(patterns) == 1:
        found.set_text("articles.permalink", patterns.pop(), origin)
    else:
        found.set_permalinks(rules, origin)


def _read_sections(found: Recognition, settings: SettingsFile, posts: list[_Posts], default: str) -> None:
    """Take the first folder of their pages for the category of the posts without one, as the sections of Nikola 7."""
    key = "CATEGORY_DESTPATH_AS_DEFAULT"
    if settings.flag("POSTS_SECTIONS") and not settings.flag("POSTS_SECTION_FROM_META"):
        key = "POSTS_SECTIONS"
    elif not settings.flag(key):
        return
    if settings.flag("CATEGORY_DESTPATH_FIRST_DIRECTORY_ONLY") is False:
        found.note(
            f"{settings.origin('CATEGORY_DESTPATH_FIRST_DIRECTORY_ONLY')} is not supported: set articles.defaults"
        )
        return
    names = "POSTS_SECTION_NAME" if key == "POSTS_SECTIONS" else "CATEGORY_DESTPATH_NAMES"
    trims = settings.flag("CATEGORY_DESTPATH_TRIM_PREFIX")
    for language in _languages(found, settings, default):
        in_language = settings.table(f"{names}.{language}")
        for each in posts:
            first = "" if trims else each.destination_in(language, default)
            base = found.site.path / each.folder
            # where the pages of all posts have no folder in common, it is that of the post
            folders = [""] if first else sorted(entry.name for entry in base.iterdir() if entry.is_dir())
            for folder in folders:
                category = first.partition("/")[0] or folder
                path = found.under_source(found.site.relative(base / folder))
                if path and language != default:
                    path = path.removesuffix("**") + f"**/{each.name_in(language)}"
                values = {"category": in_language.get(category.lower(), category)}
                found.add_defaults(path, values, settings.origin(key))


def _note_unread(found: Recognition, settings: SettingsFile) -> None:
    """Note the files of POSTS whose markup feedmaker does not read, and settings that change what it reads."""
    for name in ("METADATA_MAPPING", "METADATA_VALUE_MAPPING", "FILE_METADATA_REGEXP"):
        if settings.get(name):
            found.note(f"{settings.origin(name)} is not supported")
    for each in _posts_entries(settings):
        suffix = os.path.splitext(each.name)[1].lower()
        if suffix not in SUFFIXES:
            note_other_files(found, each.folder, (suffix,), "of POSTS")


def _languages(found: Recognition, settings: SettingsFile, default: str) -> dict[str, str]:
    """Return the languages of the site with the folders of their pages."""
    value = settings.get("TRANSLATIONS")
    languages = {str(key): str(folder) for key, folder in value.items()} if isinstance(value, dict) else {}
    if settings.text("TRANSLATIONS_PATTERN") not in (None, _PATTERN) and len(languages) > 1:
        origin = settings.origin("TRANSLATIONS_PATTERN")
        found.note(f"{origin} is not supported: translations have the language and the links of their originals")
        languages = {}
    return {default: "", **languages}


def _page(settings: SettingsFile, path: str) -> str:
    """Return the pattern of a page whose path ends in a slug."""
    unicode = "(unicode)" if settings.flag("USE_SLUGIFY") is False else ""
    ending = ".html"
    if settings.flag("PRETTY_URLS") is not False:
        ending = "/index.html" if settings.flag("STRIP_INDEXES") is False else "/"
    return f"nikola:/{path}{unicode}{ending}"


def _read_pages(found: Recognition, settings: SettingsFile, default: str) -> None:
    """Read where the pages of tags, categories and authors are, to which `link://tag/oak` in a post leads."""
    pages = {}
    for kind, folder in (("tag", "categories"), ("category", "categories"), ("author", "authors")):
        setting = f"{kind.upper()}_PATH"
        path = settings.text(setting) or settings.text(f"{setting}.{default}")
        prefix = settings.text("CATEGORY_PREFIX") if settings.has("CATEGORY_PREFIX") else "cat_"
        name = f"{prefix or ''}:name" if kind == "category" else ":name"
        if path or not settings.has(setting):
            pages[kind] = _page(settings, f"{(path or folder).strip('/')}/{name}")
    if settings.flag("CATEGORY_ALLOW_HIERARCHIES"):
        del pages["category"]
    found.set("site.pages", pages, "TAG_PATH, CATEGORY_PATH, AUTHOR_PATH")
