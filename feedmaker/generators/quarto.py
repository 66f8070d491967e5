"""Quarto: `_quarto.yml` of a website; articles in `posts`, `blog` or where the dated files are.

The rules are those of Quarto's documentation, as no package registry has Quarto to run. Not read: computed values,
profiles, listings, and notebooks.
"""

from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SiteFolder
from feedmaker.generators.source_paths import note_other_files, set_source, set_source_by_dates

_SETTINGS = {
    "site.title": ("website.title", "book.title", "title"),
    "site.url": ("website.site-url",),
    "site.description": ("website.description",),
    "site.language": ("lang",),
    "site.rights": ("website.page-footer.left",),
}
_SUFFIXES = (".qmd", ".md", ".rmd")
#: Keys of _metadata.yml that say something of articles.
_COMMON = frozenset({"author", "categories", "draft", "lang", "date", "image", "description", "tags"})
_FOLDERS = ("posts", "blog", "post")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a website of Quarto."""
    settings = site.read_settings("_quarto.yml", "_quarto.yaml")
    if settings is None:
        return None
    found = Recognition("Quarto", site, settings.name)
    found.read(settings, _SETTINGS)
    found.read_author(settings, "author", "website.author")
    folders = [name for name in _FOLDERS if site.has(name)]
    if folders:
        set_source(found, ".", _SUFFIXES, subfolders=folders, keeps_folder=True)
    else:
        set_source_by_dates(found, ".", _SUFFIXES, keeps_folder=True)
    # "_site" is the output, and names that begin with "_" are not pages; a.html.md is made of a.qmd (keep-md, llms-txt)
    found.add_patterns("source.exclude", ["**/_*", "**/_*/**", "**/*.html.md"], found.default_origin)
    found.set_text("articles.permalink", "quarto:/:page", found.default_origin)
    found.set("articles.future", "publish", found.default_origin)
    _read_folder_metadata(found, site)
    note_other_files(found, ".", (".ipynb",), "which Quarto reads")
    return found


def _read_folder_metadata(found: Recognition, site: SiteFolder) -> None:
    """Read `_metadata.yml` of folders: what their articles have in common."""
    files = sorted(file for file in site.path.rglob("_metadata.yml") if "_site" not in file.parts)
    for file in files:
        name = file.relative_to(site.path).as_posix()
        metadata = site.read_settings(name)
        values = {key: value for key, value in metadata.values.items() if key in _COMMON} if metadata else {}
        if values:
            folder = name.rpartition("/")[0]
            found.add_defaults(f"{folder}/**" if folder else "**", values, name)
