"""Bridgetown: `bridgetown.config.yml`, and `config/initializers.rb`, read and never run; articles in `src/_posts`.

The rules are those of Bridgetown's source (resource/base.rb, resource/permalink_processor.rb), as no package registry
that tests use has Bridgetown to run. Not read: values that are computed, plugins, other collections than `posts`.
"""

import re
from itertools import product

from feedmaker.generators import article_files
from feedmaker.generators.jekyll import read_defaults
from feedmaker.generators.recognition import SHOWS_HIDDEN, PermalinkRules, Recognition, known_values
from feedmaker.generators.site_folder import SettingsFile, SiteFolder, read_text
from feedmaker.generators.source_paths import note_other_files, set_source

_SUFFIXES = (*article_files.MARKDOWN, ".html")
_METADATA = {
    "site.title": ("title", "name"),
    "site.description": ("description", "tagline"),
    "site.language": ("lang", "locale"),
}
_SETTINGS = {
    "site.language": ("default_locale",),
    "site.timezone": ("timezone",),
    "articles.future": ("future", "collections.posts.future"),
}
_STYLES = {
    "pretty": "/:locale/:categories/:year/:month/:day/:slug/",
    "pretty_ext": "/:locale/:categories/:year/:month/:day/:slug.*",
    "date": "/:locale/:categories/:year/:month/:day/:slug.*",
    "simple": "/:locale/:categories/:slug/",
    "simple_ext": "/:locale/:categories/:slug.*",
}
# url "https://example.org", directly in the block of config/initializers.rb
_CALL = re.compile(r"""^  (?:config\.)?(\w+)(?: = |\(| )["']([^"'#\n]+)["']""", re.MULTILINE)
_LOCALES = re.compile(r"^  available_locales[ (]\[([^\]\n]*)\]", re.MULTILINE)


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Bridgetown site."""
    file = site.read_settings("bridgetown.config.yml", "bridgetown.config.yaml")
    code = read_text(site.path / "config" / "initializers.rb")
    code = code if code and "Bridgetown.configure" in code else None
    if file is None and code is None:
        return None
    written = SettingsFile(site.relative("config/initializers.rb"), dict(_CALL.findall(code or "")))
    settings = written.over(file or SettingsFile("", {}))
    source = (settings.text("source") or "src").strip("/")
    posts = "/".join(filter(None, (source, (settings.text("collections_dir") or "").strip("/"), "_posts")))
    if not site.has(posts):
        return None
    found = Recognition("Bridgetown", site, file.name if file else written.name)
    if code:
        found.add_evidence(written.name)
    metadata = found.read_file(f"{source}/_data/site_metadata.yml", f"{source}/_data/site_metadata.yaml")
    if metadata:
        found.read(metadata, _METADATA)
        found.read_author(metadata, "author", email="email")
    found.read(settings, _SETTINGS)
    path = settings.text("base_path") or settings.text("baseurl") or ""
    found.set_url(settings.text("url"), path, settings.origin("url"))
    if metadata:
        found.read(metadata, {"site.url": ("url",)})
    found.set_default("site.language", "en")
    set_source(found, posts, _SUFFIXES)
    found.add_patterns("source.exclude", ["**/_*.*"], "Bridgetown's rule")
    found.set_fields({"date": ("date",), **SHOWS_HIDDEN}, "Bridgetown's rule")
    read_defaults(found, settings, source)
    _read_permalinks(found, settings, posts, _LOCALES.search(code or ""))
    found.note_drafts(settings, "unpublished")
    note_other_files(found, posts, (".erb", ".serb", ".liquid", ".slim", ".haml"), "which Bridgetown reads")
    return found


def _read_permalinks(found: Recognition, settings: SettingsFile, posts: str, locales: re.Match[str] | None) -> None:
    """Set the permalinks of posts: those of the collection and of `_defaults.yml` of folders, by languages."""
    place = "collections.posts.permalink"
    origin = settings.origin(place if settings.text(place) else "permalink")
    own = settings.text(place) or settings.text("permalink")
    rules = [("", own or "pretty")]
    for name, values in _folder_defaults(found.site, posts):
        if isinstance(permalink := values.get("permalink"), str):
            rules.append((name, permalink))
        values = {key: value for key, value in known_values(values).items() if key not in ("permalink", "layout")}
        if values:
            found.add_defaults(
                f"{name}/**" if name else "**", values, found.site.relative(f"{posts}/{name}/_defaults.yml")
            )
    languages = settings.texts("available_locales") or re.findall(r"\w[\w-]*", locales[1] if locales else "")
    default = settings.text("default_locale") or "en"
    prefix = f"/{default}" if settings.flag("prefix_default_locale") else ""
    permalinks: PermalinkRules = []
    for folder, permalink in rules:
        below = f"{folder}/" if folder else ""
        permalinks.append((f"{below}**", _pattern(permalink, prefix)))
        for language, suffix in product(languages, _SUFFIXES):
            if language != default:
                path = f"{below}**/*.{language}{suffix}"
                permalinks.append((path, _pattern(permalink, f"/{language}")))
                found.add_defaults(path, {"lang": language}, settings.origin("available_locales"))
    found.set_permalinks(permalinks, origin if own else found.default_origin)


def _folder_defaults(site: SiteFolder, posts: str) -> list[tuple[str, dict[str, object]]]:
    """Return the values of `_defaults.yml` of the folder of posts, and of each below, by folder."""
    folder = site.path / posts
    found = []
    for file in sorted(file for file in folder.rglob("_defaults.*") if file.suffix in (".yml", ".yaml", ".json")):
        values = site.read_settings(file.relative_to(site.path).as_posix())
        name = file.parent.relative_to(folder).as_posix()
        found.append(("" if name == "." else name, values.values if values else {}))
    return sorted(found, key=lambda each: each[0])


def _pattern(permalink: str, locale: str) -> str:
    """Return the pattern for a permalink of Bridgetown's, whose pages have no suffix in links."""
    path = re.sub(r"\.(?:\*|html?)$", "", _STYLES.get(permalink, permalink))
    parts = [locale.strip("/") if part in (":locale", ":lang") else part for part in path.split("/")]
    return f"bridgetown:/{'/'.join(filter(None, parts))}{'/' if path.endswith('/') else ''}"
