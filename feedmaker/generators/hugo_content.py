"""Hugo: what decides about the articles of each folder and language: permalinks and `languages`."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from feedmaker.generators import article_files
from feedmaker.generators.hugo_cascade import alternatives
from feedmaker.generators.recognition import PermalinkRules, Recognition
from feedmaker.generators.site_folder import SettingsFile
from feedmaker.loader.links.permalink_tokens import sliced
from feedmaker.loader.links.slugs import hugo, hugo_path
from feedmaker.text.languages import language_tag

#: Of a page whose section has no permalink.
_DEFAULT_PERMALINK = "/:contentpath/"
#: The section of pages that are directly in the folder of content.
_ROOT = "/"
_SECTIONS = re.compile(r":(section|sections|contentpath)\b(\[[^\]]{0,100}+\])?")
#: Options of tokens → the settings that they stand for.
_OPTIONS = {"case": "disablePathToLower", "unaccented": "removePathAccents"}
_TOKEN = re.compile(r":[a-z]+(?:\[[^\]]{0,100}+\])?")
_ANY_TOKEN = re.compile(r":\w+(?:\[[^\]]{0,100}+\])?", re.ASCII)


class ContentRoot(NamedTuple):
    """A folder of content, under the folder of the site, and the languages of the files in it."""

    folder: str
    #: Keys of `languages`; empty on a site in one language.
    languages: tuple[str, ...]


def content_roots(settings: SettingsFile) -> list[ContentRoot]:
    """Return the folders of content: of `module.mounts`, else `contentDir`, of which each language may have its own."""
    if mounted := _mounted(settings):
        return mounted
    folder = settings.text("contentDir") or "content"
    languages: dict[str, list[str]] = {}
    for language in _languages(settings):
        own = settings.text(f"languages.{language}.contentDir") or folder
        languages.setdefault(posixpath.normpath(own), []).append(language)
    roots = [ContentRoot(place, tuple(names)) for place, names in languages.items()]
    return roots or [ContentRoot(posixpath.normpath(folder), ())]


def _mounted(settings: SettingsFile) -> list[ContentRoot]:
    """Return the folders that `module.mounts` makes the content, with the languages that each is for."""
    found: dict[str, list[str]] = {}
    for own in settings.tables("module.mounts"):
        source = posixpath.normpath(own.text("source") or "..")
        if (own.text("target") or "").strip("/") == "content" and not source.startswith(("..", "/")):
            # `lang` until Hugo 0.152
            languages = own.texts("sites.matrix.languages") or own.texts("lang") or _languages(settings)
            found.setdefault(source, []).extend(languages)
    return [ContentRoot(folder, tuple(dict.fromkeys(languages))) for folder, languages in found.items()]


def _languages(settings: SettingsFile) -> list[str]:
    """Return the keys of the languages of the site, that of `defaultContentLanguage` first."""
    table = settings.table("languages")
    names = [name for name, value in table.items() if isinstance(value, dict)]
    left_out = {name.lower() for name in settings.texts("disableLanguages")}
    names = [name for name in names if name not in left_out and not settings.flag(f"languages.{name}.disabled")]
    return sorted(names, key=lambda name: name != default_language(settings))


def default_language(settings: SettingsFile) -> str:
    """Return the key of the language of the site."""
    return (settings.text("defaultContentLanguage") or "en").lower()


def read_permalinks(found: Recognition, settings: SettingsFile, roots: Sequence[ContentRoot]) -> None:
    """Set the permalinks of every section in every language, and the languages of files by their names and folders."""
    origin = settings.origin("permalinks") if settings.get("permalinks") else found.default_origin
    options = _options(settings)
    rules: PermalinkRules = []
    for root in roots:
        base = found.under_source(found.site.relative(root.folder)).removesuffix("**")
        inner = base.removeprefix("content/").strip("/")
        depth = len(inner.split("/")) if inner else 0
        folders = _folders(found.site.path / root.folder)
        no_sections = _folders_without_section(found.site.path / root.folder, folders)
        names = {"/".join(map(hugo_path, folder.split("/"))): folder for folder in folders}
        for language in root.languages or ("",):
            is_default = language == default_language(settings)
            globs = _globs(found, root, base, language, is_default=is_default)
            named = _paths_with_slugs(
                found.site.path / root.folder, folders, language, is_own=is_default or len(root.languages) < 2
            )
            for section, pattern in _patterns(settings, language, named):
                filled = _shifted(pattern, depth) if depth else pattern
                own_folder = names.get(section.lower(), section)
                places = {own_folder: filled}
                if ":sections" in pattern:
                    below = {
                        folder: own for folder, own in no_sections.items() if f"{folder}/".startswith(f"{own_folder}/")
                    }
                    places |= {folder: _with_sections(filled, pattern, own) for folder, own in below.items()}
                for folder, path in places.items():
                    chosen = _TOKEN.sub(rf"\g<0>({options})", path) if options else path
                    rules += ((below, f"hugo:{chosen}") for glob in globs for below in _in_section(glob, folder))
            if len(_languages(settings)) > 1:
                own = f"languages.{language}"
                code = settings.text(f"{own}.locale") or settings.text(f"{own}.languageCode") or language
                for glob in globs:
                    found.add_defaults(glob, {"language": language_tag(code) or language}, settings.origin("languages"))
    found.set_permalinks(rules, origin)
    if len(_languages(settings)) > 1:
        found.set("feeds.languages", True, settings.origin("languages"))


def _in_section(glob: str, section: str) -> list[str]:
    """Return the patterns of the files of a section, "" for all, among those of a pattern such as "**/*.fr.md"."""
    if section == _ROOT and glob.endswith("**"):
        return [f"{glob[:-2]}*", f"{glob[:-2]}*/index.*"]
    if section == _ROOT:
        return [glob.replace("**/*", "*", 1), glob.replace("**/*", "*/index", 1)]
    return [glob.replace("**", f"{section}/**", 1) if section else glob]


def _folders(root: Path) -> list[str]:
    """Return the folders below a root that are not bundles."""
    files = article_files.list_files(root)
    bundles = {file.rpartition("/")[0] for file in files if file.rpartition("/")[2].startswith("index.")}
    return sorted({str(parent) for file in files for parent in PurePosixPath(file).parents} - bundles - {"."})


def _folders_without_section(root: Path, folders: Sequence[str]) -> dict[str, str | None]:
    """Return the folders that are not sections, as they have no `_index`, with the section that they are in.

    A folder is named unless the one above it is too, with the same section; None marks a section below such a folder.
    """
    indexes = {folder for folder in folders if any((root / folder).glob("_index.*"))}
    found: dict[str, str | None] = {}
    sections: dict[str, str] = {}
    for folder in folders:
        above = folder.rpartition("/")[0]
        sections[folder] = folder if folder in indexes or not above else sections.get(above, above)
        own = None if sections[folder] == folder else sections[folder]
        if own != next((found[str(parent)] for parent in PurePosixPath(folder).parents if str(parent) in found), None):
            found[folder] = own
    return found


def _with_sections(filled: str, pattern: str, section: str | None) -> str:
    """Return a permalink for the articles of a section, in any folder below it."""
    if section is None:
        return filled

    def fill(token: re.Match[str]) -> str:
        return "/".join(map(hugo_path, sliced(section.split("/"), token[1] or "")))

    return re.sub(r"(?<!:)/{2,}", "/", re.sub(r":sections\b(\[[^\]]{0,100}+\])?", fill, pattern))


def _globs(found: Recognition, root: ContentRoot, base: str, language: str, *, is_default: bool) -> list[str]:
    """Return the patterns of the files in one language under the folder of a root."""
    present = {posixpath.splitext(glob)[1] for glob in found.settings["source.include"].value}
    named = [f"{base}**/*.{language}{suffix}" for suffix in article_files.SUFFIXES if suffix in present]
    if len(root.languages) > 1:
        return [f"{base}**", *named] if is_default else named
    # few sites name the language of a folder in its files too
    files = article_files.list_files(found.site.path / root.folder)
    endings = {glob.rpartition("*")[2] for glob in named}
    return [f"{base}**", *(glob for glob in named if any(file.endswith(tuple(endings)) for file in files))]


def _paths_with_slugs(root: Path, folders: Sequence[str], language: str, *, is_own: bool) -> dict[str, str]:
    """Return the sections whose `_index` in a language has a slug, each with the path of its pages.

    `is_own` means that an `_index.md` without a language is in this one.
    """
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    for folder in folders:
        indexes = [*(root / folder).glob(f"_index.{language}.*")] if language else []
        indexes += [*(root / folder).glob("_index.md")] if is_own else []
        head = article_files.read_front_matter(indexes[0]) if indexes else None
        slug = head.values.get("slug") if head else None
        names[folder] = hugo(slug.strip("-")) if isinstance(slug, str) else ""
        above = [str(parent) for parent in PurePosixPath(folder).parents][-2::-1]
        steps = [names.get(each) or hugo_path(each.rpartition("/")[2]) for each in (*above, folder)]
        if names[folder]:
            found["/".join(map(hugo_path, folder.split("/")))] = "/".join(steps)
    return found


def _patterns(settings: SettingsFile, language: str, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the permalink of each section, "" for all others; of several that match, the later one counts.

    `named` are the paths of sections that have a slug.
    """
    own = f"languages.{language}"
    prefix = ""
    if language and (language != default_language(settings) or settings.flag("defaultContentLanguageInSubdir")):
        prefix = f"/{language}"
    host = settings.text(f"{own}.baseURL") if language and language != default_language(settings) else None
    if host:
        prefix = host.rstrip("/")
    sections = _permalinks(settings, language)
    ugly = dict.fromkeys(settings.table("uglyURLs"), _DEFAULT_PERMALINK)
    slugged = {section: f"/{path}/:contentpath[{section.count('/') + 1}:]/" for section, path in named.items()}
    for section, pattern in {"": _DEFAULT_PERMALINK, **slugged, **ugly, **sections}.items():
        is_ugly = settings.flag(f"uglyURLs.{section}") if section in ugly else settings.flag("uglyURLs")
        path = "/" + pattern.lstrip("/")
        yield section, prefix + (path.rstrip("/") + ".html" if is_ugly and not path.endswith(".html") else path)


