"""The keys of config.yaml with their readers, in the order of docs/configuration.md."""

from collections.abc import Mapping
from typing import Any, get_args

from feedmaker.config import patterns, scalars, schema
from feedmaker.config.custom_feeds import CUSTOM, custom_feeds
from feedmaker.config.readers import UNSET, Context, front_matter, many, mapping, or_scalar, scalar, section
from feedmaker.config.shapes import EitherShape, Read, shaped
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
#: Keys of `output.texts`: those of feedmaker.writer.pages.translations.
TEXTS = tuple(_TEXTS.split())

_line = scalar(scalars.line_of_text)
_name = scalar(scalars.name)
_names = many(_name)
_raw = scalar(scalars.raw_text)
_flag = scalar(scalars.flag)
_url = scalar(scalars.url)
_language = scalar(scalars.language)
_email = scalar(scalars.email)
_positive = scalar(scalars.Whole(1))


def _keys(cls: type, **readers: Read) -> dict[str, Read]:
    """Return the readers of the fields of a section; those of true or false, and of words, follow from their types."""
    return {key: readers.get(key) or _by_type(annotation) for key, annotation in cls.__annotations__.items()}


def _by_type(annotation: object) -> Read:
    return _flag if annotation is bool else scalar(scalars.OneOf(*_words(annotation)))


def _words(annotation: object) -> list[str]:
    """Return the words that a Literal type allows."""
    if isinstance(annotation, str):
        return [annotation]
    return [word for part in get_args(annotation) for word in _words(part)]


_AUTHOR = {"name": _name, "email": _email, "url": _url}
_author = or_scalar(
    section(Author, _AUTHOR, required={"name": "Ann Harbour"}),
    lambda text: Author(*scalars.name_and_email(text)),
    like=scalars.name,
)


def _site(**values: Any) -> schema.Site:
    return schema.Site(**{"feeds_url": values["url"], **values})


_SITE = {
    "title": _name,
    "url": scalar(scalars.site_url),
    "feeds_url": scalar(scalars.site_url),
    "description": _line,
    "language": _language,
    "timezone": scalar(scalars.zone),
    "author": _author,
    "rights": _line,
    "image": _url,
    "icon": _url,
    "pages": section(dict, dict.fromkeys(("tag", "category", "author"), scalar(patterns.permalink))),
}


@shaped(_name.shape)
def _folder(node: Node, key: str, context: Context) -> object:
    before = len(context.problems)
    value = _name(node, key, context)
    if value is not UNSET:
        context.folders[key] = (value, node.line)
    elif len(context.problems) > before:
        context.folders.pop(key, None)
    return value


_PERMALINK = {"path": scalar(patterns.glob), "pattern": scalar(patterns.permalink)}
_permalink = or_scalar(
    many(section(schema.PermalinkRule, _PERMALINK, required={"path": "posts/**"})), patterns.permalink
)

_SOURCE_FOLDER = {
    "path": _folder,
    "name": _name,
    "language": _language,
    "category": _name,
    "author": _author,
    "permalink": _permalink,
}
_read_source_folder = section(schema.SourceFolder, _SOURCE_FOLDER, required={"path": "articles"})


@shaped(EitherShape(_name.shape, _read_source_folder.shape))
def _source_folder(node: Node, key: str, context: Context) -> object:
    if not isinstance(node, Scalar):
        return _read_source_folder(node, key, context)
    path = _folder(node, key, context)
    return UNSET if path is UNSET else schema.SourceFolder(str(path))


_source_folders = many(_source_folder, allow_empty=False)


@shaped(EitherShape(_name.shape, _source_folders.shape))
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
    include=many(scalar(patterns.glob), allow_empty=False),
    exclude=many(scalar(patterns.glob)),
    encoding=scalar(scalars.encoding),
    guard=scalar(scalars.share),
    sidecar=scalar(patterns.suffix),
    max_bytes=_positive,
)
_read_source = section(schema.Source, _SOURCE)


@shaped(EitherShape(_source_path.shape, _read_source.shape))
def _source(node: Node, key: str, context: Context) -> object:
    """Read the section, or its `path` alone."""
    if isinstance(node, Listing) or (isinstance(node, Scalar) and not node.null):
        node = Table(((Scalar("path", node.line), node),), node.line)
    return _read_source(node, key, context)


_DEFAULTS = {"path": scalar(patterns.glob), "values": front_matter}

_ARTICLES = _keys(
    schema.Articles,
    fields=section(dict, dict.fromkeys(FIELDS, _names)),
    authors=mapping(_author),
    tags=mapping(_name),
    permalink=_permalink,
    defaults=many(section(schema.Defaults, _DEFAULTS, required={"values": "{draft: true}"})),
    drop=many(scalar(patterns.selector)),
    draft_tags=_names,
    time=scalar(scalars.time_of_day),
    excerpt_separator=_raw,
    variables=mapping(_line),
    timeout=scalar(scalars.seconds),
)

#: Values of articles.generator.
GENERATORS = tuple(_words(schema.Articles.__annotations__["generator"]))

_PODCAST = {
    "author": _name,
    "category": _name,
    "subcategory": _name,
    "explicit": scalar(lambda text: "true" if scalars.flag(text) else "false", like=scalars.flag),
    "funding": _url,
    "funding_text": _name,
    "guid": _name,
    "image": _url,
    "locked": scalar(lambda text: "yes" if scalars.flag(text) else "no", like=scalars.flag),
    "new_feed_url": _url,
    "owner_email": _email,
    "owner_name": _name,
    "type": scalar(scalars.OneOf("episodic", "serial")),
}
_podcast = or_scalar(section(dict, _PODCAST), lambda text: {} if scalars.flag(text) else UNSET, like=scalars.flag)

_SETTINGS = {
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
    aliases=mapping(_name),
    hidden=_names,
    settings=mapping(section(schema.CategorySettings, _SETTINGS), empty=schema.CategorySettings()),
)

_FEEDS = _keys(
    schema.Feeds,
    formats=many(_by_type(schema.Feeds.__annotations__["formats"]), allow_empty=False),
    limit=_positive,
    max_bytes=_positive,
    min_articles=scalar(scalars.Whole(0)),
    max_feeds=_positive,
    path=scalar(patterns.feed_path),
    hidden_tags=_names,
    custom=custom_feeds,
    podcast=_podcast,
    ttl=_positive,
)

_OUTPUT = _keys(
    schema.Output,
    path=_folder,
    precompress=many(scalar(scalars.compression)),
    texts=section(dict, dict.fromkeys(TEXTS, _line)),
)

#: Name of a section, "" for the file itself → its keys with their readers.
SECTIONS: Mapping[str, Mapping[str, Read]] = {
    "": {
        "site": section(_site, _SITE, required={"title": "Harbour News", "url": "https://news.example.org/"}),
        "source": _source,
        "articles": section(schema.Articles, _ARTICLES),
        "categories": section(schema.Categories, _CATEGORIES),
        "feeds": section(schema.Feeds, _FEEDS),
        "output": section(schema.Output, _OUTPUT),
        "hub": many(_url),
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

CONFIG = section(
    schema.Config, SECTIONS[""], required={"site": "{title: Harbour News, url: https://news.example.org/}"}
)
