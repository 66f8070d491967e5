"""Zola: `zola.toml`, or `config.toml` with `base_url`; articles in `content`.

The rules are those of Zola's source (components/content/src/page.rs and file_info.rs, components/utils/src/slugs.rs).
Not read: themes, and `path` and `aliases` of sections.
"""

from feedmaker.generators.recognition import PermalinkRules, Recognition
from feedmaker.generators.site_folder import SettingsFile, SiteFolder, read_text
from feedmaker.generators.source_paths import set_source_by_dates
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.metadata.status import parse_flag

_SETTINGS = {
    "site.title": ("title", "extra.title"),
    "site.url": ("base_url",),
    "site.description": ("description", "extra.description"),
    "site.language": ("default_language",),
    "site.rights": ("extra.copyright",),
    "feeds.limit": ("feed_limit",),
}


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Zola site."""
    settings = site.read_settings("zola.toml", "config.toml")
    if settings is None or "base_url" not in settings.values:
        return None
    found = Recognition("Zola", site, settings.name)
    found.read(settings, _SETTINGS)
    found.set_default("site.language", "en")
    found.read_author(settings, "author", "extra.author")
    _read_languages(found, settings)
    set_source_by_dates(found, "content", (".md",), keeps_folder=True)
    found.add_patterns("source.exclude", ["**/_index*.md"])
    found.add_patterns("source.exclude", settings.texts("ignored_content"), settings.origin("ignored_content"))
    _read_draft_sections(found)
    return found


def _read_languages(found: Recognition, settings: SettingsFile) -> None:
    """Set the permalinks, those of `two.fr.md` under /fr/ for each of `languages`."""
    modes = [settings.text("slugify.paths") or ("off" if settings.flag("slugify_paths") is False else "on")]
    if settings.flag("slugify.paths_keep_dates"):
        modes.append("dates")
    options = ",".join(mode for mode in modes if mode in ("safe", "off", "dates"))
    page = f":folders/:slug({options})/" if options else ":folders/:slug/"
    rules: PermalinkRules = [("**", f"zola:/{page}")]
    languages = settings.get("languages")
    for language in languages if isinstance(languages, dict) else ():
        if language != (settings.text("default_language") or "en"):
            path, origin = f"**/*.{language}.md", settings.origin(f"languages.{language}")
            rules.append((path, f"zola:/{language}/{page}"))
            found.add_defaults(path, {"lang": language}, origin)
    found.set_permalinks(rules, settings.origin("languages") if len(rules) > 1 else found.default_origin)


def _read_draft_sections(found: Recognition) -> None:
    """Hold back the articles of sections whose _index.md is a draft."""
    folder = found.site.path / "content"
    for file in sorted(folder.rglob("_index.md")):
        text = read_text(file) or ""
        head = split_front_matter(text, suffix=".md") if "draft" in text else None
        if head and parse_flag(head.values.get("draft")):
            section = file.parent.relative_to(folder).as_posix()
            path = "**" if section == "." else f"{section}/**"
            found.add_defaults(path, {"draft": "true"}, found.site.relative(file))
