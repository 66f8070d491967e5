"""Zola: `zola.toml`, or `config.toml` with `base_url`; articles in `content`.

Not read: themes, languages other than `default_language`, and `path` and `aliases` of sections.
"""

from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SiteFolder
from feedmaker.generators.source_paths import set_source_by_dates

_SETTINGS = {
    "site.title": ("title", "extra.title"),
    "site.url": ("base_url",),
    "site.description": ("description", "extra.description"),
    "site.language": ("default_language",),
    "site.timezone": ("timezone", "extra.timezone"),
    "site.rights": ("extra.copyright",),
}


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Zola site."""
    settings = site.read_settings("zola.toml", "config.toml")
    if settings is None or "base_url" not in settings.values:
        return None
    found = Recognition("Zola", site, settings.name)
    found.read(settings, _SETTINGS)
    found.read_author(settings, "author", "extra.author")
    section = set_source_by_dates(found, "content", (".md",))
    found.add_patterns("source.exclude", ["**/_index*.md"])
    found.add_patterns("source.exclude", settings.texts("ignored_content"), settings.origin("ignored_content"))
    prefix = f"{section}/" if section else ""
    found.set_text("articles.permalink", f"hugo:/{prefix}:sections/:slugorcontentbasename/", "Zola's default")
    return found
