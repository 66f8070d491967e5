"""Hexo: `_config.yml`, `_config.yaml` or `_config.json`, and articles in `source/_posts`.

Not read: themes, plugins other than abbrlink, permalink-pinyin and generator-feed, and `root` (part of `url`).
"""

import re
from os.path import splitext
from urllib.parse import quote

from feedmaker.generators import article_files
from feedmaker.generators.recognition import SHOWS_HIDDEN, Recognition, known_values
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source
from feedmaker.loader.links.permalink_tokens import DATES, HEXO_NAMES, hexo_name_form
from feedmaker.text.messages import quoted

_FILES = ("_config.yml", "_config.yaml", "_config.json")
_SUFFIXES = (*article_files.MARKDOWN, ".html", ".htm")
#: Settings that Jekyll, whose file has the same name, does not have.
_HEXO_ONLY = frozenset({
    "source_dir", "public_dir", "tag_dir", "archive_dir", "category_dir", "code_dir", "i18n_dir", "skip_render",
    "new_post_name", "default_layout", "titlecase", "filename_case", "render_drafts", "post_asset_folder",
    "relative_link", "index_generator", "default_category", "category_map", "tag_map", "pretty_urls",
    "permalink_defaults", "deploy", "per_page", "pagination_dir", "external_link",
})  # fmt: skip
#: As many of them need no further evidence.
_ENOUGH = 3
_SETTINGS = {
    "site.title": ("title",),
    "site.url": ("url",),
    "site.timezone": ("timezone",),
    "site.rights": ("copyright",),
    "site.description": ("description", "subtitle"),
    "feeds.limit": ("feed.limit",),
}
_DEFAULT_PERMALINK = ":year/:month/:day/:title/"
#: The value that means no category.
_NO_CATEGORY = "uncategorized"
#: A token whose meaning other settings decide.
_TOKEN = re.compile(r":(title|name|hash|category|abbrlink)(?![\w\[(])")
#: A token, what is in brackets, and its options.
_ANY_TOKEN = re.compile(r":(\w*[^\W_])(\[[^\]]{0,100}+\])?(\([^)]{0,100}+\))?")
#: A token of new_post_name.
_NAME_TOKEN = re.compile(r":(\w*[^\W_])")
_DIGIT = "[0-9]"
#: Tokens of new_post_name that are no front matter, as patterns of paths.
_NAME_PARTS = dict.fromkeys(("i_month", "i_day", "hash", "title"), "*")
_NAME_PARTS |= {"year": _DIGIT * 4, "month": _DIGIT * 2, "day": _DIGIT * 2}


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Hexo site."""
    settings = site.read_settings(*_FILES)
    if settings is None or not _is_hexo(site, settings):
        return None
    found = Recognition("Hexo", site, settings.name)
    found.read(settings, _SETTINGS)
    languages = [name for name in settings.texts("language") if name.lower() != "default"]
    found.set_text("site.language", next(iter(languages), None), settings.origin("language"))
    found.read_author(settings, "author", email="email")
    _read_source(found, settings)
    _read_permalink(found, settings)
    _read_names(found, settings)
    if hub := settings.text("feed.hub"):
        found.note(
            f"{settings.origin('feed.hub')} is {quoted(hub)}: for `feedmaker ping`, write it as hub in config.yaml"
        )
    found.note_drafts(settings, "render_drafts")
    if settings.flag("marked.breaks") is False or settings.flag("markdown.render.breaks") is False:
        found.set("articles.markdown", "auto", "line breaks are off")
    if "markdown-it-emoji" in settings.texts("markdown.plugins") or site.depends_on("markdown-it-emoji"):
        found.set("articles.emoji", True, "markdown-it-emoji")
    if settings.flag("future") is not False:
        found.set("articles.future", "publish", found.origin(settings, "future"))
    if not site.depends_on("hexo-hide-posts"):
        found.set_fields(SHOWS_HIDDEN, "hidden is not a key of Hexo's")
    return found


def _is_hexo(site: SiteFolder, settings: SettingsFile) -> bool:
    if site.depends_on("hexo"):
        return True
    count = len(_HEXO_ONLY & settings.values.keys())
    # Octopress, which is Jekyll, has many of Hexo's settings: Hexo took them from there
    if site.has("Gemfile") or site.has("Rakefile"):
        return False
    if count == 0:
        return site.has("source/_posts") and settings.get("source") is None
    return count >= _ENOUGH or site.has(settings.text("source_dir") or "source")


def _read_source(found: Recognition, settings: SettingsFile) -> None:
    posts = f"{(settings.text('source_dir') or 'source').strip('/')}/_posts"
    if not found.site.has(posts) and found.site.has("_posts"):
        posts = "_posts"
    set_source(found, posts, _SUFFIXES)
    if settings.flag("post_asset_folder"):
        # all files but those of new_post_name are assets (hexo, plugins/processor/post)
        suffix = splitext(settings.text("new_post_name") or "")[1] or ".md"
        others = [f"**/*{one}" for one in _SUFFIXES if one != suffix]
        found.add_patterns("source.exclude", others, settings.origin("post_asset_folder"))
    # Hexo ignores names that begin with "_" or end with "~"
    found.add_patterns("source.exclude", ["**/_*"])
    for name in ("skip_render", "exclude", "ignore"):
        globs = filter(None, map(_below_posts, settings.texts(name)))
        found.add_patterns("source.exclude", globs, settings.origin(name))


def _below_posts(glob: str) -> str | None:
    """Turn a pattern of paths under the source folder into one of paths under _posts; None if it is about others."""
    glob = glob.removeprefix("/").removeprefix("source/")
    if glob.endswith("/"):
        glob += "**"
    if glob.startswith("_posts/"):
        return glob.removeprefix("_posts/")
    return glob if glob.startswith("**/") else None


def _read_permalink(found: Recognition, settings: SettingsFile) -> None:
    origin = found.origin(settings, "permalink")
    pattern = (settings.text("permalink") or _DEFAULT_PERMALINK).lstrip("/")
    if settings.flag("post_asset_folder") and not pattern.endswith(("/", ".html")):
        pattern += "/"
    if settings.flag("pretty_urls.trailing_index") is False:
        pattern = pattern.removesuffix("index.html")
    if settings.flag("pretty_urls.trailing_html") is False and not pattern.endswith("index.html"):
        pattern = pattern.removesuffix(".html")
    is_plain = re.fullmatch(r"[a-z0-9/.-]*+", _NAME_TOKEN.sub("", pattern))
    has_abbrlinks = "abbrlink" in settings.values or _has_plugin(found, "hexo-abbrlink")
    pattern = _TOKEN.sub(lambda token: token[0] + _brackets(token[1], settings, has_abbrlinks), pattern)
    if settings.flag("permalink_pinyin.enable") and _has_plugin(found, "hexo-permalink-pinyin"):
        own = settings.table("permalink_pinyin")
        if own.keys() - {"enable", "separator"} or own.get("separator", "-") != "-" or not is_plain:
            found.note(f"{settings.origin('permalink_pinyin')} has settings that are not read: articles get no links")
            return
        pattern = _ANY_TOKEN.sub(_in_pinyin, pattern)
    found.set_text("articles.permalink", f"hexo:/{pattern}", origin)
    defaults = {key: value for key, value in settings.table("permalink_defaults").items() if f":{key}" in pattern}
    if defaults:
        found.add_defaults("**", defaults, settings.origin("permalink_defaults"))


def _has_plugin(found: Recognition, name: str) -> bool:
    """Return True if package.json names a plugin, or there is none that could."""
    return found.site.depends_on(name) or not found.site.depends_on("hexo")


def _in_pinyin(token: re.Match[str]) -> str:
    """Return a token with the option for hexo-permalink-pinyin, unless it is a date."""
    name, brackets, options = token.groups()
    if name in DATES or name == "timestamp":
        return token[0]
    brackets = brackets or ("[:title]" if name in HEXO_NAMES else "")
    return f":{name}{brackets}({f'{options[1:-1]},' if options else ''}pinyin)"


def _read_names(found: Recognition, settings: SettingsFile) -> None:
    """Read what paths say by `new_post_name`, such as `:lang/:title.md`, as front matter of the files in such paths."""
    form = splitext(settings.text("new_post_name") or "")[0]
    pattern = str(found.value("articles.permalink", ""))
    keys = set(_NAME_TOKEN.findall(form)) - _NAME_PARTS.keys()
    keys = {key for key in keys if f":{key}" in pattern or known_values({key: ""})}
    if not keys:
        return
    files = article_files.list_files(found.site.path / found.source_folders[0])
    values = {}
    for match in filter(None, (hexo_name_form(form)(splitext(file)[0]) for file in files)):
        own = {key: match[key] for key in sorted(keys)}
        parts = _NAME_PARTS | {key: re.sub(r"([*?\[])", r"[\1]", text) for key, text in own.items()}
        literals, names = (_NAME_TOKEN.split(form)[start::2] for start in (0, 1))
        glob = literals[0] + "".join(
            parts.get(name, "*") + rest for name, rest in zip(names, literals[1:], strict=True)
        )
        values[f"{glob.removesuffix('/*')}/**" if form.endswith("/:title") else glob] = own
    for glob, own in values.items():
        found.add_defaults(glob, own, settings.origin("new_post_name"))


def _brackets(name: str, settings: SettingsFile, has_abbrlinks: bool) -> str:
    """Return what a token needs of the settings, in brackets; `has_abbrlinks`: whether the plugin for them is there."""
    if name == "abbrlink":
        if not has_abbrlinks:
            return "(own)"
        force = ",force" if settings.flag("abbrlink.force") else ""
        return f"({settings.text('abbrlink.alg') or 'crc16'},{settings.text('abbrlink.rep') or 'dec'}{force})"
    if name in HEXO_NAMES:
        form = splitext(settings.text("new_post_name") or "")[0]
        return f"[{quote(form, safe=':/')}]" if form not in ("", ":title") else ""
    renamed, default = settings.get("category_map"), settings.text("default_category") or _NO_CATEGORY
    slugs = {str(category): str(slug) for category, slug in renamed.items()} if isinstance(renamed, dict) else {}
    slugs |= {"": default} if default != _NO_CATEGORY else {}
    return f"[{','.join(f'{quote(category)}={quote(slug)}' for category, slug in slugs.items())}]" if slugs else ""
