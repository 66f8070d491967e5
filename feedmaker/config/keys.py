"""The keys of config.yaml, each with its reader, in the order of docs/configuration.md."""

from collections.abc import Mapping
from typing import Any, get_args

from feedmaker.config import patterns, scalars
from feedmaker.config.addresses import base_url, email, name_and_email, url
from feedmaker.config.scalars import Refused
from feedmaker.config.schema import (
    Articles,
    Categories,
    CategorySettings,
    Config,
    CustomFeed,
    Feeds,
    Output,
    Site,
    Source,
)
from feedmaker.config.shapes import UNSET, Notes, Read, many, mapping, scalar, section, some
from feedmaker.model import Author
from feedmaker.text.yaml_nodes import Node, Scalar, Table

_FIELDS = (
    "title date updated authors categories tags image image_alt link page id summary language draft published status "
    "excluded listed password expires enclosures author category tag description lang guid images enclosure"
)
_TEXTS = (
    "all_feeds articles articles_one attachment authors categories chart copied copy copy_as copy_failed copy_label "
    "custom empty everything feeds found how how_text intro languages latest link_label none_found opml search skip "
    "subcategories subscribe subscribe_text tags website xml_note"
)
#: Names that `articles.fields` takes: the fields of feedmaker.loader.metadata.keys and their synonyms.
FIELDS = tuple(_FIELDS.split())
#: Names that `output.texts` takes: those of feedmaker.writer.pages.translations.
TEXTS = tuple(_TEXTS.split())

_line = scalar(scalars.line_of_text)
_name = scalar(scalars.name)
_names = many(_name)
_raw = scalar(scalars.raw_text)
_flag = scalar(scalars.flag)
_url = scalar(url)
_base_url = scalar(base_url)
_language = scalar(scalars.language)
_one_or_more = scalar(scalars.whole(1))


def _choice(cls: type, key: str) -> Read:
    """Read one of the words that the field's Literal type names."""
    return scalar(scalars.one_of(*_words(cls.__annotations__[key])))


def _words(annotation: object) -> list[str]:
    if isinstance(annotation, str):
        return [annotation]
    return [word for part in get_args(annotation) for word in _words(part)]


_AUTHOR = {"name": _name, "email": scalar(email), "url": _url}
_read_author = section(Author, _AUTHOR, required={"name": "Ann Harbour"})


def _author(node: Node, key: str, notes: Notes) -> object:
    """Read a mapping, or one text: a name, or `Name <name@example.org>`."""
    if not isinstance(node, Scalar):
        return _read_author(node, key, notes)
    found = scalar(name_and_email)(node, key, notes)
    return UNSET if found is UNSET else Author(*found)


def _site(**values: Any) -> Site:
    return Site(**{"feeds_url": values["url"], **values})


_SITE = {
    "title": _name,
    "url": _base_url,
    "feeds_url": _base_url,
    "description": _line,
    "language": _language,
    "timezone": scalar(scalars.zone),
    "author": _author,
    "rights": _line,
    "image": _url,
}


def _folder(node: Node, key: str, notes: Notes) -> object:
    before = len(notes.problems)
    value = _name(node, key, notes)
    if isinstance(value, str):
        notes.folders[key] = (value, node.line)
    elif len(notes.problems) > before:
        del notes.folders[key]
    return value


_SOURCE = {
    "path": _folder,
    "include": some(scalar(patterns.glob)),
    "exclude": many(scalar(patterns.glob)),
    "encoding": scalar(scalars.encoding),
    "guard": scalar(scalars.share),
    "max_bytes": _one_or_more,
}


def _selectors(node: Node, key: str, notes: Notes) -> object:
    convert = patterns.checked_selector if notes.check_selectors else patterns.selector
    return many(scalar(convert))(node, key, notes)


_ARTICLES = {
    "fields": section(dict, dict.fromkeys(FIELDS, _names)),
    "permalink": scalar(patterns.permalink),
    "body": _choice(Articles, "body"),
    "drop": _selectors,
    "future": _choice(Articles, "future"),
    "undated": _choice(Articles, "undated"),
    "expired": _choice(Articles, "expired"),
    "date_order": _choice(Articles, "date_order"),
    "excerpt_separator": _raw,
    "timeout": scalar(scalars.seconds),
}

_PODCAST = {
    "author": _name,
    "category": _name,
    "subcategory": _name,
    "explicit": scalar(lambda text: "true" if scalars.flag(text) else "false"),
    "guid": _name,
    "image": _url,
    "owner_email": scalar(email),
    "owner_name": _name,
    "type": scalar(scalars.one_of("episodic", "serial")),
}
_read_podcast = section(dict, _PODCAST)


def _podcast(node: Node, key: str, notes: Notes) -> object:
    """Read a mapping; true asks for a podcast that says nothing of its own, false for none."""
    if not isinstance(node, Scalar):
        return _read_podcast(node, key, notes)
    wanted = _flag(node, key, notes)
    return {} if wanted is True else UNSET