def _permalinks(settings: SettingsFile, language: str) -> dict[str, str]:
    """Return `permalinks` by section; of several for a page, the later one counts, in a list the earlier one."""
    options = _options(settings)
    if isinstance(settings.get("permalinks"), list):
        rules = settings.tables("permalinks")[::-1]
        rules = [rule for rule in rules if fnmatchcase("page", rule.text("target.kind") or "page")]
        rules = [rule for rule in rules if language in (rule.texts("target.sites.matrix.languages") or [language])]
        return {
            section: _in_paths(rule.text("pattern") or "", options)
            for rule in rules
            for section in _matched_sections(rule.text("target.path") or "")
        }
    own = f"languages.{language}"
    table: Mapping[str, object] = settings.table("permalinks") | settings.table("permalinks.page")
    table = {**table, **settings.table(f"{own}.permalinks"), **settings.table(f"{own}.permalinks.page")}
    return {
        name.strip(" /") or _ROOT: _in_paths(pattern, options)
        for name, pattern in table.items()
        if isinstance(pattern, str)
    }


def _options(settings: SettingsFile) -> str:
    return ",".join(option for option, key in _OPTIONS.items() if settings.flag(key))


def _in_paths(pattern: str, options: str) -> str:
    """Return a permalink whose text between tokens is as Hugo has it in paths."""
    tokens = (*_ANY_TOKEN.findall(pattern), "")
    texts = (hugo_path(text, options=options) for text in _ANY_TOKEN.split(pattern))
    return "".join(text + token for text, token in zip(texts, tokens, strict=True))


def _matched_sections(path: str) -> list[str]:
    """Return the sections whose pages a pattern such as "/posts/**" or "{/posts,/posts/**,/notes/**}" matches."""
    found = [choice.strip("/ ") for choice in alternatives(path)]
    sections = [_ROOT if each == "*" else "" if each == "**" else each.removesuffix("/**") for each in found]
    return list(dict.fromkeys(sections))


def _shifted(pattern: str, depth: int) -> str:
    """Return a permalink for articles whose path begins with `depth` folders that are not sections."""

    def shift(token: re.Match[str]) -> str:
        if token[1] == "section":
            return f":sections[{depth}]"
        brackets = re.sub(r"\d+", lambda number: str(int(number[0]) + depth), token[2] or "[0:]")
        return f":{token[1]}{brackets.replace('[:', f'[{depth}:')}"

    return _SECTIONS.sub(shift, pattern)
