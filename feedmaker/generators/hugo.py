"""Hugo: hugo.toml (or yaml, json), config.toml, config/_default/, and content/."""

from collections import Counter

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.settings_file import SettingsFile
from feedmaker.generators.site_folder import Root
from feedmaker.generators.source_paths import choose_source

_ENDINGS = ("toml", "yaml", "yml", "json")
_DEFAULT_PERMALINK = "/:sections/:slugorcontentbasename/"
_SUFFIXES = article_files.MARKDOWN
#: Hugo's own words for the date, with what each stands for in a list of `frontmatter`.
_NO_KEYS = frozenset({":filename", ":git", ":filemodtime", ":default"})


def recognise(root: Root) -> Recognition | None:
    """Recognise a Hugo site by its configuration."""
    settings = _settings(root)
    if settings is None:
        return None
    found = Recognition("Hugo", settings.name)
    language = settings.text("defaultcontentlanguage") or ""
    _site(found, settings, language)
    folder = settings.text("languages", language, "contentdir") or settings.text("contentdir") or "content"
    sections = settings.texts("params", "mainsections") or settings.texts("mainsections")
    known = [name for name in sections if (root.folder / folder / name).is_dir()]
    chosen = sorted(known) or None
    origin = settings.origin("params", "mainSections") if chosen else root.shown(folder)
    path = root.folder / folder
    choose_source(found, root.base, path, _SUFFIXES, origin, folders=chosen)
    found.patterns("source.exclude", ["**/_index.*"])
    below = chosen[0] if chosen and len(chosen) == 1 else ""
    _links(
        found,
        settings,
        Counter(name.partition("/")[0] if "/" in name else "" for name in article_files.files_in(path)),
        below,
    )
    if settings.flag("buildfuture"):
        found.put("articles.future", "publish", settings.origin("buildFuture"))
    if settings.flag("builddrafts"):
        found.note(f"{settings.origin('buildDrafts')}: feedmaker never publishes drafts")
    _fields(found, settings)
    found.put("categories.nested", False)
    if len(settings.table("languages")) > 1:
        found.note(f"{settings.origin('languages')}: feeds.languages makes a feed for each language that articles name")
    return found


def _settings(root: Root) -> SettingsFile | None:
    """Read the configuration: one file, or the files of config/_default, each named after its part."""
    main = None
    names = [f"{stem}.{ending}" for stem in ("hugo", "config") for ending in _ENDINGS]
    for name in names:
        main = root.read(name)
        if main is not None and (name.startswith("hugo.") or _is_hugo(root, main)):
            break
        main = None
    default = root.folder / "config" / "_default"
    if main is None and not default.is_dir():
        return None
    values = dict(main.values) if main else {}
    files = [main.name] if main else []
    for file in sorted(default.iterdir()) if default.is_dir() else ():
        stem, _, ending = file.name.rpartition(".")
        part = root.read(f"config/_default/{file.name}") if ending in _ENDINGS else None
        if part is None:
            continue
        files.append(part.name)
        if stem in ("hugo", "config"):
            values |= part.values
        elif "." not in stem:
            values[stem.lower()] = part.values
    return SettingsFile(files[0], values) if files else None


def _is_hugo(root: Root, settings: SettingsFile) -> bool:
    """Tell Hugo's config.* from Zola's and from any other program's, feedmaker's own config.yaml before all."""
    if "base_url" in settings.values or isinstance(settings.at("site"), dict):
        return False
    return (
        "baseurl" in settings.values
        or "languagecode" in settings.values
        or (root.has("content") and ("title" in settings.values or "theme" in settings.values))
    )


def _site(found: Recognition, settings: SettingsFile, language: str) -> None:
    own = ("languages", language)
    for key, paths in (
        ("site.title", ((*own, "title"), ("title",), (*own, "params", "title"))),
        ("site.url", ((*own, "baseURL"), ("baseURL",))),
        ("site.description", ((*own, "params", "description"), ("params", "description"), ("params", "subtitle"))),
        ("site.language", ((*own, "languageCode"), ("languageCode",), ("locale",), ("defaultContentLanguage",))),
        ("site.timezone", ((*own, "timeZone"), ("timeZone",))),
        ("site.rights", (("copyright",), (*own, "copyright"))),
    ):
        for path in paths:
            if found.say(key, settings.text(*path), settings.origin(*path)):
                break
    for place in (("params", "author"), ("author",)):
        name = settings.text(*place, "name") or settings.text(*place)
        if name:
            found.author(name, settings.text(*place, "email"), None, settings.origin(*place))
            break


def _links(found: Recognition, settings: SettingsFile, sections: Counter[str], below: str) -> None:
    """Set the permalink of the section that has most articles; `below` is the one that source.path is, if any."""
    table = settings.table("permalinks")
    own = table.get("page")
    pages = own if isinstance(own, dict) else table
    patterns = {str(key).strip("/"): text for key, text in pages.items() if isinstance(text, str)}
    counts: Counter[str] = Counter()
    for section, count in sections.items():
        if not below or section == below:
            counts[patterns.get(section.lower(), "")] += count
    ugly = settings.flag("uglyurls") is True
    pattern = counts.most_common(1)[0][0] if counts else next(iter(patterns.values()), "")
    origin = settings.origin("permalinks") if pattern else "Hugo's default"
    others = sum(counts.values()) - counts[pattern]
    if others:
        found.note(f"{settings.origin('permalinks')} is not the same everywhere: the links of {others} files differ")
    pattern = "/" + (pattern or _DEFAULT_PERMALINK).lstrip("/")
    if below:
        # the section is no longer part of an article's path
        pattern = pattern.replace(":sections", f"{below}/:sections").replace(":section/", f"{below}/")
    if ugly and not pattern.endswith(".html"):
        pattern = pattern.rstrip("/") + ".html"
    if settings.flag("defaultcontentlanguageinsubdir"):
        language = settings.text("defaultcontentlanguage") or "en"
        pattern = f"/{language}{pattern}"
    found.say("articles.permalink", f"hugo:{pattern}", origin)


def _fields(found: Recognition, settings: SettingsFile) -> None:
    """Take over which keys mean a date, where the site says so."""
    fields = {}
    for field, name in (("date", "date"), ("updated", "lastmod"), ("expires", "expiryDate")):
        keys = [key for key in settings.texts("frontmatter", name) if key.lower() not in _NO_KEYS]
        if keys and not any(key.lower() == ":default" for key in settings.texts("frontmatter", name)):
            fields[field] = tuple(keys)
    if fields:
        found.put("articles.fields", fields, settings.origin("frontmatter"))
