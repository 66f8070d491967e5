"""The keys of config.yaml with their readers, in the order of docs/configuration.md."""

from collections.abc import Mapping
from typing import Any, get_args

from feedmaker.config import patterns, scalars, schema
from feedmaker.config.custom_feeds import CUSTOM, custom_feeds
from feedmaker.config.readers import UNSET, ByName, Context, Either, FrontMatter, Keys, Many, Read, Section, Text, like
from feedmaker.model import Author
from feedmaker.text.messages import quoted
from feedmaker.text.yaml_nodes import Listing, Node, Scalar, Table

_FIELDS = (
    "title date embargo updated authors categories tags image image_alt photos link page id summary language draft "
    "published status visibility excluded listed password expires enclosures length duration episode season "
    "episode_type explicit episode_title episode_image transcript chapters persons reply like repost bookmark author "
    "category tag description lang guid images enclosure"
)
_TEXTS = (
    "all_feeds articles articles_one authors categories chart copied copy copy_failed copy_label "
    "custom empty everything feeds found how how_text intro languages latest link_label none_found opml search skip "
    "subcategories subscribe subscribe_text tags updated website xml_note"
)
#: Keys of `articles.fields`: the fields of feedmaker.loader.metadata.keys and their synonyms.
FIELDS = tuple(_FIELDS.split())
#: Keys of `output.texts`: those of feedmaker.writer.pages.templates.
TEXTS = tuple(_TEXTS.split())

_line = Text(scalars.line_of_text)
_name = Text(scalars.name)
_names = Many(_name)
_raw = Text(scalars.raw_text)
_flag = Text(scalars.flag)
_url = Text(scalars.url)
_language = Text(scalars.language)
_email = Text(scalars.email)
_positive = Text(scalars.Whole(1))


def _keys(cls: type, **readers: Read) -> dict[str, Read]:
    """Return the readers of the fields of a section; those of true or false, and of words, follow from their types."""
    return {key: readers.get(key) or _by_type(annotation) for key, annotation in cls.__annotations__.items()}


def _by_type(annotation: object) -> Read:
    return _flag if annotation is bool else Text(scalars.OneOf(*_words(annotation)))


def _words(annotation: object) -> list[str]:
    """Return the words that a Literal type allows."""
    if isinstance(annotation, str):
        return [annotation]
    return [word for part in get_args(annotation) for word in _words(part)]


_AUTHOR = {"name": _name, "email": _email, "url": _url}
_author = Either(
    Text(lambda text: Author(*scalars.name_and_email(text)), like=scalars.name),
    Section(Author, _AUTHOR, required={"name": "Ann Harbour"}),
)


def _site(**values: Any) -> schema.Site:
    return schema.Site(**{"feeds_url": values["url"], **values})


_SITE: Keys = {
    "title": _name,
    "url": Text(scalars.site_url),
    "feeds_url": Text(scalars.site_url),
    "description": _line,
    "language": _language,
    "timezone": Text(scalars.zone),
    "author": _author,
    "rights": _line,
    "image": _url,
    "icon": _url,
    "pages": Section(dict, dict.fromkeys(("tag", "category", "author"), Text(patterns.permalink))),
}


@like(_name)
def _folder(node: Node, key: str, context: Context) -> object:
    before = len(context.problems)
    value = _name(node, key, context)
    if value is not UNSET:
        context.folders[key] = (value, node.line)
    elif len(context.problems) > before:
        context.folders.pop(key, None)
    return value


_PERMALINK = {"path": Text(patterns.glob), "pattern": Text(patterns.permalink)}
_permalink = Either(
    Text(patterns.permalink), Many(Section(schema.PermalinkRule, _PERMALINK, required={"path": "posts/**"}))
)

_SOURCE_FOLDER: Keys = {
    "path": _folder,
    "name": _name,
    "language": _language,
    "category": _name,
    "author": _author,
    "permalink": _permalink,
}
_read_source_folder = Section(schema.SourceFolder, _SOURCE_FOLDER, required={"path": "articles"})


@like(Either(_name, _read_source_folder))
def _source_folder(node: Node, key: str, context: Context) -> object:
    if not isinstance(node, Scalar):
        return _read_source_folder(node, key, context)
    path = _folder(node, key, context)
    return UNSET if path is UNSET else schema.SourceFolder(str(path))


_source_folders = Many(_source_folder, allow_empty=False)


@like(Either(_name, _source_folders))
def _source_path(node: Node, key: str, context: Context) -> object:
    """Read the folder of the articles, or a list of folders, each a path or a mapping."""
    if isinstance(node, Scalar):
        return _folder(node, key, context)
    context.folders.pop(key)
    folders = _source_folders(node, key, context)
    names = [] if folders is UNSET else [folder.name for folder in schema.Source(folders).folders]
    if twice := next((name for name in names if names.count(name) > 1), None):
        message, hint = f"{key} has two folders named {quoted(twice)}", "give one of them another name"
        context.add_problem("config-duplicate-key", message, hint, node.line)
    return folders


