"""Which front-matter keys mean what: the one table, and how an article's values are sorted by it.

Keys are compared without regard to case and to "-", "_" and spaces: `featuredImage`, `featured_image` and
`featured-image` are one. A dot reaches into a mapping: `taxonomies.categories` is `categories` under `taxonomies`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

#: Field → keys, the one that counts first in front. What each field takes: docs/front-matter.md.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "subject", "headline", "display_name", "og:title"),
    "date": (
        "date",
        "published",
        "publish_date",
        "pub_date",
        "date_published",
        "published_date",
        "published_at",
        "published_time",
        "pub_datetime",
        "posted",
        "created",
        "created_at",
        "date_created",
        "creation_date",
        "extra.date",
        "article:published_time",
    ),
    "updated": (
        "updated",
        "lastmod",
        "last_modified_at",
        "last_modified",
        "modified",
        "update",
        "edited",
        "updated_at",
        "updated_date",
        "update_date",
        "date_updated",
        "date_modified",
        "modified_at",
        "modified_date",
        "modified_time",
        "last_updated",
        "last_update",
        "mod_datetime",
        "extra.updated",
        "article:modified_time",
    ),
    "authors": (
        "authors",
        "author",
        "byline",
        "creator",
        "writer",
        "taxonomies.authors",
        "extra.authors",
        "extra.author",
    ),
    "categories": (
        "categories",
        "category",
        "taxonomies.categories",
        "taxonomies.category",
        "extra.categories",
        "extra.category",
        "topics",
        "topic",
    ),
    "tags": ("tags", "tag", "taxonomies.tags", "taxonomies.tag", "extra.tags", "keywords"),
    "image": (
        "thumbnail",
        "headimg",
        "cover",
        "image",
        "images",
        "featured_image",
        "feature_image",
        "feature_img",
        "featured_img",
        "featured",
        "feature",
        "cover_image",
        "cover_img",
        "cover_photo",
        "hero_image",
        "hero_img",
        "hero",
        "banner",
        "banner_image",
        "banner_img",
        "header_image",
        "header_img",
        "header.image",
        "header.overlay_image",
        "header.teaser",
        "head_image",
        "top_img",
        "index_img",
        "og_image",
        "og:image",
        "social_image",
        "share_image",
        "share_img",
        "card_image",
        "primary_image",
        "main_image",
        "lead_image",
        "post_image",
        "title_image",
        "excerpt_image",
        "preview",
        "preview_image",
        "teaser_image",
        "thumb",
        "thumbnail_image",
        "thumbnail_img",
        "imgname",
        "img",
        "picture",
        "photo",
        "photos",
        "background",
        "teaser",
        "extra.image",
        "extra.cover",
        "extra.cover_image",
        "extra.thumbnail",
        "extra.og_image",
        "seo.image",
        "params.image",
        "params.cover",
        "resources",
    ),
    "image_alt": (
        "image_alt",
        "alt",
        "cover_alt",
        "thumbnail_alt",
        "featured_image_alt",
        "hero_alt",
        "hero_image_alt",
        "cover_image_alt",
        "banner_alt",
        "og_image_alt",
    ),
    "link": (
        "permalink",
        "url",
        "link",
        "canonical_url",
        "canonical",
        "canonical_link",
        "canonical_uri",
        "external_url",
        "external_link",
        "external",
    ),
    "page": ("permalink", "url", "path", "slug"),
    "id": ("guid", "id", "uuid"),
    "summary": (
        "description",
        "summary",
        "excerpt",
        "abstract",
        "subtitle",
        "deck",
        "dek",
        "teaser",
        "lead",
        "desc",
        "digest",
        "extra.description",
        "og:description",
        "extra.summary",
    ),
    "language": ("lang", "language", "locale", "extra.lang"),
    "draft": ("draft", "is_draft", "drafts"),
    "published": ("published", "publish"),
    "status": ("status", "post_status", "visibility"),
    "excluded": (
        "hidden",
        "no_rss",
        "no_feed",
        "exclude_from_feed",
        "exclude_from_rss",
        "exclude_from_feeds",
        "rss_exclude",
        "feed_exclude",
        "feed.exclude",
        "rss.exclude",
        "skip_feed",
        "unlisted",
        "private",
        "eleventy_exclude_from_collections",
        "headless",
        "extra.hidden",
        "extra.unlisted",
    ),
    "listed": (
        "feed",
        "rss",
        "in_feed",
        "in_rss",
        "include_in_feed",
        "include_in_rss",
        "show_in_feed",
        "render",
        "build.render",
        "build.list",
    ),
    "password": ("password",),
    "expires": ("expiry_date", "expires", "expire_date", "expiration_date", "expires_at", "expiry", "unpublish_date"),
    "enclosures": (
        "enclosure",
        "enclosures",
        "audio",
        "audio_url",
        "audio_file",
        "mp3",
        "video",
        "video_url",
        "video_file",
        "podcast",
        "podcast_url",
        "attachment",
        "attachments",
    ),
}

#: Names by which people call fields in `articles.fields`, beside the ones of the table.
SYNONYMS: Mapping[str, str] = {
    "author": "authors",
    "category": "categories",
    "tag": "tags",
    "description": "summary",
    "lang": "language",
    "guid": "id",
    "images": "image",
    "enclosure": "enclosures",
}


class Found(NamedTuple):
    """One value of the front matter that may fill a field."""

    rank: int
    #: As in `Head.values`, with a dot and the inner key for one inside a mapping.
    key: str
    value: object


#: Field → what was found for it, in the order of the table.
Fields = dict[str, list[Found]]


@lru_cache(maxsize=4096)
def fold(key: str) -> str:
    """Return a key as keys are compared: lower-case, without hyphens, underscores and spaces."""
    return key.lower().replace("-", "").replace("_", "").replace(" ", "")


class Table:
    """The table of keys with what the configuration says over it."""

    def __init__(self, named: Mapping[str, tuple[str, ...]]) -> None:
        """Take `config.articles.fields`: the keys it names for a field replace the built-in ones."""
        self._places: dict[str, list[tuple[str, int]]] = {}
        self._mappings: set[str] = set()
        over = {SYNONYMS.get(field, field): keys for field, keys in named.items()}
        for field, keys in {**FIELDS, **over}.items():
            for rank, key in enumerate(keys):
                folded = fold(key)
                self._places.setdefault(folded, []).append((field, rank))
                steps = folded.split(".")
                self._mappings.update(".".join(steps[:end]) for end in range(1, len(steps)))

    def sort(self, values: Mapping[str, object]) -> Fields:
        """Return what `values` says, by field; what is empty says nothing."""
        fields: Fields = {}
        self._collect(values, "", "", fields)
        for found in fields.values():
            if len(found) > 1:
                found.sort(key=_rank)
        return fields

    def _collect(self, values: Mapping[str, object], shown: str, folded: str, fields: Fields) -> None:
        for key, value in values.items():
            if value is None or value == "":
                continue
            name = folded + fold(key)
            for field, rank in self._places.get(name, ()):
                found = Found(rank, shown + key, value)
                if field in fields:
                    fields[field].append(found)
                else:
                    fields[field] = [found]
            if name in self._mappings and isinstance(value, dict):
                inner = {inner: part for inner, part in value.items() if isinstance(inner, str)}
                self._collect(inner, f"{shown}{key}.", name + ".", fields)


def _rank(found: Found) -> int:
    return found.rank
