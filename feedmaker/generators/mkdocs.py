"""MkDocs: `mkdocs.yml` or `mkdocs.yaml`; articles in `docs/blog/posts` of Material's blog, else the pages with a date.

Read too: the front matter of folders that its plugin `meta` gives their pages. Not read: other plugins, a
`post_slugify` other than Material's own, and `post_url_max_categories` other than 1.
"""

import posixpath
import re
from pathlib import Path

from feedmaker.generators import article_files
from feedmaker.generators.recognition import PermalinkRules, Recognition, Setting, known_values
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source, set_source_by_dates
from feedmaker.generators.template_variables import set_variables
from feedmaker.text.messages import quoted

_SETTINGS = {
    "site.title": ("site_name",),
    "site.url": ("site_url",),
    "site.description": ("site_description",),
    "site.language": ("theme.language",),
    "site.rights": ("copyright",),
}
#: Parts of `post_url_date_format`, as in Unicode's date patterns.
_DATE_PARTS = {
    "yyyy": ":year",
    "yy": ":short_year",
    "y": ":year",
    "MMMM": ":long_month",
    "MMM": ":short_month",
    "MM": ":month",
    "M": ":i_month",
    "dd": ":day",
    "d": ":i_day",
}
_LETTERS = re.compile(r"([A-Za-z])\1*")
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a site of MkDocs that has a blog, or pages with dates."""
    settings = site.read_settings("mkdocs.yml", "mkdocs.yaml")
    if settings is None:
        return None
    blogs = _plugins_named(settings, "blog")
    docs = (settings.text("docs_dir") or "docs").strip("/")
    places = [(blog, _posts(docs, blog)) for blog in blogs if site.has(_posts(docs, blog))]
    files = article_files.list_files(site.path / docs)
    is_dated = any(sample.is_dated for sample in article_files.read_samples(site.path / docs, files))
    if not places and not is_dated:
        return None
    found = Recognition("MkDocs", site, settings.name)
    found.read(settings, _SETTINGS)
    found.read_author(settings, "site_author")
    if not places:
        set_source_by_dates(found, docs, article_files.MARKDOWN, keeps_folder=True)
        is_file = settings.flag("use_directory_urls") is False
        found.set_text("articles.permalink", "mkdocs:/:page" if is_file else "mkdocs:/:page(clean)/", "MkDocs' rule")
        found.set("articles.future", "publish", found.default_origin)
        _read_variables(found, settings)
        return found
    blog, _ = places[0]
    rules: PermalinkRules = []
    for each, posts in places:
        below = posixpath.relpath(posts, docs)
        # files beside an article keep their places under the folder of documents
        subfolders = [] if below == "." else [below]
        origin = settings.origin("plugins.blog")
        set_source(found, docs, article_files.MARKDOWN, origin, subfolders=subfolders, keeps_folder=True)
        _read_permalink(found, settings, each)
        _read_authors(found, docs, each)
        permalink = found.settings.pop("articles.permalink", Setting(None)).value
        rules.append((f"{below}/**" if subfolders else "**", permalink if isinstance(permalink, str) else None))
    if any(pattern for _, pattern in rules):
        found.set_permalinks(rules, settings.origin("plugins.blog"))
    _read_meta_files(found, settings, docs)
    # a post dated in the future is published unless the site says otherwise
    if not blog.flag("draft_if_future_date"):
        found.set("articles.future", "publish", "Material's default")
    found.note_drafts(blog, "draft")
    _read_variables(found, settings)
    return found


def _read_variables(found: Recognition, settings: SettingsFile) -> None:
    """Read the variables of the plugin macros."""
    if any(name == "macros" for name, _ in _plugins(settings)):
        extra = settings.table("extra")
        set_variables(found, {**extra, "extra": extra, "config": settings.values}, settings.name)


def _plugins(settings: SettingsFile) -> list[tuple[str, object]]:
    """Return the plugins with their settings: each is a name, or a mapping from it to its settings."""
    value = settings.get("plugins")
    plugins = list(value.items()) if isinstance(value, dict) else []
    for item in settings.items("plugins"):
        plugins += item.items() if isinstance(item, dict) else [(item, None)]
    return [(str(name), own) for name, own in plugins]


def _plugins_named(settings: SettingsFile, name: str) -> list[SettingsFile]:
    """Return the settings of each plugin of a name that is enabled."""
    found = [SettingsFile(settings.name, own) for key, own in _plugins(settings) if key in (name, f"material/{name}")]
    return [plugin for plugin in found if plugin.flag("enabled") is not False]


def _folder(blog: SettingsFile) -> str:
    return (blog.text("blog_dir") or "blog").strip("./")


def _posts(docs: str, blog: SettingsFile) -> str:
    posts = (blog.text("post_dir") or "{blog}/posts").replace("{blog}", _folder(blog))
    return "/".join(filter(None, (docs, posts.strip("/"))))


def _read_permalink(found: Recognition, settings: SettingsFile, blog: SettingsFile) -> None:
    dates = blog.text("post_url_date_format") or "yyyy/MM/dd"
    date = _LETTERS.sub(lambda match: _DATE_PARTS.get(match[0], "{}"), dates)
    separator = blog.text("post_slugify_separator") or "-"
    slug = ":slug(underscore)" if separator == "_" else ":slug"
    tokens = {"date": date, "slug": slug, "file": ":file", "categories": ":categories"}
    url = blog.text("post_url_format") or "{date}/{slug}"
    pattern = _PLACEHOLDER.sub(lambda match: tokens.get(match[1], "{}"), url).strip("/")
    origin = blog.origin("plugins.blog.post_url_format") if blog.text("post_url_format") else "Material's default"
    # !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}} is Material's own
    is_own = blog.get("post_slugify") is not None and blog.text("post_slugify.kwds.case") != "lower"
    if "{categories}" in url:
        is_own |= (blog.text("post_url_max_categories") or "1") != "1" or blog.get("categories_slugify") is not None
    if "{" in pattern or separator not in ("-", "_") or is_own:
        found.note(f"{origin} is not supported: {quoted(url)}; articles get no links")
        return
    ending = ".html" if settings.flag("use_directory_urls") is False else "/"
    found.set_text("articles.permalink", f"mkdocs:/{'/'.join(filter(None, (_folder(blog), pattern)))}{ending}", origin)


def _read_authors(found: Recognition, docs: str, blog: SettingsFile) -> None:
    path = (blog.text("authors_file") or "{blog}/.authors.yml").replace("{blog}", _folder(blog))
    if authors := found.read_file(str(Path(docs) / path.lstrip("/"))):
        found.set_authors(authors.get("authors"), authors.name)


def _read_meta_files(found: Recognition, settings: SettingsFile, docs: str) -> None:
    """Read the front matter that the plugin `meta` gives the pages of each folder that has a file of this name."""
    for plugin in _plugins_named(settings, "meta"):
        files = (found.site.path / docs).rglob(plugin.text("meta_file") or ".meta.yml")
        for file in sorted(files, key=lambda file: (len(file.parts), file)):
            values = found.site.read_settings(str(file.relative_to(found.site.path)))
            path = found.under_source(found.site.relative(file.parent))
            known = known_values(values.written) if values is not None else {}
            if values is not None and path and known:
                found.add_defaults(path, known, values.name)