_SOURCE = _keys(
    schema.Source,
    path=_source_path,
    include=Many(Text(patterns.glob), allow_empty=False),
    exclude=Many(Text(patterns.glob)),
    encoding=Text(scalars.encoding),
    guard=Text(scalars.share),
    sidecar=Text(patterns.suffix),
    max_bytes=_positive,
)
_read_source = Section(schema.Source, _SOURCE)


@like(Either(_source_path, _read_source))
def _source(node: Node, key: str, context: Context) -> object:
    """Read the section, or its `path` alone."""
    if isinstance(node, Listing) or (isinstance(node, Scalar) and not node.null):
        node = Table(((Scalar("path", node.line), node),), node.line)
    return _read_source(node, key, context)


_DEFAULTS: Keys = {"path": Text(patterns.glob), "values": FrontMatter()}

_ARTICLES = _keys(
    schema.Articles,
    fields=Section(dict, dict.fromkeys(FIELDS, _names)),
    authors=ByName(_author),
    tags=ByName(_name),
    permalink=_permalink,
    defaults=Many(Section(schema.Defaults, _DEFAULTS, required={"values": "{draft: true}"})),
    drop=Many(Text(patterns.selector)),
    draft_tags=_names,
    time=Text(scalars.time_of_day),
    excerpt_separator=_raw,
    variables=ByName(_line),
    timeout=Text(scalars.seconds),
)

#: Values of articles.generator.
GENERATORS = tuple(_words(schema.Articles.__annotations__["generator"]))

_PODCAST = {
    "author": _name,
    "category": _name,
    "subcategory": _name,
    "explicit": Text(lambda text: "true" if scalars.flag(text) else "false", like=scalars.flag),
    "funding": _url,
    "funding_text": _name,
    "guid": _name,
    "image": _url,
    "locked": Text(lambda text: "yes" if scalars.flag(text) else "no", like=scalars.flag),
    "new_feed_url": _url,
    "owner_email": _email,
    "owner_name": _name,
    "type": Text(scalars.OneOf("episodic", "serial")),
}
_podcast = Either(Text(lambda text: {} if scalars.flag(text) else UNSET, like=scalars.flag), Section(dict, _PODCAST))

_SETTINGS: Keys = {
    "title": _name,
    "description": _line,
    "language": _language,
    "limit": _positive,
    "link": _url,
    "image": _url,
    "archives": _flag,
    "podcast": _podcast,
}

_CATEGORIES = _keys(
    schema.Categories,
    default=_name,
    max_per_article=_positive,
    separator=_raw,
    aliases=ByName(_name),
    hidden=_names,
    settings=ByName(Section(schema.CategorySettings, _SETTINGS), empty=schema.CategorySettings()),
)

_FEEDS = _keys(
    schema.Feeds,
    formats=Many(_by_type(schema.Feeds.__annotations__["formats"]), allow_empty=False),
    limit=_positive,
    max_bytes=_positive,
    min_articles=Text(scalars.Whole(0)),
    max_feeds=_positive,
    path=Text(patterns.feed_path),
    hidden_tags=_names,
    custom=custom_feeds,
    podcast=_podcast,
    ttl=_positive,
)

_OUTPUT = _keys(
    schema.Output,
    path=_folder,
    precompress=Many(Text(scalars.compression)),
    texts=Section(dict, dict.fromkeys(TEXTS, _line)),
)

#: Name of a section, "" for the file itself → its keys with their readers.
SECTIONS: Mapping[str, Keys] = {
    "": {
        "site": Section(_site, _SITE, required={"title": "Harbour News", "url": "https://news.example.org/"}),
        "source": _source,
        "articles": Section(schema.Articles, _ARTICLES),
        "categories": Section(schema.Categories, _CATEGORIES),
        "feeds": Section(schema.Feeds, _FEEDS),
        "output": Section(schema.Output, _OUTPUT),
        "hub": Many(_url),
        "state": _folder,
    },
    "site": _SITE,
    "site.author": _AUTHOR,
    "source": _SOURCE,
    "source.path": _SOURCE_FOLDER,
    "articles": _ARTICLES,
    "articles.defaults": _DEFAULTS,
    "articles.permalink": _PERMALINK,
    "categories": _CATEGORIES,
    "categories.settings.NAME": _SETTINGS,
    "categories.settings.NAME.podcast": _PODCAST,
    "feeds": _FEEDS,
    "feeds.custom": CUSTOM,
    "output": _OUTPUT,
}

#: Keys of folders that are checked on the disk → default. Of `state`, a file, only a URL is checked.
FOLDERS: Mapping[str, str] = {"source.path": schema.Source().folders[0].path, "output.path": schema.Output().path}

CONFIG = Section(
    schema.Config, SECTIONS[""], required={"site": "{title: Harbour News, url: https://news.example.org/}"}
)
