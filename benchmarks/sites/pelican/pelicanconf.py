"""The feeds that feedmaker writes and nothing else; categories become tags, of which Pelican takes several."""

from importlib import import_module
from pathlib import Path
from typing import Any

import yaml


class FrontMatterReader:
    """Reads YAML front matter, which Pelican itself does not; the body is HTML already and spared Markdown."""

    enabled = True

    def __init__(self, settings: dict[str, Any]) -> None:
        self.process_metadata = import_module("pelican.readers").BaseReader(settings).process_metadata

    def read(self, path: str) -> tuple[str, dict[str, object]]:
        """Give the body and the metadata."""
        _, head, body = Path(path).read_text(encoding="utf-8").split("---\n", 2)
        values = yaml.load(head, yaml.CSafeLoader)
        metadata = {"title": values["title"], "date": values["date"], "author": values["author"]}
        metadata["tags"] = values["categories"]
        metadata["slug"] = Path(path).stem
        return body, {name: self.process_metadata(name, value) for name, value in metadata.items()}


READERS = {"md": FrontMatterReader}
SITENAME = "Harbour News"
SITEURL = FEED_DOMAIN = "https://news.example.org"
TIMEZONE = "UTC"
DEFAULT_LANG = "zh-CN"
THEME = "simple"
STATIC_PATHS: list[str] = []
PLUGINS: list[str] = []
USE_FOLDER_AS_CATEGORY = False

FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM, FEED_ALL_RSS = "atom.xml", "rss.xml"
TAG_FEED_ATOM, TAG_FEED_RSS = "categories/{slug}/atom.xml", "categories/{slug}/rss.xml"
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

DIRECT_TEMPLATES: list[str] = []
ARTICLE_SAVE_AS = TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = INDEX_SAVE_AS = ""
