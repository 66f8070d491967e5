"""Nikola: `conf.py` with `BLOG_TITLE` and `POSTS`, read and never run.

Not read: values that are computed, translations, `PAGES`, and the output folder of an entry of `POSTS`: articles get
links only if there is one folder of posts.
"""

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source

_SUFFIXES = (*article_files.MARKDOWN, ".rst")
_SETTINGS = {
    "site.title": ("BLOG_TITLE",),
    "site.url": ("SITE_URL",),
    "site.description": ("BLOG_DESCRIPTION",),
    "site.language": ("DEFAULT_LANG",),
    "site.timezone": ("TIMEZONE",),
    "articles.future": ("FUTURE_IS_NOW",),
}


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Nikola site."""
    settings = site.read_settings("conf.py")
    if settings is None or not {"blog_title", "posts"} <= settings.values.keys():
        return None
    found = Recognition("Nikola", site, settings.name)
    found.read(settings, _SETTINGS)
    found.read_author(settings, "BLOG_AUTHOR", email="BLOG_EMAIL")
    _read_posts(found, settings, site)
    # new sites have USE_TAG_METADATA = False; where the setting is missing, it is true
    if settings.flag("USE_TAG_METADATA") is not False:
        found.set("articles.draft_tags", ("draft", "private"), settings.origin("USE_TAG_METADATA"))
    return found


def _read_posts(found: Recognition, settings: SettingsFile, site: SiteFolder) -> None:
    """Set the source to the folders of POSTS, whose entries are (pattern of files, output folder, template)."""
    posts = settings.get("POSTS")
    patterns = [str(post[0]) for post in posts if isinstance(post, tuple) and post] if isinstance(posts, tuple) else []
    names = {pattern.partition("/")[0] for pattern in patterns if "/" in pattern}
    folders = sorted(name for name in names if name and (site.path / name).is_dir())
    set_source(found, ".", _SUFFIXES, settings.origin("POSTS"), subfolders=folders)
    if len(folders) == 1:
        ending = ".html" if settings.flag("PRETTY_URLS") is False else "/"
        found.set_text("articles.permalink", f"jekyll:/{folders[0]}/:slug{ending}", settings.origin("POSTS"))