_SETTINGS = {
    "title": _name,
    "description": _line,
    "language": _language,
    "limit": _one_or_more,
    "link": _url,
    "image": _url,
    "archives": _flag,
    "podcast": _podcast,
}

_CATEGORIES = {
    "nested": _flag,
    "default": _name,
    "separator": _raw,
    "aliases": mapping(_name),
    "hidden": _names,
    "settings": mapping(section(CategorySettings, _SETTINGS), nothing=CategorySettings()),
}

_condition = scalar(patterns.condition)


def _conditions(node: Node, key: str, notes: Notes) -> object:
    """Read conditions; `category: NAME`, with the space that makes it a mapping, is one too."""
    if isinstance(node, Table):
        return tuple(found for pair in node.pairs for found in _pair_conditions(*pair, key, notes))
    listed = many(_condition_item)(node, key, notes)
    return UNSET if listed is UNSET else tuple(dict.fromkeys(found for item in listed for found in item))


def _condition_item(node: Node, key: str, notes: Notes) -> object:
    if isinstance(node, Table):
        return tuple(found for pair in node.pairs for found in _pair_conditions(*pair, key, notes))
    found = _condition(node, key, notes)
    return UNSET if found is UNSET else (found,)


def _pair_conditions(kind: Scalar, value: Node, key: str, notes: Notes) -> tuple[str, ...]:
    def joined(text: str) -> str:
        return patterns.condition(f"{kind.text}:{text}")

    if isinstance(value, Scalar) and (value.null or not value.text):
        value = Scalar(f"{kind.text}:", kind.line)
        _condition(value, key, notes)
        return ()
    found: Any = many(scalar(joined))(value, f"{key}.{kind.text}", notes)
    return () if found is UNSET else tuple(found)


def _selective(values: Mapping[str, Any]) -> Refused | None:
    if any(values.get(key) for key in ("any", "all", "not_")):
        return None
    return Refused("config-missing-key", "has no condition", "write any, all or not, such as any: [tag:news]")


_CUSTOM = {
    "name": _name,
    "title": _name,
    "description": _line,
    "any": _conditions,
    "all": _conditions,
    "not": _conditions,
}
_read_custom = section(CustomFeed, _CUSTOM, required={"name": "finance", "title": "Finance"}, check=_selective)


def _custom(node: Node, key: str, notes: Notes) -> object:
    """Read the feeds from rules; their names differ, letter case apart."""
    feeds = many(_read_custom)(node, key, notes)
    seen: set[str] = set()
    for feed in () if feeds is UNSET else feeds:
        if feed.name.casefold() in seen:
            notes.mistake("config-duplicate-key", f"{key} has two feeds named {feed.name!r}", "rename one", node.line)
        seen.add(feed.name.casefold())
    return feeds


_FEEDS = {
    "formats": some(_choice(Feeds, "formats")),
    "limit": _one_or_more,
    "max_bytes": _one_or_more,
    "content": _choice(Feeds, "content"),
    "min_articles": scalar(scalars.whole(0)),
    "path": scalar(patterns.feed_path),
    "slug": _choice(Feeds, "slug"),
    "archives": _flag,
    "tags": _flag,
    "authors": _flag,
    "languages": _flag,
    "custom": _custom,
    "ttl": _one_or_more,
}

_OUTPUT = {
    "path": _folder,
    "precompress": many(_choice(Output, "precompress")),
    "index": _flag,
    "texts": section(dict, dict.fromkeys(TEXTS, _line)),
}

#: Sections with the keys that each one has, by the name of the section; "" is the file itself.
SECTIONS: Mapping[str, Mapping[str, Read]] = {
    "": {
        "site": section(_site, _SITE, required={"title": "Harbour News", "url": "https://news.example.org/"}),
        "source": section(Source, _SOURCE),
        "articles": section(Articles, _ARTICLES),
        "categories": section(Categories, _CATEGORIES),
        "feeds": section(Feeds, _FEEDS),
        "output": section(Output, _OUTPUT),
        "hub": many(_url),
        "state": _name,
    },
    "site": _SITE,
    "site.author": _AUTHOR,
    "source": _SOURCE,
    "articles": _ARTICLES,
    "categories": _CATEGORIES,
    "categories.settings.NAME": _SETTINGS,
    "categories.settings.NAME.podcast": _PODCAST,
    "feeds": _FEEDS,
    "feeds.custom": _CUSTOM,
    "output": _OUTPUT,
}

#: Keys of folders whose being there can be checked → default.
FOLDERS: Mapping[str, str] = {"source.path": Source().path, "output.path": Output().path}

#: Reader of the whole file.
CONFIG = section(Config, SECTIONS[""], required={"site": "{title: Harbour News, url: https://news.example.org/}"})
