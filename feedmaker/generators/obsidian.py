"""A vault of Obsidian: a folder with `.obsidian`; its notes that have a date are articles.

A vault is not a site: the links of its notes are those of the site that publishes it, and are not known. Not read:
plugins other than the folder of templates.
"""

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SiteFolder
from feedmaker.generators.source_paths import set_source_by_dates


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a vault."""
    if not (site.path / ".obsidian").is_dir():
        return None
    found = Recognition("Obsidian", site, site.relative(".obsidian"))
    set_source_by_dates(found, ".", article_files.MARKDOWN, keeps_folder=True)
    for name, key in (("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder")):
        settings = site.read_settings(f".obsidian/{name}")
        folder = ((settings.text(key) if settings else None) or "").strip("/")
        if settings and folder:
            found.add_patterns("source.exclude", [f"{folder}/**"], settings.origin(key))
    found.note("a vault is not a site: set articles.permalink to the links of its notes where they are published")
    return found
