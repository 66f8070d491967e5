"""Which front-matter keys mean what, and the values of an article sorted by the field they may fill.

Keys are compared without regard to case and to "-", "_" and spaces: `featuredImage`, `featured_image` and
`featured-image` are one. A dot reaches into a mapping: `taxonomies.categories` is `categories` under `taxonomies`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar
from unicodedata import category

from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.problems import Problem

_KEYS = {
    "title": "title subject headline display_name og:title",
    "date":
        "date.created date published publish_date pub_date date_published published_date published_at published_time "
        "pub_datetime published_on publication_date publish_on publish_at post_date release_date posted datetime "
        "created created_at created_time date_created creation_date timestamp extra.date article:published_time "
        "time[datetime] publish_time pub_time release_time",
    "embargo":
        "publish_date pub_date published published_at published_on publish_on publish_at publish_after publish_from "
        "embargo embargo_until hold_until go_live_date scheduled scheduled_at scheduled_for",
    "updated":
        "updated date.updated lastmod last_modified_at last_modified modified update edited updated_at updated_date "
        "update_date date_updated date_modified modified_at modified_date modified_time last_updated last_update.date "
        "last_update "
        "mod_datetime extra.updated article:modified_time",
    "authors": "authors author byline creator writer taxonomies.authors extra.authors extra.author",
    "categories":
        "categories category taxonomies.categories taxonomies.category extra.categories extra.category topics topic",
    "tags": "tags tag taxonomies.tags taxonomies.tag extra.tags keywords",
    "image":
        "thumbnail headimg cover image images featured_image feature_image feature_img featured_img featured feature "
        "cover_image cover_img cover_photo hero_image hero_img hero banner banner_image banner_img header_image "
        "header_img header.image header.overlay_image header.teaser head_image top_img index_img og_image og:image "
        "social_image share_image share_img card_image primary_image main_image lead_image post_image title_image "
        "excerpt_image preview preview_image teaser_image thumb thumbnail_image thumbnail_img imgname img picture "
        "lead_image_url image_url top_image "
        "photo photos mf_photo background teaser extra.image extra.cover extra.cover_image extra.thumbnail "
        "extra.og_image seo.image params.image params.cover resources",
    "image_alt":
        "image_alt alt cover_alt thumbnail_alt featured_image_alt hero_alt hero_image_alt cover_image_alt banner_alt "
        "og_image_alt",
    "photos": "photo photos mf_photo",
    "link":
        "permalink url link canonical_url canonical canonical_link canonical_uri external_url external_link external "
        "redirect_to link_url linked_url source_url original_url source",
    "page": "permalink url path slug",
    "id": "guid id uuid",
    "summary":
        "description summary excerpt abstract subtitle deck dek teaser lead desc digest extra.description "
        "og:description extra.summary",
    "language": "lang language locale extra.lang",
    "draft": "draft is_draft drafts save_as_draft",
    "published": "published publish public dg_publish is_published",
    "status": "status post_status publish_status",
    "visibility": "visibility",
    "excluded":
        "hidden no_rss no_feed exclude_from_feed exclude_from_rss exclude_from_feeds rss_exclude feed_exclude "
        "feed.exclude rss.exclude skip_feed hidden_from_rss hide_from_rss hidden_from_feed hide_from_feed unlisted "
        "private is_private is_hidden ignore_publish ignore_post eleventy_exclude_from_collections headless "
        "extra.hidden extra.unlisted",
    "listed": "feed rss in_feed in_rss include_in_feed include_in_rss show_in_feed render build.render build.list",
    "password": "password",
    "expires": "expiry_date expires expire_date expiration_date expires_at expiry unpublish_date",
    "enclosures":
        "enclosure enclosures audio audio_url audio_file mp3 video video_url video_file podcast podcast_url "
        "podcast_file podcast_audio episode_audio audio_link audio_src media_url enclosure_url audio_formats "
        "attachment attachments",
    "length":
        "file_size audio_length audio_size podcast_bytes podcast_length podcast_size enclosure_length mp3_size "
        "media_size length bytes size_in_bytes length_in_bytes",
    "duration":
        "duration itunes_duration podcast_duration audio_duration episode_duration enclosure_duration runtime "
        "itunes.duration podcast.duration",
    "episode": "episode episode_number itunes_episode podcast_episode itunes.episode podcast.episode",
    "season": "season season_number itunes_season podcast_season itunes.season podcast.season",
    "episode_type": "episode_type itunes_episode_type itunes.episode_type podcast.episode_type",
    "explicit": "explicit itunes_explicit podcast_explicit itunes.explicit podcast.explicit",
    "episode_title": "itunes_title episode_title itunes.title podcast.title",
    "episode_image": "itunes_image episode_image podcast_image episode_cover itunes.image podcast.image",
    "transcript": "transcript transcripts transcript_url podcast_transcript podcast.transcript",
    "chapters": "chapters chapters_url podcast_chapters podcast.chapters",
    "persons": "persons guests guest hosts host podcast_persons podcast.persons",
    "reply": "in_reply_to mf_in_reply_to reply_to",
    "like": "like_of mf_like_of",
    "repost": "repost_of mf_repost_of",
    "bookmark": "bookmark_of mf_bookmark_of",
}  # fmt: skip
#: Field → its keys; the first that has a value is used. docs/front-matter.md says which values each field takes.
FIELDS: Mapping[str, tuple[str, ...]] = {field: tuple(keys.split()) for field, keys in _KEYS.items()}

#: Other names of fields in `articles.fields`.
SYNONYMS: Mapping[str, str] = {
    "author": "authors", "category": "categories", "tag": "tags", "description": "summary", "lang": "language",
    "guid": "id", "images": "image", "enclosure": "enclosures",
}  # fmt: skip

#: Front matter with more keys is not cached: hostile files have tens of thousands.
_MAX_CACHED_KEYS = 64
#: What a rule of a generator finds (`metadata/conventions`), in keys of `articles.fields`.
_RULES_OF_GENERATORS = frozenset({":filename"})

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


class Candidate(NamedTuple):
    """A value of the front matter that may fill a field."""

    #: As written in the file, with a dot and the inner key for a value inside a mapping.
    key: str
    value: object
    #: Of the key in the file, or of the mapping that it is in; from 1.
    line: int | None = None


class Candidates(dict[str, list[Candidate]]):
    """Field → its candidates in the order of the table; none for a field that is missing."""

    def __missing__(self, field: str) -> list[Candidate]:
        return []


class Field(NamedTuple, Generic[Value_co]):
    """The value of a field, and where it came from."""

    value: Value_co
    #: How the value was read, or what was used instead: "front matter", "first heading", "file name" …
    rule: str
    #: None where the value comes from elsewhere than the front matter.
    source: Candidate | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def line(self) -> int | None:
        """The line of the key in the file; None where the value comes from elsewhere."""
        return self.source.line if self.source else None


def first_value(
    candidates: Sequence[Candidate], parse: Callable[[object], Value], default: Field[Value], rule: str = "front matter"
) -> Field[Value]:
    """Return the value of the first candidate for which `parse` returns one, `default` if there is none."""
    for candidate in candidates:
        value = parse(candidate.value)
        if value:
            return Field(value, rule, candidate)
    return default


def normalise_key(key: str) -> str:
    """Return a key as keys are compared: in lower case, without hyphens, underscores, spaces, invisible characters.

    And without the signs around a key that is not written as one: ":draft", "draft:", "+draft".
    """
    if not key.isascii():
        key = "".join(character for character in key if category(character) not in ("Cf", "Zs"))
    key = key.lower().replace("-", "").replace("_", "").replace(" ", "")
    return key if key in _RULES_OF_GENERATORS else key.strip(":+@*")


def lower_keys(mapping: Mapping[object, object]) -> dict[str, object]:
    """Return a mapping with its keys in lower case."""
    return {str(key).lower(): value for key, value in mapping.items()}


class KeyTable:
    """FIELDS with the keys that the configuration sets for some of them."""

    def __init__(self, configured: Mapping[str, tuple[str, ...]]) -> None:
        """Replace the keys of the fields in `configured`, which is `config.articles.fields`."""
        self._fields_of: dict[str, list[tuple[int, str]]] = {}
        self._mappings: set[str] = set()
        configured = {SYNONYMS.get(field, field): keys for field, keys in configured.items()}
        for field, keys in {**FIELDS, **configured}.items():
            for rank, key in enumerate(keys):
                name = normalise_key(key)
                self._fields_of.setdefault(name, []).append((rank, field))
                steps = name.split(".")
                self._mappings.update(".".join(steps[:end]) for end in range(1, len(steps)))
        # The articles of a site share a few sets of keys.
        self._cached_places = lru_cache(maxsize=256)(self._places)

    def candidates(self, front_matter: FrontMatter) -> Candidates:
        """Return the values of the front matter by field, without empty ones."""
        values, lines, original_keys = front_matter.values, front_matter.lines, front_matter.original_keys
        keys, parts = tuple(values), tuple(values.values())
        if dict in map(type, parts):
            keys, parts = zip(*self._flattened(values, ""), strict=True)
        places = self._cached_places if len(keys) <= _MAX_CACHED_KEYS else self._places
        found = Candidates()
        for field, index in places(keys):
            key, value = keys[index], parts[index]
            if value is None or value == "":
                continue
            line = lines.get(key) or lines.get(key.partition(".")[0])
            found.setdefault(field, []).append(Candidate(original_keys.get(key, key), value, line))
        return found

    def _places(self, keys: tuple[str, ...]) -> list[tuple[str, int]]:
        """Return the fields that keys may fill, each with the index of its key, in the order that counts."""
        names = map(normalise_key, keys)
        ranked = [(rank, field, at) for at, name in enumerate(names) for rank, field in self._fields_of.get(name, ())]
        return [(field, at) for _, field, at in sorted(ranked, key=itemgetter(0))]

    def _flattened(self, values: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
        """Yield keys and values; those inside a mapping that the table reaches into follow it, with dotted keys."""
        for key, value in values.items():
            yield prefix + key, value
            if isinstance(value, dict) and normalise_key(prefix + key) in self._mappings:
                inner = {name: part for name, part in value.items() if isinstance(name, str)}
                yield from self._flattened(inner, f"{prefix}{key}.")
