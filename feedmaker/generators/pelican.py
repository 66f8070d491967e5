"""Pelican: pelicanconf.py and publishconf.py, read and never executed; and Nikola's conf.py, which is alike."""

import re

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.settings_file import SettingsFile
from feedmaker.generators.site_folder import Root
from feedmaker.generators.source_paths import choose_source

_SUFFIXES = (*article_files.MARKDOWN, ".rst")
#: Pelican's words in ARTICLE_URL → Jekyll's tokens, which make the same of a slug.
_TOKENS = {
    "slug": ":slug",
    "date:%Y": ":year",
    "date:%m": ":month",
    "date:%d": ":day",
    "date:%b": ":short_month",
    "date:%B": ":long_month",
    "date:%y": ":short_year",
    "date:%j": ":y_day",
    "date:%H": ":hour",
    "date:%M": ":minute",
}
_BRACES = re.compile(r"\{([^{}]*)\}")
_DEFAULT_URL = "{slug}.html"


def recognise(root: Root) -> Recognition | None:
    """Recognise a Pelican site by its configuration."""
    settings = root.read("pelicanconf.py", "pelican.conf.py")
    if settings is None or not ({"sitename", "default_lang", "timezone", "path", "author"} & settings.values.keys()):
        return None
    found = Recognition("Pelican", settings.name)
    published = root.read("publishconf.py")
    if published is not None:
        found.evidence.append(published.name)
    for key, name in (
        ("site.title", "SITENAME"),
        ("site.url", "SITEURL"),
        ("site.description", "SITESUBTITLE"),
        ("site.language", "DEFAULT_LANG"),
        ("site.timezone", "TIMEZONE"),
    ):
        for file in (published, settings):
            if file is not None and found.say(key, file.text(name), file.origin(name)):
                break
    found.author(settings.text("AUTHOR"), settings.text("EMAIL"), None, settings.origin("AUTHOR"))
    _pelican_source(found, settings, root)
    if settings.flag("WITH_FUTURE_DATES"):
        found.put("articles.future", "publish", settings.origin("WITH_FUTURE_DATES"))
    if settings.text("DEFAULT_DATE") == "fs":
        found.put("articles.undated", "file-time", settings.origin("DEFAULT_DATE"))
    found.put("categories.nested", False)
    found.say("categories.default", settings.text("DEFAULT_CATEGORY"), settings.origin("DEFAULT_CATEGORY"))
    return found


def _pelican_source(found: Recognition, settings: SettingsFile, root: Root) -> None:
    named = settings.text("PATH")
    folder = named or ("content" if root.has("content") else ".")
    origin = settings.origin("PATH") if named else root.shown("content")
    articles = [path.strip("/") for path in settings.texts("ARTICLE_PATHS") or settings.texts("ARTICLE_DIR")]
    chosen = [path for path in articles if path] or None
    path = root.folder / folder
    choose_source(found, root.base, path, _SUFFIXES, origin, folders=chosen)
    pages = settings.texts("PAGE_PATHS") or settings.texts("PAGE_DIR") or ["pages"]
    beside = [page.strip("/") for page in [*pages, *settings.texts("ARTICLE_EXCLUDES")] if page.strip("/")]
    # pages are no articles; inside a folder of articles they would not be there at all
    found.patterns("source.exclude", [f"{page}/**" for page in beside if (path / page).is_dir()], "PAGE_PATHS")
    ignored = [name for name in settings.texts("IGNORE_FILES") if "/" not in name and not name.startswith(".")]
    found.patterns(
        "source.exclude", [f"**/{name}" for name in ignored], settings.origin("IGNORE_FILES") if ignored else ""
    )
    _pelican_links(found, settings, article_files.sample(path, article_files.files_in(path)))


def _pelican_links(found: Recognition, settings: SettingsFile, looks: list[article_files.Look]) -> None:
    """Set the permalink where every article names its slug: what Pelican makes of a title is not known here."""
    url = settings.text("ARTICLE_URL")
    origin = settings.origin("ARTICLE_URL") if url else "Pelican's default"
    pattern = _BRACES.sub(lambda match: _TOKENS.get(match[1], match[0]), url or _DEFAULT_URL)
    if "{" in pattern:
        found.note(f"{origin} holds what feedmaker has no token for: {url!r}; articles get no links")
        return
    articles = [one for one in looks if one.dated]
    if not articles or any("slug" not in one.keys for one in articles):
        found.note(
            f"{origin} is {url or _DEFAULT_URL!r}, and articles that name no slug get theirs from Pelican: "
            "articles get no links unless articles.permalink is written"
        )
        return
    found.say("articles.permalink", f"jekyll:/{pattern.lstrip('/')}", origin)


def recognise_nikola(root: Root) -> Recognition | None:
    """Recognise a Nikola site by its conf.py."""
    settings = root.read("conf.py")
    if settings is None or not {"blog_title", "posts"} <= settings.values.keys():
        return None
    found = Recognition("Nikola", settings.name)
    for key, name in (
        ("site.title", "BLOG_TITLE"),
        ("site.url", "SITE_URL"),
        ("site.description", "BLOG_DESCRIPTION"),
        ("site.language", "DEFAULT_LANG"),
        ("site.timezone", "TIMEZONE"),
    ):
        found.say(key, settings.text(name), settings.origin(name))
    found.author(settings.text("BLOG_AUTHOR"), settings.text("BLOG_EMAIL"), None, settings.origin("BLOG_AUTHOR"))
    posts = settings.at("POSTS")
    globs = [str(post[0]) for post in posts if isinstance(post, tuple) and post] if isinstance(posts, tuple) else []
    folders = sorted({glob.rpartition("/")[0].partition("/")[0] for glob in globs} - {""})
    folders = [name for name in folders if (root.folder / name).is_dir()]
    origin = settings.origin("POSTS")
    if len(folders) == 1:
        choose_source(found, root.base, root.folder / folders[0], _SUFFIXES, origin)
        if settings.flag("PRETTY_URLS") is not False:
            found.say("articles.permalink", f"jekyll:/{folders[0]}/:slug/", origin)
        else:
            found.say("articles.permalink", f"jekyll:/{folders[0]}/:slug.html", origin)
    else:
        choose_source(found, root.base, root.folder, _SUFFIXES, origin, folders=folders or None)
    found.put("categories.nested", False)
    return found
