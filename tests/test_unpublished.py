"""Law 12: nothing unpublished gets out, by whatever rule its generator has; and nothing else is held back.

Each rule was tried on the generator itself: Hugo 0.168, Hexo 8.1, Jekyll 4.3 with jekyll-feed 0.17, Pelican 4, Nikola
8.3, Eleventy 3.1.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from site_folder import Site

from feedmaker.config.schema import Articles, Config
from feedmaker.config.schema import Site as SiteSettings
from feedmaker.loader.article import ArticleFile, article_settings, read_article

SITE = SiteSettings(title="Harbour", url="https://example.org/", feeds_url="https://example.org/")


def read(head: str, *, articles: Articles | None = None) -> ArticleFile:
    config = Config(site=SITE, articles=articles or Articles())
    text = f"---\ntitle: Tides\ndate: 2024-05-31\n{head}\n---\nWords.\n"
    return read_article(text.encode(), "a.md", article_settings(config))


@pytest.mark.parametrize(
    ("head", "status"),
    [
        # Hugo
        ("build: {list: local}", "excluded"),
        ("build: {list: never}", "excluded"),
        ("build: {list: false}", "excluded"),
        ("_build: {list: never}", "excluded"),
        ("_build:\n  list: local", "excluded"),
        ("build: {list: always}", "published"),
        ("headless: true", "excluded"),
        ("draft: 1", "draft"),
        ("hiddenFromRss: true", "excluded"),
        # Eleventy
        ("eleventyExcludeFromCollections: true", "excluded"),
        ("eleventyExcludeFromCollections: [post]", "excluded"),
        ("eleventyExcludeFromCollections: false", "published"),
        ("permalink: false", "excluded"),
        ("permalink: /false/", "published"),
        # Obsidian
        ("dg-publish: false", "draft"),
        ("dg-publish: true", "published"),
        ("publish: false", "draft"),
        # Ghost
        ("visibility: public", "published"),
        ("visibility: members", "excluded"),
        ("visibility: paid", "excluded"),
        ("visibility: tiers", "excluded"),
        ("status: sent", "excluded"),
        # Pelican
        ("status: hidden", "excluded"),
        ("status: skip", "excluded"),
        ("status: evergreen", "published"),
        # Qiita, Hashnode, Nanoc and others
        ("ignorePublish: true", "excluded"),
        ("ignorePublish: false", "published"),
        ("ignorePost: true", "excluded"),
        ("private: [false]", "published"),
        ("saveAsDraft: true", "draft"),
        ("is_hidden: true", "excluded"),
        ("isPrivate: true", "excluded"),
        ("isPublished: false", "draft"),
        ("publishStatus: draft", "draft"),
        ("publishStatus: unlisted", "excluded"),
        # a tag is not a status, unless the configuration says so
        ("tags: [draft]", "published"),
    ],
)
def test_marks_of_generators(head: str, status: str) -> None:
    found = read(head)

    assert found.article is not None
    assert (found.article.status, found.problems) == (status, ())


@pytest.mark.parametrize("head", ["draft: perhaps", "private: for the team", "draft: [1, 2]", "draft: 2"])
def test_a_flag_that_cannot_be_read_holds_the_article_back(head: str) -> None:
    found = read(head)

    assert found.article is None or found.article.status == "draft"
    assert [(problem.code, problem.line) for problem in found.problems] == [("flag-unreadable", 4)]


@pytest.mark.parametrize("tag", ["Private", "PRIVATE", "ｐrivate", "'#private'", "priv\u00adate"])
def test_a_tag_of_drafts_makes_one_in_any_spelling(tag: str) -> None:
    found = read(f"tags: [tides, {tag}]", articles=Articles(draft_tags=("private",)))

    assert found.article is not None
    assert found.article.status == "draft"


_DATE = "date: 2024-05-31\n"


@pytest.mark.parametrize(
    "text",
    [
        # a no-break space, an ideographic space, an equals sign, and invisible characters in the key
        f"---\ndraft:\u00a0true\n{_DATE}---\nWords.",
        f"---\ndraft:\u3000true\n{_DATE}---\nWords.",
        f"---\n{_DATE}draft = true\n---\nWords.",
        f"---\n{_DATE}dra\u00adft: true\n---\nWords.",
        f"---\n{_DATE}draft\u200b: true\n---\nWords.",
        f"---\n{_DATE}draft true\n---\nWords.",
        f"---\n{_DATE}draft\n---\nWords.",
        f"---\n{_DATE}- draft: true\n---\nWords.",
        f"---\n{_DATE}tags:\n  - a\n  draft: true\n---\nWords.",
        f"---\n{_DATE}summary: >\n  Words.\n draft: true\n---\nWords.",
        f"---\n{_DATE}summary: {'long ' * 70_000}\ndraft: true\n---\nWords.",
        f"---\n{_DATE}- private: true\n---\nWords.",
        f"---\n{_DATE}status: [draft]\n---\nWords.",
        f"---\n{_DATE}status: draft\n\tcover: a\n---\nWords.",
        f"---\npublished: false\n  cover: a\n{_DATE}---\nWords.",
        f"---\n{_DATE}feed: false # not yet\n  cover: a\n---\nWords.",
        f"---\n{_DATE}\nwords\nprivate: true\n---\nWords.",
        f"{_DATE}words\npublished: false\n---\nWords.",
        f"---\n{_DATE}status: [tides, Private]\n---\nWords.",
        "---\ndraft: true\n\nNo fence closes the front matter.",
        "---\ndraft\n---\nWords.",
        # keys and values with signs around them
        f"---\n{_DATE}draft::true\n---\nWords.",
        f"---\n{_DATE}draft:: true\n---\nWords.",
        f"---\n{_DATE}:private: true\n---\nWords.",
        f"---\n{_DATE}status: Draft,\n---\nWords.",
        f"---\n{_DATE}publish: [false]\n---\nWords.",
        # keys of other generators, in lines that are read as something else
        f"---\n{_DATE}  hidden: true\n---\nWords.",
        f"---\n{_DATE}is_draft: true\n ---\nWords.",
        f"---\n{_DATE}- a: b\n\neleventyExcludeFromCollections: true\n  ---\nWords.",
        f"---\n{_DATE}**publish**: false\n---\nWords.",
        # no front matter is found
        f"```yaml\ntitle: Tides\n{_DATE}draft: true\n```\nWords.",
        f"---\n---\ntitle: Tides\n{_DATE}private: true\n---\nWords.",
        f"-- -\n{_DATE}published: false\n---\nWords.",
        f"—\n{_DATE}published: false\n—\nWords.",
        "\n<!--\ntitle: Tides\npassword: ebb\n-->\nWords.",
        "title: Tides\n# a comment\ndraft: true\n\nWords.",
        "+++\ndate = 2024-05-31\ndraft: true\n+++\nWords.",
        "+++\ndate = 2024-05-31\ndraft = true\n\nNo fence closes the front matter.",
        '{"date": "2024-05-31", "draft": True}\nWords.',
        '{"layout": "post", draft: true, "title": "x"}\nWords.',
        '{\n"title": "a"b",\n"draft" true\n}\nWords.',
        ';;;\n"draft": True, "title": "x"\n;;;\nWords.',
        '"title": "x", "draft": True\n;;;\nWords.',
    ],
)
def test_damaged_front_matter_publishes_no_draft(text: str) -> None:
    found = read_article(text.encode(), "2024-05-31-tides.md", article_settings(Config(site=SITE)))

    assert found.article is None or found.article.status != "published"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Ebb: a draft\ntags:\n  - draft\n---\nWords.",
        "---\ntitle: Ebb: 1\nsummary: |\n  Status: done\n  draft of water\n---\nWords.",
        "---\ntitle: Ebb: 1\ndraft: false\nprivate: no\n---\nWords.",
        "---\n---\nDraft: the depth of a boat.",
        "---\n\nDraft horses\n\n---\nWords.",
        "+++\n\nWords.",
        '"Title": that is what he said.',
        "{title: A song}\nWords.",
        "---\ntitle: Ebb: 1\nsummary: Hidden: words\n  status: as above\n---\nWords.",
        "Title: Ebb\nAuthor: Me\nDate: 2024-05-31\n\nStatus: draft is what the harbour says.",
        "Words.\n\nTitle: Ebb\nDraft: 3 m\n\nWords.",
        "```yaml\ntitle: Ebb\ndraft: false\n```\nWords.",
        "---\ntitle: Ebb\n---\nTitle: Ebb\nDraft: true\n",
        '{"a": 1, "b": oops}\nWords.',
    ],
)
def test_words_about_publication_in_a_text_hold_nothing_back(text: str) -> None:
    found = read_article(text.encode(), "2024-05-31-tides.md", article_settings(Config(site=SITE)))

    assert found.article is not None
    assert found.article.status == "published"


@pytest.mark.parametrize(("word", "status"), [("Published", "published"), ("skip", "excluded"), ("soon", "draft")])
def test_pelican_skips_what_has_another_status(word: str, status: str) -> None:
    found = read(f"status: {word}", articles=Articles(generator="pelican"))

    assert found.article is not None
    assert found.article.status == status
    assert [problem.code for problem in found.problems] == (["flag-unreadable"] if word == "soon" else [])


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("publishDate: 2099-01-01", datetime(2099, 1, 1, tzinfo=UTC)),
        ("pubdate: 2099-01-01", datetime(2099, 1, 1, tzinfo=UTC)),
        ("published: 2099-01-01", datetime(2099, 1, 1, tzinfo=UTC)),
        ("embargo: 2024-06-01 12:00", datetime(2024, 6, 1, 12, tzinfo=UTC)),
        ("scheduled: true", datetime(2024, 5, 31, tzinfo=UTC)),
        # an earlier date holds nothing back, and the year of a book is none
        ("publishDate: 2023-01-01", datetime(2024, 5, 31, tzinfo=UTC)),
        ("published: 1961", datetime(2024, 5, 31, tzinfo=UTC)),
        ("published: true", datetime(2024, 5, 31, tzinfo=UTC)),
    ],
)
def test_the_latest_date_of_publication_counts(head: str, published: datetime) -> None:
    found = read(head)

    assert found.article is not None
    assert (found.article.published, found.problems) == (published, ())


def test_an_embargo_does_not_change_the_link() -> None:
    found = read("publishDate: 2025-01-01\nupdated: 2024-06-02", articles=Articles(permalink="/:year/:title/"))

    assert found.article is not None
    assert found.article.link == "https://example.org/2024/a/"
    assert (found.article.updated, found.problems) == (None, ())


@pytest.mark.parametrize("head", ["publishDate: soon", "expiryDate: after the fair", "embargo: 2099"])
def test_a_day_that_cannot_be_read_leaves_the_article_out(head: str) -> None:
    found = read(head)

    assert found.article is None
    assert [problem.line for problem in found.problems] == [4]


def test_a_draft_with_such_a_day_is_a_draft_and_never_is_no_day() -> None:
    draft, lasting = read("draft: true\npublishDate: soon"), read("expires: never")

    assert draft.article is not None
    assert draft.article.status == "draft"
    assert lasting.article is not None
    assert (lasting.article.status, lasting.article.expires, lasting.problems) == ("published", None, ())


@pytest.mark.parametrize(
    ("tags", "status"), [("sea, Draft", "draft"), ("[sea, private]", "draft"), ("sea", "published")]
)
def test_tags_that_make_drafts(tags: str, status: str) -> None:
    found = read(f"tags: {tags}", articles=Articles(draft_tags=("draft", "private")))

    assert found.article is not None
    assert found.article.status == status


def test_an_article_whose_front_matter_cannot_be_read_is_left_out() -> None:
    text = "---js\n{title: 'Tides', draft: !process.env.CI}\n---\nWords.\n"

    found = read_article(text.encode(), "2024-05-31-a.md", article_settings(Config(site=SITE)))

    assert found.article is None
    assert [(problem.code, problem.line) for problem in found.problems] == [("front-matter-not-read", 1)]


def test_a_build_holds_what_is_embargoed_and_drops_what_has_expired(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("out.md", "Out")
    site.article("later.md", "Later", publishDate="2024-06-02")
    site.article("gone.md", "Gone", expiryDate="2024-05-01")

    before = site.build()
    titles = set(site.ids())
    site.now = datetime(2024, 6, 3, tzinfo=UTC)
    site.build()

    assert (titles, set(site.ids())) == ({"Out"}, {"Out", "Later"})
    assert (before.articles.held, before.articles.excluded) == (1, 1)


@pytest.mark.parametrize(
    ("head", "reported"),
    [
        ("", {"title-missing", "date-unreadable"}),
        ("date: 2999-05-31", {"title-missing", "date-unreadable"}),  # held: its author can still mend it
        ("draft: true", set()),
        ("draft: perhaps", {"flag-unreadable"}),
        ("feed: false", set()),
    ],
)
def test_what_is_wrong_with_an_article_is_reported_unless_it_is_kept_out(head: str, reported: set[str]) -> None:
    dated = head if "date" in head else f"date: 2024-05-31\n{head}"
    text = f"---\n{dated}\nupdated: soon\n---\nWords.\n"
    read = read_article(text.encode(), "winter-ferry.md", article_settings(Config(site=SITE)))
    assert read.article is not None
    assert {problem.code for problem in read.problems} == reported


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("status: 草稿", "draft"),
        ("статус: черновик", "draft"),
        ("statut: brouillon", "draft"),
        ("estado: rascunho", "draft"),
        ("状态：草稿", "draft"),
        ("Status: Entwurf, Review erforderlich", "draft"),
        ("status: Draft 0.2", "draft"),
        ("state: draft", "draft"),
        ("status: “draft”", "draft"),
        ("published: „нет“", "draft"),
        ("entwurf: ja", "draft"),
        ("published: нет", "draft"),
        ("publish: 否", "draft"),
        ("公開: いいえ", "draft"),
        ("public: internal", "draft"),
        ("visibility: privado", "excluded"),
        ("status: 비공개", "excluded"),
        ("visibility: 公开", "published"),
        ("publié: oui", "published"),
        ("статус: опубликовано", "published"),
        ("draft: nein", "published"),
    ],
)
def test_drafts_are_named_in_the_language_of_their_author(head: str, status: str) -> None:
    article = read(head).article
    assert article is not None
    assert article.status == status


def test_names_of_fields_in_other_languages_mean_nothing_to_a_generator() -> None:
    article = read("statut: brouillon", articles=Articles(generator="hugo")).article
    assert article is not None
    assert article.status == "published"


@pytest.mark.parametrize("line", ["status draft, to be reviewed", '"status" черновик'])
def test_a_flag_whose_colon_is_missing_holds_an_article_back(line: str) -> None:
    found = read(f"author: Ann: of the quay\n{line}")

    assert found.article is not None
    assert (found.article.status, found.problems[-1].code) == ("draft", "flag-unreadable")


def test_an_embargo_may_have_an_invisible_character_before_its_key() -> None:
    article = read("author: Ann: of the quay\n\u200bpublish_at: 2099-01-01").article

    assert article is not None
    assert article.published == datetime(2099, 1, 1, tzinfo=UTC)
