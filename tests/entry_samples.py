"""Entries and channels for the tests of the feed writers, and strategies that make any of them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from feedmaker.model import Author, Channel, Enclosure, Entry, Image
from feedmaker.writer.formats import DocumentOptions

PUBLISHED = datetime(2021, 9, 25, 14, 7, 50, tzinfo=UTC)

ENTRY = Entry(
    id="urn:uuid:5f0c3f4e-8c1f-5e0a-9a57-0d4f3f0f7c11",
    id_is_link=False,
    link="https://news.example.org/p/harbour.html",
    title="Ropes & <knots> at the harbour",
    published=PUBLISHED,
    updated=PUBLISHED,
    authors=(Author("Ada"),),
    categories=("金融", "新浪财经"),
    language=None,
    summary="What a bowline is for.",
    content="<p>A bowline &amp; a hitch.</p>",
    image=None,
    enclosures=(),
)

CHANNEL = Channel(
    path="",
    id="urn:uuid:0e7f3d62-5d8c-5b0e-8f9f-8c8c46e1a001",
    title="Harbour News",
    description="",
    link="https://news.example.org/",
    language="en",
    updated=PUBLISHED,
    author=None,
    rights=None,
    image=None,
    hubs=(),
    base_url="https://news.example.org/feeds/",
)


def entry(**changes: Any) -> Entry:
    return ENTRY._replace(**changes)


def channel(**changes: Any) -> Channel:
    return replace(CHANNEL, **changes)


def document_options(name: str = "rss.xml", **options: Any) -> DocumentOptions:
    return DocumentOptions(**{"self_url": CHANNEL.base_url + name, **options})


#: Text as the model promises it: XML characters, on one line, no white space around.
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff"), max_size=40
).map(lambda text: " ".join(text.split()))
names = texts.filter(bool)
slugs = st.text("abcdefghij0123456789-", min_size=1, max_size=12)
urls = slugs.map(lambda slug: f"https://news.example.org/p/{slug}?a=1&b=2")
moments = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001  # the strategy takes naive bounds
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=0))
authors = st.builds(
    Author,
    names,
    email=st.none() | slugs.map(lambda slug: f"{slug}@example.org"),
    url=st.none() | urls,
)
images = st.builds(
    Image,
    urls,
    alt=texts,
    width=st.none() | st.integers(1, 9999),
    height=st.none() | st.integers(1, 9999),
    type=st.none() | st.just("image/png"),
)
enclosures = st.builds(
    Enclosure, urls, type=st.just("audio/mpeg"), length=st.none() | st.integers(0), title=st.none() | names
)
entries = st.builds(
    Entry,
    id=slugs.map(lambda slug: f"urn:x:{slug}"),
    id_is_link=st.just(False),
    link=st.none() | urls,
    title=texts,
    published=moments,
    updated=moments,
    authors=st.lists(authors, min_size=1, max_size=3).map(tuple),
    categories=st.lists(names, max_size=3, unique=True).map(tuple),
    language=st.sampled_from([None, "en", "zh-Hans", "ar"]),
    summary=texts,
    content=texts.map(lambda text: f"<p>{text}</p>") | st.just(""),
    image=st.none() | images,
    enclosures=st.lists(enclosures, max_size=2).map(tuple),
    related=st.none() | urls,
    untitled=st.booleans(),
)
channels = st.builds(
    Channel,
    path=st.just(""),
    id=slugs.map(lambda slug: f"urn:x:{slug}"),
    title=names,
    description=texts,
    link=urls,
    language=st.sampled_from([None, "en", "zh-Hans", "ar"]),
    updated=st.none() | moments,
    author=st.none() | authors,
    rights=st.none() | names,
    image=st.none() | st.sampled_from(["https://e.org/logo.png", "https://e.org/logo.svg"]),
    hubs=st.lists(urls, max_size=2).map(tuple),
    base_url=st.just("https://news.example.org/feeds/"),
)
