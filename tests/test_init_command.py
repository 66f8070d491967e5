"""`feedmaker init`: what is recognised, what is written, and that it builds."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import dedent

import click.testing
import pytest
from config_texts import read_config
from generator_samples import CONFIGURATIONS
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.api import articles
from feedmaker.cli.main import feedmaker
from feedmaker.config import load_config
from feedmaker.config.scalars import PLACEHOLDER_URL
from feedmaker.config.schema import Config, Defaults, PermalinkRule
from feedmaker.generators import Recognition, Setting, config_text, recognise
from feedmaker.generators.site_folder import ScriptFile, SettingsFile, SiteFolder
from feedmaker.loader.article import article_settings, read_article
from feedmaker.model import Author
from feedmaker.problems import ConfigurationError

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
POST = "---\ntitle: A post\ndate: 2024-05-31 10:00:00\n---\nText\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def init(folder: Path, *arguments: str) -> str:
    """Run the command and return what it prints on stderr."""
    result = click.testing.CliRunner().invoke(feedmaker, ["init", str(folder), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stderr


def edited(text: str) -> str:
    """Replace the placeholder, as the file asks its owner to do."""
    return text.replace(PLACEHOLDER_URL, "https://edited.example/")


def load_edited(file: Path) -> Config:
    file.write_text(edited(file.read_text(encoding="utf-8")), encoding="utf-8")
    return load_config(file)


def configured(folder: Path, files: dict[str, str]) -> Config:
    init(write(folder, files))
    return load_edited(folder / "config.yaml")


def refusal(folder: Path, *arguments: str) -> tuple[str, str]:
    with pytest.raises(ConfigurationError) as raised:
        init(folder, *arguments)
    problem = raised.value.problems[0]
    return problem.code, problem.hint


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    load_edited(folder / "config.yaml")
    command = [sys.executable, "-m", "feedmaker", "build", "-q"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)


HEXO = """
    title: 港口新闻
    description: 每天一篇
    author: 海蓝
    email: lan@harbour-news.org
    language: [zh-TW, en]
    timezone: Asia/Taipei
    url: https://harbour-news.org/blog
    root: /blog/
    permalink: p/:abbrlink.html
    abbrlink: {alg: crc32, rep: hex}
    source_dir: src
    skip_render: ["_posts/raw/*", "assets/**"]
    new_post_name: :title.md
    render_drafts: true
    future: true
    default_category: 隨筆
    """


class TestHexo:
    def test_settings(self, tmp_path: Path) -> None:
        config = configured(tmp_path, {"_config.yml": HEXO, "src/_posts/a.md": POST})

        assert config.site.title == "港口新闻"
        assert config.site.url == "https://harbour-news.org/blog/"
        assert config.site.description == "每天一篇"
        assert config.site.language == "zh-TW"
        assert config.site.timezone == "Asia/Taipei"
        assert config.site.author == Author("海蓝", "lan@harbour-news.org")
        assert config.source.folders[0].path == "src/_posts"
        assert "raw/*" in config.source.exclude
        assert "assets/**" not in config.source.exclude
        assert config.articles.permalink == "hexo:/p/:abbrlink(crc32,hex).html"
        assert config.articles.future == "publish"
        assert config.categories.nested
        assert config.categories.default is None

    def test_unsupported_settings_are_noted(self, tmp_path: Path) -> None:
        printed = init(write(tmp_path, {"_config.yml": HEXO, "src/_posts/a.md": POST}))

        assert "note: _config.yml: render_drafts: feedmaker never publishes drafts" in printed
        assert "site.title                  港口新闻  (_config.yml: title)" in printed
        assert printed.endswith("next: feedmaker build\n")

    @pytest.mark.parametrize(
        ("permalink", "pretty", "expected"),
        [
            ("", "{}", "hexo:/:year/:month/:day/:title/"),
            ("/:year/:title/index.html", "{trailing_index: false}", "hexo:/:year/:title/"),
            (":year/:title.html", "{trailing_html: false}", "hexo:/:year/:title"),
            (":category/:title/", "{}", "hexo:/:category/:title/"),
            (":category/:title/", "{}\nnew_post_name: :year-:title.md", "hexo:/:category/:title[:year-:title]/"),
            (":year/:title", "{}\npost_asset_folder: true", "hexo:/:year/:title/"),
            (":category/", "{}\ndefault_category: 隨 筆", "hexo:/:category[=%E9%9A%A8%20%E7%AD%86]/"),
            (":category/", "{}\ncategory_map: {Two Words: two}", "hexo:/:category[Two%20Words=two]/"),
        ],
    )
    def test_permalinks(self, tmp_path: Path, permalink: str, pretty: str, expected: str) -> None:
        text = f"permalink: {permalink}\npretty_urls: {pretty}\npublic_dir: public\nsource_dir: source\n"
        config = configured(tmp_path, {"_config.yml": text, "source/_posts/a.md": POST})

        assert config.articles.permalink == expected

    def test_package_json_distinguishes_hexo_from_jekyll(self, tmp_path: Path) -> None:
        files = {"_config.yml": "title: T\n", "source/_posts/2024-05-31-a.md": POST, "package.json": '{"hexo": {}}'}

        assert configured(tmp_path, files).categories.nested

    def test_a_placeholder_url_and_an_invalid_time_zone_are_not_used(self, tmp_path: Path) -> None:
        text = (
            "title: T\nurl: http://example.com\ntimezone: Asia/Beijing\nsource_dir: source\npublic_dir: p\ntag_dir: t"
        )
        printed = init(write(tmp_path, {"_config.yml": text, "source/_posts/a.md": POST}))
        with pytest.raises(ConfigurationError) as error:
            load_config(tmp_path / "config.yaml")

        (problem,) = error.value.problems
        assert problem.code == "config-placeholder"
        text = (tmp_path / "config.yaml").read_text()
        assert PLACEHOLDER_URL in text
        assert "\n  timezone:" not in text
        assert "to edit: site.url (not found in this folder)" in printed
        assert "_config.yml: timezone is not a time zone: 'Asia/Beijing'" in printed
        assert "# EDIT: not found in this folder\n  url:" in (tmp_path / "config.yaml").read_text()


class TestJekyll:
    def test_settings(self, tmp_path: Path) -> None:
        text = """
            title: Quay
            description: >-
              Notes from
              the quay
            url: "https://quay-notes.org"
            baseurl: /notes
            author: {name: Ann, email: ann@quay-notes.org, uri: https://quay-notes.org/ann}
            lang: en_GB
            timezone: Europe/London
            permalink: pretty
            future: true
            show_drafts: true
            excerpt_separator: <!--cut-->
            exclude: [_posts/old/, vendor]
            """
        printed = init(write(tmp_path, {"_config.yml": text, "_posts/2024-05-31-a.md": POST, "Gemfile": ""}))
        config = load_edited(tmp_path / "config.yaml")

        assert config.site.title == "Quay"
        assert config.site.description == "Notes from the quay"
        assert config.site.url == "https://quay-notes.org/notes/"
        assert config.site.author == Author("Ann", "ann@quay-notes.org", "https://quay-notes.org/ann")
        assert config.site.language == "en-GB"
        assert config.source.folders[0].path == "_posts"
        assert "old/**" in config.source.exclude
        assert config.articles.permalink == "jekyll:/:categories/:year/:month/:day/:title/"
        assert config.articles.fields["date"] == ("date",)
        assert "hidden" not in config.articles.fields["excluded"]
        assert config.articles.future == "publish"
        assert config.articles.excerpt_separator == "<!--cut-->"
        assert not config.categories.nested
        assert "show_drafts: feedmaker never publishes drafts" in printed

    def test_folders_above_posts_stay_in_the_paths(self, tmp_path: Path) -> None:
        files = {"_config.yml": "title: T\n", "_posts/2024-05-31-a.md": POST, "sea/_posts/2024-05-30-b.md": POST}
        config = configured(tmp_path, files)

        assert config.source.folders[0].path == "."
        assert config.source.include[0] == "**/_posts/**/*.md"

    def test_collections_with_dates_beside_posts_are_named(self, tmp_path: Path) -> None:
        text = "collections: {posts: {output: true}, releases: {output: true}, team: {output: true}, notes: {}}\n"
        files = {
            "_config.yml": text,
            "_posts/2024-05-31-a.md": POST,
            "_releases/2024-05-31-one.md": "Text\n",
            "_notes/2024-05-31-b.md": "Text\n",
            "_team/ann.md": "---\ntitle: Ann\n---\nText\n",
        }
        printed = init(write(tmp_path, files))

        assert (
            "_config.yml: collections: releases have dates, too, but only posts are read, as in jekyll-feed" in printed
        )

    def test_octopress_is_jekyll_although_it_has_keys_of_hexo(self, tmp_path: Path) -> None:
        text = "source: source\ncode_dir: downloads/code\ncategory_dir: c\ntitlecase: true\npermalink: /b/:title/\n"
        config = configured(tmp_path, {"_config.yml": text, "Rakefile": "", "source/_posts/2024-05-31-a.md": POST})

        assert config.source.folders[0].path == "source/_posts"
        assert config.articles.permalink == "jekyll:/b/:title/"

    def test_defaults_are_front_matter_by_path(self, tmp_path: Path) -> None:
        defaults = """defaults:
            - {scope: {path: _posts/deep}, values: {author: Ann, layout: post}}
            - {scope: {path: '', type: posts}, values: {permalink: pretty}}
            - {scope: {path: '', type: pages}, values: {author: Nobody}}
            - {scope: {path: other}, values: {author: Nobody}}
            """
        files = {"_config.yml": dedent(defaults), "_posts/2024-05-31-a.md": POST}

        assert configured(tmp_path, files).articles.defaults == (
            # not a style here: each post is at /pretty
            Defaults({"permalink": "pretty"}, "**"),
            Defaults({"author": "Ann"}, "deep/**"),
        )

    @pytest.mark.parametrize("url", ["", "url: http://localhost:4000"])
    def test_the_base_path_is_in_the_placeholder_of_an_unknown_host(self, url: str, tmp_path: Path) -> None:
        init(write(tmp_path, {"_config.yml": f"title: Quay\nbaseurl: /notes\n{url}", "_posts/2024-05-31-a.md": POST}))

        with pytest.raises(ConfigurationError, match=r"is a placeholder: 'https://example\.org/notes/'"):
            load_config(tmp_path / "config.yaml")
        assert load_edited(tmp_path / "config.yaml").site.url == "https://edited.example/notes/"

    def test_posts_in_other_markup_are_noted_without_a_configuration(self, tmp_path: Path) -> None:
        files = {"_posts/2024-05-31-a.md": POST, "_posts/2024-06-01-b.textile": POST}

        assert "1 file with the suffix .textile, in another markup language, cannot be read" in init(
            write(tmp_path, files)
        )

    @pytest.mark.parametrize(
        "url", ["//quay.works", "quay.works/notes", "https://quay.works/notes/", "https://quay.works/"]
    )
    def test_the_address_of_a_site_has_its_path_once_and_a_scheme(self, url: str, tmp_path: Path) -> None:
        init(write(tmp_path, {"_config.yml": f"url: {url}\nbaseurl: /notes", "_posts/2024-05-31-a.md": POST}))

        assert load_edited(tmp_path / "config.yaml").site.url == "https://quay.works/notes/"

    def test_a_domain_file_has_the_base_path_too(self, tmp_path: Path) -> None:
        files = {"_config.yml": "title: Quay\nbaseurl: /notes", "CNAME": "quay.works", "_posts/2024-05-31-a.md": POST}
        init(write(tmp_path, files))

        assert load_config(tmp_path / "config.yaml").site.url == "https://quay.works/notes/"


class TestHugo:
    def test_settings(self, tmp_path: Path) -> None:
        text = """
            baseURL = "https://crane-works.org/"
            title = "Crane"
            languageCode = "de-de"
            timeZone = "Europe/Berlin"
            buildFuture = true
            buildExpired = true
            copyright = "© Crane"
            [params]
            description = "About cranes"
            author = { name = "Jo", email = "jo@crane-works.org" }
            [permalinks]
            posts = "/:year/:month/:slug/"
            [frontmatter]
            date = ["released", ":filename"]
            publishDate = ["embargo_of_ours", ":default"]
            """
        files = {"hugo.toml": text, "content/posts/a.md": POST, "content/posts/b.md": POST, "content/about.md": POST}
        config = configured(tmp_path, files)

        assert config.site.url == "https://crane-works.org/"
        assert config.site.language == "de-DE"
        assert config.site.timezone == "Europe/Berlin"
        assert config.site.rights == "© Crane"
        assert config.site.description == "About cranes"
        assert config.site.author == Author("Jo", "jo@crane-works.org")
        assert config.source.folders[0].path == "content"
        assert "**/_index.*" in config.source.exclude
        assert config.articles.permalink == (
            PermalinkRule("**", "hugo:/:contentpath/"),
            PermalinkRule("posts/**", "hugo:/:year/:month/:slug/"),
        )
        assert config.articles.future == "publish"
        assert config.articles.expired == "keep"
        assert config.articles.fields["date"] == ("released", ":filename")
        assert config.articles.fields["embargo"][:2] == ("embargo_of_ours", "publish_date")

    def test_files_in_config_default_are_merged(self, tmp_path: Path) -> None:
        files = {
            "config/_default/hugo.yaml": "baseURL: https://crane-works.org\ntitle: Crane\ndefaultContentLanguage: fr\n",
            "config/_default/languages.toml": '[fr]\ntitle = "La grue"\ncontentDir = "content/fr"\n',
            "config/_default/permalinks.json": '{"page": {"posts": "/:section/:year/:slug/"}}',
            "content/fr/posts/a.md": POST,
        }
        config = configured(tmp_path, files)

        assert config.site.title == "La grue"
        assert config.site.language == "fr"
        assert config.source.folders[0].path == "content/fr"
        assert config.articles.permalink == (
            PermalinkRule("**", "hugo:/:contentpath/"),
            PermalinkRule("posts/**", "hugo:/:section/:year/:slug/"),
        )

    def test_main_sections_become_the_source(self, tmp_path: Path) -> None:
        text = 'baseURL = "https://crane-works.org"\ntitle = "C"\nuglyURLs = true\n[params]\nmainSections = ["post"]\n'
        config = configured(tmp_path, {"hugo.toml": text, "content/post/a.md": POST, "content/page/b.md": POST})

        assert config.source.folders[0].path == "content"
        assert config.source.include[0] == "post/**/*.md"
        assert config.articles.permalink == "hugo:/:contentpath.html"

    def test_each_language_has_its_folder_or_its_names_of_files(self, tmp_path: Path) -> None:
        text = """
            baseURL = "https://crane-works.org"
            title = "C"
            [permalinks]
            posts = "/:sections[1:]/:slug/"
            [languages.en]
            [languages.nl]
            baseURL = "https://kraan.example.nl"
            contentDir = "content.nl"
            [languages.fr]
            languageCode = "fr-CA"
            [languages.xx]
            disabled = true
            """
        files = {"hugo.toml": text, "content/posts/a.md": POST, "content/posts/a.fr.md": POST, "content.nl/b.md": POST}
        config = configured(tmp_path, files)

        assert config.source.folders[0].path == "."
        assert config.articles.permalink == (
            PermalinkRule("content/**", "hugo:/:contentpath/"),
            PermalinkRule("content/**/*.en.md", "hugo:/:contentpath/"),
            PermalinkRule("content/**/*.en.markdown", "hugo:/:contentpath/"),
            PermalinkRule("content/posts/**", "hugo:/:sections[1:]/:slug/"),
            PermalinkRule("content/posts/**/*.en.md", "hugo:/:sections[1:]/:slug/"),
            PermalinkRule("content/posts/**/*.en.markdown", "hugo:/:sections[1:]/:slug/"),
            PermalinkRule("content/**/*.fr.md", "hugo:/fr/:contentpath/"),
            PermalinkRule("content/**/*.fr.markdown", "hugo:/fr/:contentpath/"),
            PermalinkRule("content/posts/**/*.fr.md", "hugo:/fr/:sections[1:]/:slug/"),
            PermalinkRule("content/posts/**/*.fr.markdown", "hugo:/fr/:sections[1:]/:slug/"),
            PermalinkRule("content.nl/**", "hugo:https://kraan.example.nl/:contentpath[1:]/"),
            PermalinkRule("content.nl/posts/**", "hugo:https://kraan.example.nl/:sections[2:]/:slug/"),
        )
        assert [(each.path, each.values) for each in config.articles.defaults] == [
            ("content/**", {"language": "en"}),
            ("content/**/*.en.md", {"language": "en"}),
            ("content/**/*.en.markdown", {"language": "en"}),
            ("content/**/*.fr.md", {"language": "fr-CA"}),
            ("content/**/*.fr.markdown", {"language": "fr-CA"}),
            ("content.nl/**", {"language": "nl"}),
        ]
        assert config.feeds.languages

    def test_other_markup_and_the_length_of_the_feed_are_noted(self, tmp_path: Path) -> None:
        text = 'baseURL = "https://crane-works.org"\ntitle = "C"\n[services.rss]\nlimit = 7\n'
        printed = init(write(tmp_path, {"hugo.toml": text, "content/a.md": POST, "content/b.org": "* B\n"}))

        assert "note: 1 file with the suffix .org, which Hugo reads, cannot be read" in printed
        assert load_edited(tmp_path / "config.yaml").feeds.limit == 7

    def test_a_cascade_is_front_matter_by_path(self, tmp_path: Path) -> None:
        text = """
            baseURL = "https://crane-works.org"
            title = "C"
            [[cascade]]
            author = "Jo"
            [cascade.target]
            path = "/posts/**"
            [[cascade]]
            draft = true
            [cascade.target]
            lang = "fr"
            [[cascade]]
            draft = true
            target = "posts"
            """
        index = "---\ntitle: Old\ncascade:\n  params: {tags: [old], toc: true}\n---\n"
        printed = init(
            write(tmp_path, {"hugo.toml": text, "content/posts/a.md": POST, "content/posts/old/_index.md": index})
        )

        assert [(each.path, each.values) for each in load_edited(tmp_path / "config.yaml").articles.defaults] == [
            ("posts/**", {"author": "Jo"}),
            ("posts/old/**", {"tags": ["old"]}),
        ]
        assert "hugo.toml: cascade has a target that is not read: \"{'lang': 'fr'}\"" in printed
        assert "hugo.toml: cascade has a target that is not read: 'posts'" in printed

    def test_a_config_yaml_of_hugo_is_never_replaced(self, tmp_path: Path) -> None:
        own = "baseURL: https://crane-works.org\ntitle: Crane\n"
        write(tmp_path, {"config.yaml": own, "content/posts/a.md": POST})

        code, hint = refusal(tmp_path, "--force")
        init(tmp_path, "-c", "feedmaker.yaml")

        assert code == "config-exists"
        assert "-c feedmaker.yaml" in hint
        assert (tmp_path / "config.yaml").read_text() == own
        assert load_edited(tmp_path / "feedmaker.yaml").site.title == "Crane"


class TestPelicanAndNikola:
    def test_default_metadata_of_pelican_are_defaults(self, tmp_path: Path) -> None:
        text = "SITENAME = 'Buoy'\nSITEURL = 'https://buoy-log.org'\nDEFAULT_METADATA = {'status': 'draft'}\n"
        config = configured(tmp_path, {"pelicanconf.py": text, "content/a.md": POST})

        assert config.articles.defaults == (Defaults({"status": "draft"}, "**"),)

    @pytest.mark.parametrize(
        ("setting", "tags"), [("", ("draft", "private")), ("USE_TAG_METADATA = False\n", ())], ids=["default", "off"]
    )
    def test_tags_that_make_drafts_in_nikola(self, tmp_path: Path, setting: str, tags: tuple[str, ...]) -> None:
        text = (
            "BLOG_TITLE = 'Buoy'\nSITE_URL = 'https://buoy-log.org'\nPOSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\n"
        )
        config = configured(tmp_path, {"conf.py": text + setting, "posts/a.md": POST})

        assert config.articles.draft_tags == tags
        assert config.source.sidecar == ".meta"

    def test_tags_that_nikola_does_not_show_are_hidden(self, tmp_path: Path) -> None:
        text = (
            "BLOG_TITLE = 'Buoy'\nSITE_URL = 'https://buoy-log.org'\nPOSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\n"
            "HIDDEN_TAGS = ['mathjax']\n"
        )
        config = configured(tmp_path, {"conf.py": text, "posts/a.md": POST})

        assert config.feeds.hidden_tags == ("mathjax",)

    def test_a_slug_in_the_path_makes_no_wrong_link(self, tmp_path: Path) -> None:
        text = "SITENAME = 'Buoy'\nSITEURL = 'https://buoy-log.org'\nPATH_METADATA = '(?P<slug>.*)/'\n"
        printed = init(write(tmp_path, {"pelicanconf.py": text, "content/ebb/a.md": POST}))

        assert load_config(tmp_path / "config.yaml").articles.permalink == "pelican:/:slug(own):lang_suffix.html"
        assert "PATH_METADATA makes the slugs of articles" in printed

    def test_pages_of_nikola_are_at_the_base_url(self, tmp_path: Path) -> None:
        text = "BLOG_TITLE = 'Buoy'\nSITE_URL = 'http://localhost:8000/'\nBASE_URL = 'https://buoy-log.org/'\n"
        text += "POSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\n"

        assert configured(tmp_path, {"conf.py": text, "posts/a.md": POST}).site.url == "https://buoy-log.org/"

    def test_python_is_read_and_never_run(self, tmp_path: Path) -> None:
        text = """
            import os, sys
            sys.exit(open('ran', 'w').write('x'))
            AUTHOR: str = 'Mo'
            SITENAME = 'Buoy ' 'Log'
            SITEURL = f'https://{os.environ["HOST"]}'
            TIMEZONE = 'Europe/Oslo'
            DEFAULT_LANG = 'nb'
            PATH = 'content'
            ARTICLE_PATHS = ['blog']
            ARTICLE_URL = '{date:%Y}/{slug}.html'
            DEFAULT_DATE = 'fs'
            DEFAULT_CATEGORY = 'logbok'
            IGNORE_FILES = ['draft-*', '.#*']
            WITH_FUTURE_DATES = True
            """
        article = "Title: A\nDate: 2024-05-31\nSlug: a-b\n\nText\n"
        files = {
            "pelicanconf.py": text,
            "publishconf.py": "SITEURL = 'https://buoy-log.no'\n",
            "content/blog/a.md": article,
            "content/pages/b.rst": "B\n=\n",
        }
        config = configured(tmp_path, files)

        assert not (tmp_path / "ran").exists()
        assert config.site.title == "Buoy Log"
        assert config.site.url == "https://buoy-log.no/"
        assert config.site.language == "nb"
        assert config.source.folders[0].path == "content"
        assert "blog/**/*.rst" in config.source.include
        assert "**/draft-*" in config.source.exclude
        assert config.articles.permalink == "pelican:/:no_lang/:year/:slug.html"
        assert config.articles.undated == "file-time"
        assert config.articles.future == "publish"
        assert config.categories.default == "logbok"

    def test_values_that_code_computes_are_named_and_not_claimed(self, tmp_path: Path) -> None:
        text = """
            import os
            SITENAME = 'Buoy'
            SITEURL = 'http://localhost:8000'
            TIMEZONE = 'Europe/Oslo'
            if os.environ.get('UTC'):
                TIMEZONE = 'UTC'
            AUTHOR = 'Mo'
            AUTHOR = AUTHOR.upper()
            LONG = 'x'
            """
        text = dedent(text) + "LONG = LONG + LONG\n" * 60
        files = {
            "pelicanconf.py": text,
            "publishconf.py": "from pelicanconf import *\nSITEURL = os.environ['URL']\nSITENAME = SITENAME + ' log'\n",
            "content/a.md": POST,
        }
        printed = init(write(tmp_path, files))

        assert "site.title                  Buoy log  (publishconf.py: SITENAME)" in printed
        assert "note: publishconf.py: SITEURL is computed, so that its value is not known" in printed
        assert "note: pelicanconf.py: TIMEZONE is computed, so that its value is not known" in printed
        assert "to edit: site.url" in printed
        assert "localhost" not in printed
        assert "site.author" not in printed

    def test_slugs_by_rules_of_the_site_are_not_known_and_a_note_says_so(self, tmp_path: Path) -> None:
        text = "SITENAME = 'B'\nSLUG_REGEX_SUBSTITUTIONS = [(r'C\\+\\+', 'cpp')]\n"
        files = {"pelicanconf.py": text, "content/a.rst": "Buoys\n=====\n:date: 2024-05-31\n\nText\n"}
        printed = init(write(tmp_path, files))

        assert load_edited(tmp_path / "config.yaml").articles.permalink == "pelican:/:slug(own):lang_suffix.html"
        assert "articles that do not name their slug get no links" in printed

    @pytest.mark.parametrize(
        ("settings", "pages"),
        [
            (
                "TAG_URL = '/t/{slug}/'\nCATEGORY_SAVE_AS = ''\n",
                {"tag": "pelican:/t/:slug/", "author": "pelican:/author/:slug.html"},
            ),
            ("TAG_URL = ''\nCATEGORY_SAVE_AS = False\nAUTHOR_URL = 'by/{name}'\n", {}),
            (
                "SLUGIFY_USE_UNICODE = True\nCATEGORY_REGEX_SUBSTITUTIONS = [('a', 'b')]\nAUTHOR_SAVE_AS = None\n",
                {"tag": "pelican:/tag/:slug(unicode).html"},
            ),
            ("import os\nTAG_URL = os.environ['T']\nSLUG_REGEX_SUBSTITUTIONS = [('a', 'b')]\n", {}),
        ],
    )
    def test_pages_of_names_in_pelican_are_known_or_none(
        self, settings: str, pages: dict[str, str], tmp_path: Path
    ) -> None:
        files = {"pelicanconf.py": f"SITENAME = 'B'\n{settings}", "content/a.rst": "A\n=\n:date: 2024-05-31\n\nText\n"}
        init(write(tmp_path, files))

        assert load_edited(tmp_path / "config.yaml").site.pages == pages

    def test_the_link_with_a_category_whose_slug_is_made_by_rules_of_the_site_is_not_known(
        self, tmp_path: Path
    ) -> None:
        text = "SITENAME = 'B'\nARTICLE_URL = '{category}/{slug}/'\nCATEGORY_REGEX_SUBSTITUTIONS = [('a', 'b')]\n"
        files = {"pelicanconf.py": text, "content/a.rst": "A\n=\n:date: 2024-05-31\n\nText\n"}
        printed = init(write(tmp_path, files))

        assert load_edited(tmp_path / "config.yaml").articles.permalink is None
        assert "ARTICLE_URL has the slug of the category, which the site makes by rules of its own: no links" in printed

    def test_nikola(self, tmp_path: Path) -> None:
        text = """
            BLOG_TITLE = "Knots"
            SITE_URL = "https://knots-log.org/"
            DEFAULT_LANG = "en"
            TIMEZONE = "UTC"
            POSTS = (("posts/*.rst", "posts", "post.tmpl"), ("posts/*.md", "posts", "post.tmpl"))
            """
        config = configured(tmp_path, {"conf.py": text, "posts/a.rst": ".. title: A\n.. date: 2024-05-31\n\nText\n"})

        assert config.site.title == "Knots"
        assert config.source.folders[0].path == "posts"
        assert config.articles.permalink == "nikola:/posts/:folders/:slug/"

    @pytest.mark.parametrize(
        ("settings", "pages"),
        [
            ("", {"tag": "categories/:name/", "category": "categories/cat_:name/", "author": "authors/:name/"}),
            (
                "TAG_PATH = {'en': 'tags'}\nCATEGORY_PREFIX = ''\nPRETTY_URLS = USE_SLUGIFY = False\nAUTHOR_PATH = x\n",
                {"tag": "tags/:name(unicode).html", "category": "categories/:name(unicode).html"},
            ),
            (
                "CATEGORY_ALLOW_HIERARCHIES = True\n",
                {"tag": "categories/:name/", "author": "authors/:name/"},
            ),
        ],
    )
    def test_pages_of_names_in_nikola(self, settings: str, pages: dict[str, str], tmp_path: Path) -> None:
        text = (
            f"BLOG_TITLE = 'Knots'\nDEFAULT_LANG = 'en'\nPOSTS = (('posts/*.rst', 'posts', 'post.tmpl'),)\n{settings}"
        )
        init(write(tmp_path, {"conf.py": text, "posts/a.rst": ".. title: A\n.. date: 2024-05-31\n\nText\n"}))

        found = load_edited(tmp_path / "config.yaml").site.pages
        assert found == {kind: f"nikola:/{page}" for kind, page in pages.items()}


class TestVitePressAndObsidian:
    @pytest.mark.parametrize(("more", "permalink"), [("", ":page"), ("cleanUrls: true,", ":page(clean)")])
    def test_vitepress(self, tmp_path: Path, more: str, permalink: str) -> None:
        text = f"""
            export default defineConfig({{
              title: 'Lock Log', lang: 'nl-NL', base: '/log/', {more}
              sitemap: {{ hostname: 'https://lock-log.nl' }},
            }})
            """
        config = configured(tmp_path, {"docs/.vitepress/config.mts": text, "docs/posts/a.md": POST})

        assert (config.site.title, config.site.url) == ("Lock Log", "https://lock-log.nl/log/")
        assert config.site.language == "nl-NL"
        assert config.source.folders[0].path == "docs"
        assert config.articles.permalink == f"vitepress:/{permalink}"

    @pytest.mark.parametrize(
        ("file", "key", "article"),
        [
            (".vitepress/config.mjs", "srcExclude", "posts/a.md"),
            ("quartz.config.ts", "ignorePatterns", "content/a.md"),
            ("docusaurus.config.js", "blog: { exclude", "blog/a.md"),
        ],
    )
    def test_patterns_that_exclude_articles_are_read_in_conditions_and_constants(
        self, tmp_path: Path, file: str, key: str, article: str
    ) -> None:
        end = "}" * key.count("{")
        text = f"""
            const live = process.env.NODE_ENV === 'production';
            const hidden: string[] = ['private/**'];
            export default {{ title: 'Log', {key}: live ? ['drafts/**', ...hidden] : ['old.md'] {end} }};
            """
        config = configured(tmp_path, {file: text, article: POST})

        assert {"drafts/**", "private/**", "old.md"} <= set(config.source.exclude)
        assert "production" not in config.source.exclude

    def test_quartz(self, tmp_path: Path) -> None:
        text = """
            const config: QuartzConfig = {
              configuration: {
                pageTitle: "Lock Log", locale: "nl-NL", baseUrl: "lock-log.nl/notes",
                ignorePatterns: ["private", "forms"],
              },
              plugins: { filters: [Plugin.ExplicitPublish()] },
            }
            """
        files = {"quartz.config.ts": text, "content/Low & high/a b.md": POST, "docs/b.md": POST}
        config = configured(tmp_path, files)

        assert (config.site.title, config.site.url) == ("Lock Log", "https://lock-log.nl/notes/")
        assert config.site.language == "nl-NL"
        assert config.source.path == "content"
        assert config.source.exclude[-2:] == ("private", "forms")
        assert config.articles.defaults[0].values == {"publish": "false"}
        assert config.articles.markdown == "obsidian"
        assert config.articles.permalink == "quartz:/:page"

    def test_files_of_markdoc_in_an_astro_site_are_named(self, tmp_path: Path) -> None:
        files = {
            "astro.config.mjs": "export default {}\n",
            "src/content/blog/a.md": POST,
            "src/content/blog/b.mdoc": POST,
        }
        printed = init(write(tmp_path, files))

        assert "1 file with the suffix .mdoc, which Astro reads by Markdoc, cannot be read" in printed

    def test_the_address_of_the_sample_site_of_docusaurus_is_not_used(self, tmp_path: Path) -> None:
        text = "export default { title: 'T', url: 'https://your-docusaurus-site.example.com', baseUrl: '/' };"
        printed = init(write(tmp_path, {"docusaurus.config.js": text, "blog/a.md": POST}))

        assert "to edit: site.url" in printed

    def test_a_vault_has_no_links_and_its_templates_are_no_articles(self, tmp_path: Path) -> None:
        files = {".obsidian/templates.json": '{"folder": "Forms/"}', "Notes/a.md": POST, "Forms/day.md": POST}
        printed = init(write(tmp_path, files))
        config = load_edited(tmp_path / "config.yaml")

        assert printed.startswith("recognised Obsidian by .obsidian")
        assert "Forms/**" in config.source.exclude
        assert config.articles.permalink is None
        assert "note: a vault is not a site" in printed

    def test_a_blog_may_be_that_of_a_plugin_of_the_site(self, tmp_path: Path) -> None:
        text = """
            export default {
              url: 'https://quay.works',
              presets: [['classic', { blog: false }]],
              plugins: [['./src/plugin/plugin-content-blog', { path: 'notes', routeBasePath: 'n' }]],
            };
            """
        config = configured(tmp_path, {"docusaurus.config.js": text, "notes/a.md": POST})

        assert config.source.path == "notes"
        assert config.articles.permalink == "docusaurus:/n/:slug"

    @pytest.mark.parametrize(
        ("setting", "value"), [("rewrites", "{ 'a/:x': ':x' }"), ("base", "production ? '/docs/' : '/'")]
    )
    def test_addresses_of_vitepress_that_are_not_known_give_no_links(
        self, tmp_path: Path, setting: str, value: str
    ) -> None:
        files = {".vitepress/config.mjs": f"export default {{ {setting}: {value} }}\n", "posts/a.md": POST}
        printed = init(write(tmp_path, files))

        assert "articles.permalink  " not in printed
        assert f"note: .vitepress/config.mjs: {setting} is not supported" in printed


class TestQuarto:
    def test_folders_have_metadata_in_common(self, tmp_path: Path) -> None:
        files = {
            "_quarto.yml": "project: {type: website}\nwebsite: {title: Ebb, site-url: 'https://ebb.blog'}\nlang: de\n",
            "posts/_metadata.yml": "author: Otto Pier\ndraft: true\nfreeze: true\n",
            "posts/a/index.qmd": POST,
            "about.qmd": "---\ntitle: About\n---\n",
            "posts/b.ipynb": "{}",
            "posts/_partial.ipynb": "{}",
            "posts/a/index.html.md": POST,
            "posts/a/index_cache/chunk-1.html": f"<!-- {POST} -->",
            "posts/a/index_files/AUTHORS.txt": POST,
        }
        printed = init(write(tmp_path, files))
        config = load_edited(tmp_path / "config.yaml")

        assert config.source.include == ("posts/**/*.qmd", "posts/**/*.md", "posts/**/*.rmd")
        assert "**/*.html.md" in config.source.exclude
        assert printed.startswith("recognised Quarto by _quarto.yml")
        assert (config.site.title, config.site.url, config.site.language) == ("Ebb", "https://ebb.blog/", "de")
        assert "posts/**/*.qmd" in config.source.include
        assert config.articles.permalink == "quarto:/:page"
        assert config.articles.defaults[0].values == {"author": "Otto Pier", "draft": "true"}
        assert config.articles.defaults[0].path == "posts/**"
        assert "note: 1 file with the suffix .ipynb, which Quarto reads, cannot be read" in printed

    @pytest.mark.parametrize(
        ("footer", "rights"),
        [
            ("Copyright &copy; 2024 <a href='/otto'>Otto Pier</a>", "Copyright © 2024 Otto Pier"),
            ("{{< fa copyright >}} Otto Pier", None),
            ("© {year} Otto Pier", None),
            ("Made with [Quarto](https://quarto.org)", None),
            ("<img src='/a.svg'>", None),
        ],
    )
    def test_the_footer_of_pages_is_the_rights_if_it_is_text(
        self, tmp_path: Path, footer: str, rights: str | None
    ) -> None:
        settings = f'website:\n  page-footer:\n    left: "{footer}"\n'

        assert configured(tmp_path, {"_quarto.yml": settings, "posts/a.qmd": POST}).site.rights == rights

    def test_a_date_of_numbers_begins_with_the_month(self, tmp_path: Path) -> None:
        config = configured(tmp_path, {"_quarto.yml": "project: {type: website}\n", "posts/a.qmd": POST})

        assert config.articles.date_order == "mdy"


class TestZolaEleventyAstro:
    def test_zola(self, tmp_path: Path) -> None:
        text = 'base_url = "https://tide-table.org"\ntitle = "Tide"\ndefault_language = "fr"\n'
        post = '+++\ntitle = "A"\ndate = 2024-05-31\n+++\nText\n'
        config = configured(
            tmp_path, {"config.toml": text, "content/blog/a.md": post, "content/_index.md": "+++\n+++\n"}
        )

        assert config.site.language == "fr"
        assert config.source.folders[0].path == "content"
        assert config.source.include == ("blog/**/*.md",)
        assert config.articles.permalink == "zola:/:folders/:slug/"

    def test_eleventy_reads_the_folder_and_the_data(self, tmp_path: Path) -> None:
        files = {
            "eleventy.config.mjs": 'export const config = {dir: {input: "src", data: "_data"}};\n',
            "src/_data/metadata.js": """
                // title: "Not this"
                module.exports = { title: "Lamp", url: 'https://lamp-house.org/', author: { name: "Io" },
                                   description: `Every ${night}`, language: "en" };
                """,
            "src/posts/a.md": POST,
            "src/posts/b.md": POST,
            "src/posts/posts.json": '{"permalink": "/{{ page.fileSlug }}/index.html", "tags": "posts"}',
            "src/about.md": "---\ntitle: About\n---\n",
        }
        config = configured(tmp_path, files)

        assert config.site.title == "Lamp"
        assert config.site.url == "https://lamp-house.org/"
        assert config.site.description == ""
        assert config.source.folders[0].path == "src"
        assert config.source.include == ("posts/**/*.md",)
        assert config.site.timezone == "UTC"
        assert config.articles.permalink == (
            PermalinkRule("**", "eleventy:/:page/"),
            PermalinkRule("posts/**", "eleventy:/:file_slug/"),
        )

    @pytest.mark.parametrize(
        ("files", "emoji"),
        [
            ({"hugo.toml": "enableEmoji = true", "content/a.md": POST}, True),
            ({"hugo.toml": "enableEmoji = false", "content/a.md": POST}, False),
            ({"_config.yml": "plugins: [jemoji]", "_posts/2024-05-31-a.md": POST}, True),
            ({"_config.yml": "plugins: []", "_posts/2024-05-31-a.md": POST}, False),
            ({"_config.yml": HEXO + "markdown: {plugins: [markdown-it-emoji]}", "src/_posts/a.md": POST}, True),
            ({"_config.yml": HEXO, "src/_posts/a.md": POST}, False),
        ],
    )
    def test_emoji_are_those_of_the_site(self, files: dict[str, str], emoji: bool, tmp_path: Path) -> None:
        assert configured(tmp_path, files).articles.emoji is emoji

    # Hugo writes "/b/" as "https://a.works/log/b/" with the first, and as "../b/" from a page with the second.
    @pytest.mark.parametrize(
        ("setting", "root"), [("canonifyURLs = true", "site"), ("relativeURLs = true", "site"), ("", "host")]
    )
    def test_addresses_of_hugo_that_begin_at_the_folder_of_the_site(
        self, setting: str, root: str, tmp_path: Path
    ) -> None:
        files = {
            "hugo.toml": f"baseURL = 'https://a.works/log/'\n{setting}\n",
            "content/a.md": "---\ndate: 2024-05-31\n---\nText\n",
        }

        assert configured(tmp_path, files).articles.root == root

    @pytest.mark.parametrize(
        ("scripts", "files", "url", "is_noted"),
        [
            ({"build": "eleventy --pathprefix=/log/", "start": "eleventy --serve"}, {}, "https://a.works/log/", False),
            ({"build": "eleventy --pathprefix log && ls"}, {}, "https://a.works/log/", False),
            ({"build": "npx @11ty/eleventy", "pages": "npx @11ty/eleventy --pathprefix=/log/"}, {}, None, True),
            (
                {"build": "npx @11ty/eleventy", "pages": "npx @11ty/eleventy --pathprefix=/log/"},
                {".github/workflows/a.yml": "jobs: {a: {steps: [{run: npm run pages}]}}"},
                "https://a.works/log/",
                False,
            ),
            ({"build": "eleventy --pathprefix=$PLACE"}, {}, None, True),
            ({"build": "eleventy"}, {}, None, False),
        ],
    )
    def test_the_prefix_with_which_commands_build_an_eleventy_site(
        self, scripts: dict[str, str], files: dict[str, str], url: str | None, is_noted: bool, tmp_path: Path
    ) -> None:
        package = {"dependencies": {"@11ty/eleventy": "^3.0.0"}, "scripts": scripts}
        site = {
            "eleventy.config.js": "export default function () {}\n",
            "package.json": json.dumps(package),
            "_data/site.json": '{"title": "A", "url": "https://a.works"}',
            "a.md": "---\ndate: 2024-05-31\n---\nText\n",
        }
        printed = init(write(tmp_path, {**site, **files}))

        assert load_edited(tmp_path / "config.yaml").site.url == (url or "https://a.works/")
        assert ("--pathprefix: add it to site.url" in printed) == is_noted

    def test_eleventy_is_recognised_by_the_configuration_that_a_command_names(self, tmp_path: Path) -> None:
        files = {
            "conf/site.cjs": "module.exports = () => ({ dir: { input: 'text' } });\n",
            "package.json": '{"scripts": {"build": "npx eleventy --config=./conf/site.cjs"}}',
            "text/a.md": "---\ndate: 2024-05-31\n---\nText\n",
        }

        assert configured(tmp_path, files).articles.generator == "eleventy"

    def test_a_page_of_eleventy_that_is_no_template_keeps_its_variables(self, tmp_path: Path) -> None:
        files = {
            "eleventy.config.js": "export default () => ({ markdownTemplateEngine: false });\n",
            "_data/site.json": '{"title": "A", "url": "https://a.works"}',
            "a.md": "---\ndate: 2024-05-31\n---\n{{ site.title }}\n",
        }
        articles = configured(tmp_path, files).articles

        assert articles.variables == {}
        assert [one.values for one in articles.defaults] == [{"templateEngineOverride": "md"}]

    def test_data_that_a_folder_has_too_are_not_known(self, tmp_path: Path) -> None:
        variables = "{{ site.title }} {{ shop.name }} {{ club.name }} {{ pkg.name }} {{ more.x }}"
        files = {
            "eleventy.config.js": 'export default (c) => { c.addGlobalData("club", { name: "Lee" }); };\n',
            "_data/site.json": '{"title": "A", "url": "https://a.works"}',
            "_data/shop.json": '{"name": "Wicks"}',
            "_data/more.js": "export default () => ({ x: 'y' });\n",
            "package.json": '{"name": "log"}',
            "posts/posts.11tydata.js": "export default { shop: { name: 'Own' } };\n",
            "posts/a.md": f"---\ndate: 2024-05-31\n---\n{variables}\n",
        }

        assert configured(tmp_path, files).articles.variables == {
            "club.name": "Lee", "pkg.name": "log", "site.title": "A",
        }  # fmt: skip

    def test_directory_data_of_eleventy_are_front_matter_by_path(self, tmp_path: Path) -> None:
        files = {
            "eleventy.config.js": "module.exports = {dir: {input: 'src'}, pathPrefix: '/sub/'};\n",
            "src/_data/site.json": '{"title": "Lamp", "url": "https://lamp-house.org"}',
            "src/src.json": '{"author": "Io", "layout": "x"}',
            "src/posts/posts.11tydata.js": "module.exports = {tags: ['posts', 'sea'], permalink: (d) => d.x};\n",
            "src/posts/a.md": POST,
            "src/posts/a.json": '{"permalink": "/{{ title | slugify }}/"}',
            "src/hidden/hidden.json": '{"permalink": false}',
            "src/hidden/b.md": POST,
        }
        printed = init(write(tmp_path, files))
        config = load_edited(tmp_path / "config.yaml")

        assert [(each.path, each.values) for each in config.articles.defaults] == [
            ("**", {"author": "Io"}),
            ("hidden/**", {"permalink": "false"}),
            ("posts/**", {"tags": ["posts", "sea"]}),
        ]
        assert config.articles.permalink == (
            PermalinkRule("**", "eleventy:/:page/"),
            PermalinkRule("posts/**"),
            PermalinkRule("posts/a.md", "eleventy:/:title[slugify]/"),
        )
        assert config.site.url == "https://lamp-house.org/sub/"
        assert "src/posts/posts.11tydata.js: permalink is computed; articles there get no links" in printed

    @pytest.mark.parametrize(
        ("code", "pattern"),
        [
            ("return `/log/${slug(data.title)}/`;", "eleventy:/log/:title[ascii-nfkd]/"),
            (
                """
                const raw = data.slug || data.page?.fileSlug || '';
                const own = String(raw)
                  .trim().toLowerCase()
                  .replace(/[^a-z0-9-]+/g, '-').replace(/-+/g, '-').replace(/^-|-$/g, '');
                return `/log/${own}/`;
                """,
                "eleventy:/log/:slug[ascii,=file_slug,ascii]/",
            ),
            # these make other slugs: of capital letters, at the ends, and of several characters
            ("return `/${data.title.replace(/[^a-z0-9]+/g, '-').toLowerCase().replace(/^-|-$/g, '')}/`;", None),
            ("return `/${data.title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}/`;", None),
            ("return `/${data.title.toLowerCase().replace(/[^a-z0-9]/g, '-').replace(/^-|-$/g, '')}/`;", None),
            ("return `/${slug(data.title).slice(0, 20)}/`;", None),
            (
                "const own = own.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''); return `/${own}/`;",
                None,
            ),
        ],
    )
    def test_a_permalink_of_eleventy_with_a_slug_made_by_its_own_code(
        self, tmp_path: Path, code: str, pattern: str | None
    ) -> None:
        files = {
            "eleventy.config.js": "module.exports = {};\n",
            "posts/posts.11tydata.js": "const slug = (text = '') =>\n  text.toString().normalize('NFKD')\n"
            "    .replace(/[\\u0300-\\u036F]/g, '')\n    .toLowerCase()\n    .replace(/[^a-z0-9]+/g, '-')\n"
            "    .replace(/^-+|-+$/g, '').replace(/-{2,}/g, '-');\n"
            f"module.exports = {{permalink: (data) => {{ {code} }}}};\n",
            "posts/a.md": POST,
        }

        assert configured(tmp_path, files).articles.permalink == (
            PermalinkRule("**", "eleventy:/:page/"),
            PermalinkRule("posts/**", pattern),
        )

    @pytest.mark.parametrize(
        "code",
        [
            "if (d.sea) { return `/sea/${d.page.fileSlug}/`; }",
            "if (d.sea) return `/sea/${d.page.fileSlug}/`",
            "return d.sea ? `/sea/${d.page.fileSlug}/` : `/land/${d.page.fileSlug}/`;",
            "return d.page.filePathStem.replace('/posts', '/sea') + '/';",
        ],
    )
    def test_a_permalink_of_eleventy_that_depends_on_more_is_not_known(self, tmp_path: Path, code: str) -> None:
        files = {
            "eleventy.config.js": "module.exports = {};\n",
            "posts/posts.11tydata.js": f"module.exports = {{eleventyComputed: {{permalink: (d) => {{ {code} }}}}}};\n",
            "posts/a.md": POST,
        }

        assert configured(tmp_path, files).articles.permalink == (
            PermalinkRule("**", "eleventy:/:page/"),
            PermalinkRule("posts/**"),
        )

    @pytest.mark.parametrize(
        ("schema", "condition", "fields", "values"),
        [
            ("draft: z.boolean().default(true),", "data.draft !== true", {}, {"draft": "true"}),
            ("draft: z.boolean().optional(),", "!data.draft", {}, None),
            ("status: z.enum(['draft', 'live']).default('draft'),", "data.status === 'live'", {}, {"status": "draft"}),
            ('"on-air": z.boolean(),', 'data["on-air"] === true', {"published": "on-air"}, {"on-air": "false"}),
            ("secret: z.boolean().default(false),", "!data.secret && data.date < now", {"draft": "secret"}, None),
            ("featured: z.boolean().default(false),", "data.date < now", {}, None),
        ],
    )
    def test_flags_of_astro_keep_entries_unpublished(
        self, tmp_path: Path, schema: str, condition: str, fields: dict[str, str], values: dict[str, object] | None
    ) -> None:
        files = {
            "astro.config.mjs": "export default { site: 'https://lamp-house.org' }\n",
            "src/content.config.ts": "const blog = defineCollection({\n  loader: glob({ base: 'src/content/blog' }),\n"
            f"  schema: z.object({{ title: z.string(), {schema} }}),\n}});\nexport const collections = {{ blog }};\n",
            "src/pages/blog/[id].astro": "---\nexport const getStaticPaths = async () => {\n"
            f"  const posts = await getCollection('blog', ({{ data }}) => {condition});\n"
            "  return posts.map((post) => ({ params: { id: post.id } }));\n};\n---\n",
            "src/content/blog/a.md": POST,
        }
        articles = configured(tmp_path, files).articles

        assert articles.permalink == "astro:/blog/:id/"
        assert {field: keys[0] for field, keys in articles.fields.items()} == fields
        assert [each.values for each in articles.defaults] == ([values] if values else [])

    def test_ids_of_astro_that_code_makes_give_no_links(self, tmp_path: Path) -> None:
        config = """
            const blog = defineCollection({
              loader: glob({
                base: './src/content/blog',
                generateId: ({ entry }) => { if (entry) { return `${{ id: entry }.id}`; } },
              }),
            });
            export const collections = { blog };
            """
        page = """
            ---
            export async function getStaticPaths() {
              return (await getCollection('blog')).map((entry) => ({ params: { id: entry.id } }));
            }
            ---
            """
        files = {
            "astro.config.mjs": "export default { site: 'https://lamp-house.org' }\n",
            "src/content.config.ts": config,
            "src/pages/[id].astro": page,
            "src/content/blog/a.md": POST,
        }
        printed = init(write(tmp_path, files))

        assert "articles.permalink  " not in printed
        assert "source.path                 src/content/blog" in printed

    def test_the_author_in_a_script_has_no_address_of_another(self, tmp_path: Path) -> None:
        files = {
            "astro.config.mjs": "export default { site: 'https://lamp-house.org' }\n",
            "src/consts.ts": "export const SITE_CONTACT = 'desk@lamp-house.org';\nexport const SITE_AUTHOR = 'Io';\n",
            "src/content/a.md": POST,
        }

        assert configured(tmp_path, files).site.author == Author("Io")

    @pytest.mark.parametrize(
        ("pages", "parameter"),
        [
            (("blog/[id]",), "entry.id.toUpperCase()"),
            (("blog/[id]",), "makeSlug(entry)"),
            (("blog/[id]", "amp/[id]"), "entry.id"),
            (("[lang]/blog/[id]",), "entry.id"),
            (("blog/[id]",), "entry.data.id"),
        ],
        ids=["changed", "function", "two-pages", "another-parameter", "own-key"],
    )
    def test_routes_of_astro_that_are_not_known_give_no_links(
        self, tmp_path: Path, pages: tuple[str, ...], parameter: str
    ) -> None:
        page = f"""
            ---
            import {{ getCollection }} from 'astro:content';
            export async function getStaticPaths() {{
              return (await getCollection('blog')).map((entry) => ({{ params: {{ id: {parameter} }} }}));
            }}
            ---
            """
        files = {
            "astro.config.mjs": "export default { site: 'https://lamp-house.org' }\n",
            "src/content/blog/a.md": POST,
            **{f"src/pages/{name}.astro": page for name in pages},
        }
        printed = init(write(tmp_path, files))

        assert "articles.permalink  " not in printed
        assert "set articles.permalink" in printed

    def test_a_slug_that_code_of_an_astro_site_makes_gives_no_link(self, tmp_path: Path) -> None:
        page = """
            ---
            export async function getStaticPaths() {
              return published(await getCollection('blog')).map((post) => ({ params: { slug: post.data.slug } }));
            }
            ---
            """
        files = {
            "astro.config.mjs": "export default { site: 'https://lamp-house.org' }\n",
            "src/content/blog/2024-05-31-wick.md": POST,
            "src/content/blog/2024-06-01-oil.md": POST.replace("---\n", "---\nslug: oil\n", 1),
            "src/pages/blog/[slug].astro": page,
        }
        configured(tmp_path, files)

        links = {article.path: article.link for article in articles(tmp_path / "config.yaml")}
        assert links == {
            "2024-05-31-wick.md": None,
            "2024-06-01-oil.md": "https://lamp-house.org/blog/oil/",
        }

    @pytest.mark.parametrize("parameter", ["post.slug || post.id.replace(/\\.md$/, '')", "post.slug ?? post.id"])
    def test_the_slug_or_the_id_without_suffix_is_the_id(self, tmp_path: Path, parameter: str) -> None:
        page = f"""
            ---
            export async function getStaticPaths() {{
              return (await getCollection('blog')).map((post) => ({{ params: {{ slug: {parameter} }}, props: post }}));
            }}
            ---
            """
        files = {
            "astro.config.mjs": "export default { site: 'https://lamp-house.org' }\n",
            "src/content/blog/wick.md": POST,
            "src/pages/blog/[...slug].astro": page,
        }

        assert configured(tmp_path, files).articles.permalink == "astro:/blog/:id/"

    def test_the_theme_wind_of_astro_has_its_settings_in_yaml(self, tmp_path: Path) -> None:
        text = """
            site: {name: Vane, site: 'https://vane.works', base: '/on'}
            metadata: {title: {default: Other}, description: Where the wind goes}
            i18n: {language: fr}
            """
        files = {
            "astro.config.ts": "export default defineConfig({ output: 'static' })\n",
            "src/config.yaml": text,
            "src/data/post/a.md": POST,
        }
        site = configured(tmp_path, files).site

        assert (site.title, site.url, site.description, site.language) == (
            "Vane",
            "https://vane.works/on/",
            "Where the wind goes",
            "fr",
        )

    def test_the_theme_pure_of_astro_gets_its_posts_from_a_package(self, tmp_path: Path) -> None:
        page = """
            ---
            import { getBlogCollection, sortMDByDate } from 'astro-pure/server'
            export async function getStaticPaths() {
              return sortMDByDate(await getBlogCollection()).map((post) => ({ params: { id: post.id } }));
            }
            ---
            """
        files = {
            "astro.config.mjs": "export default { site: 'https://lamp-house.org' }\n",
            "src/content/blog/wick.md": POST,
            "src/content/docs/oil.md": POST,
            "src/pages/blog/[...id].astro": page,
            "src/pages/docs/[...id].astro": page.replace("Collection()", "Collection('docs')"),
        }

        assert configured(tmp_path, files).articles.permalink == (
            PermalinkRule("blog/**", "astro:/blog/:id[1:]/"),
            PermalinkRule("docs/**", "astro:/docs/:id[1:]/"),
        )

    def test_an_address_with_a_path_is_not_that_of_an_astro_site(self, tmp_path: Path) -> None:
        files = {
            "astro.config.mjs": "export default { site: import.meta.env.SITE }\n",
            "src/config.ts": "export const EDIT = { url: 'https://forge.blog/lamp/edit/main' }\n",
            "src/content/blog/a.md": POST,
        }

        assert "to edit: site.title, site.url" in init(write(tmp_path, files))

    def test_astro(self, tmp_path: Path) -> None:
        files = {
            "astro.config.ts": "export default defineConfig({ base: '/log', site: `https://lamp-house.org` })\n",
            "src/consts.ts": "export const SITE_TITLE = 'Lamp';\nexport const SITE_DESCRIPTION: string = 'I\\'m on';\n",
            "src/content/blog/a.mdx": "---\ntitle: A\npubDate: 'Jul 08 2022'\n---\nText\n",
        }
        config = configured(tmp_path, files)

        assert config.site.title == "Lamp"
        assert config.site.url == "https://lamp-house.org/log/"
        assert config.site.description == "I'm on"
        assert config.source.folders[0].path == "src/content/blog"
        assert "**/*.mdx" in config.source.include


class TestPlainFolders:
    def test_title_and_url_are_missing(self, tmp_path: Path) -> None:
        folder = tmp_path / "harbour_news"
        printed = init(
            write(folder, {"a.md": POST, "b/b.md": POST, "README.md": "# no\n", "CNAME": "harbour-news.org\n"})
        )
        config = load_edited(folder / "config.yaml")

        assert config.site.title == "harbour news"
        assert config.site.url == "https://harbour-news.org/"
        assert config.source.folders[0].path == "."
        assert not config.categories.nested
        assert printed.startswith("recognised articles without a known generator\n")
        assert printed.endswith("next: edit it, then feedmaker build\n")
        assert "to edit: site.title (not found in this folder)" in printed
        assert build(folder).returncode == 0

    def test_undated_articles_are_noted(self, tmp_path: Path) -> None:
        assert "most articles have no date" in init(write(tmp_path, {"a.md": "# A\n", "b.md": "# B\n"}))
        assert build(tmp_path).returncode == 1

    def test_files_that_are_taken_for_no_articles_are_noted(self, tmp_path: Path) -> None:
        printed = init(write(tmp_path / "news", {"a.md": POST, "b.md": POST, "c.txt": "Words.\n"}))

        left_out = (
            "1 file with the suffix .txt will not be read: if they are articles, add '**/*.txt' to source.include"
        )
        assert f"note: {left_out}" in printed
        assert printed.count("the suffix .txt") == 1
        assert f"# Note: {left_out}" in (tmp_path / "news" / "config.yaml").read_text()
        assert "will not be read" not in init(write(tmp_path / "texts", {"c.txt": "Words.\n", "d.txt": "Words.\n"}))

    def test_what_is_not_to_be_published_by_its_name_is_excluded_and_named(self, tmp_path: Path) -> None:
        names = ["_idea.md", "_old/b.md", "x/draft/c.md", "lamp.draft.md", "Entwürfe/d.md", "e (conflicted copy).md"]
        printed = init(write(tmp_path, {"a.md": POST, "drafted.md": POST + "b", **dict.fromkeys(names, POST)}))

        assert "note: not published because of their names: 'Entwürfe/d.md', '_idea.md', '_old/b.md', " in printed
        assert "and 1 more" in printed
        build(tmp_path)
        items = json.loads((tmp_path / "output" / "feed.json").read_text())["items"]
        assert len(items) == 2
        assert "not published" not in init(write(tmp_path / "other", {"a.md": POST, "drafted.md": POST}))

    @pytest.mark.parametrize("expression", ["(a+)+$", "[ab].*.*.*.*b", "(("])
    def test_ignored_files_of_hugo_that_no_search_finds_in_time_are_noted(
        self, tmp_path: Path, expression: str
    ) -> None:
        site = {"hugo.toml": f"ignoreFiles = ['{expression}']\n", "content/posts/a.md": POST}

        assert f"has an expression that is not read: '{expression}'" in init(write(tmp_path, site))

    def test_a_cascade_with_many_braces_is_read_in_little_time(self, tmp_path: Path) -> None:
        cascade = f"[[cascade]]\ndraft = true\n[cascade.target]\npath = '/{'{a,b}' * 40}'\n"

        assert "recognised Hugo" in init(write(tmp_path, {"hugo.toml": cascade, "content/posts/a.md": POST}))

    def test_a_changelog_without_other_articles_is_split(self, tmp_path: Path) -> None:
        changes = "# Changelog\n\n## Unreleased\n- C\n\n## 1.1.0 - 2024-05-31\n- B\n\n## 1.0.0 - 2024-05-01\n- A\n"
        config = configured(tmp_path, {"README.md": "# Tool\n", "CHANGELOG.md": changes})

        assert (config.source.include, config.articles.split) == (("CHANGELOG.md",), "headings")
        build(tmp_path)
        items = json.loads((tmp_path / "output" / "feed.json").read_text())["items"]
        assert [item["title"] for item in items] == ["1.1.0", "1.0.0"]

    def test_generators_decide_by_names_themselves(self, tmp_path: Path) -> None:
        site = {"hugo.toml": "title = 'Quay'\n", "content/posts/draft/a.md": POST}

        assert "because of their names" not in init(write(tmp_path, site))

    def test_a_site_of_pages_has_the_title_and_the_address_of_its_jekyll_settings(self, tmp_path: Path) -> None:
        settings = "title: Harbour Papers\nurl: https://papers.quay.org\nbaseurl: /papers\nlang: nb\n"
        config = configured(tmp_path, {"_config.yml": settings, "papers/a.md": POST, "papers/b.md": POST})

        assert (config.site.title, config.site.url) == ("Harbour Papers", "https://papers.quay.org/papers/")
        assert (config.site.language, config.articles.generator) == ("nb", None)

    def test_headers_without_the_date_of_pelican_are_not_taken_for_its_own(self, tmp_path: Path) -> None:
        head = "Number: {0}\nTitle: Paper {0}\nAuthor: Ada\nStatus: Final\nCreated: 2024-05-31\n\nText {0}\n"
        files = {f"paper-{number}.rst": head.format(number) for number in range(3)}
        printed = init(write(tmp_path, files))

        assert printed.startswith("recognised articles without a known generator")
        build(tmp_path)
        assert len(json.loads((tmp_path / "output" / "feed.json").read_text())["items"]) == 3

    def test_a_readme_in_the_folder_of_each_article_is_the_article(self, tmp_path: Path) -> None:
        articles = {f"{folder}/README.md": f"{POST}{folder}" for folder in ("2019/glog", "2020/istio", "2020/klog")}
        config = configured(tmp_path, {"README.md": "# About\n", "share/notes.md": POST, **articles})

        assert config.source.exclude == ("README.md",)
        assert build(tmp_path).returncode == 0
        assert len(json.loads((tmp_path / "output" / "feed.json").read_text())["items"]) == 4

    def test_readmes_of_one_dated_folder_are_articles(self, tmp_path: Path) -> None:
        paths = [f"2024-05-31/{folder}README.md" for folder in ("", "runs/a/", "runs/b/")]
        configured(tmp_path, {path: f"# Tides of {path}\n" for path in paths})

        assert build(tmp_path).returncode == 0
        assert len(json.loads((tmp_path / "output" / "feed.json").read_text())["items"]) == 3

    def test_decision_records_are_no_articles_of_pelican(self, tmp_path: Path) -> None:
        records = {f"{n}.md": f"# {n}. Use lamps\n\nDate: 2024-05-3{n}\n\n## Status\n\nAccepted\n" for n in "01"}

        assert "recognised articles without a known generator" in init(write(tmp_path, records))

    def test_files_that_are_not_read_are_noted(self, tmp_path: Path) -> None:
        printed = init(write(tmp_path, {"a.md": POST, "b.md": POST, "c.md": POST, "d.org": "* D\n", "e.txt": "E"}))

        assert "note: 1 file with the suffix .org, in another markup language, cannot be read" in printed
        assert "note: 1 file with the suffix .txt will not be read: if they are articles, add '**/*.txt'" in printed

    def test_folders_of_pages_are_excluded(self, tmp_path: Path) -> None:
        pages = {f"docs/{name}.md": "# Page\n" for name in "abcd"}
        config = configured(tmp_path, {"2023/a.md": POST, "2024/b.md": POST, **pages})

        assert "docs/**" in config.source.exclude

    def test_an_empty_and_a_missing_folder_are_refused(self, tmp_path: Path) -> None:
        assert refusal(tmp_path)[0] == "init-no-articles"
        assert refusal(tmp_path / "nowhere")[0] == "init-no-folder"

    def test_a_pipe_among_the_articles_blocks_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, {"_posts/2024-05-31-b.md": POST})
        os.mkfifo(tmp_path / "_posts" / "2024-05-30-a.md")

        assert "_posts" in init(tmp_path)

    def test_a_link_in_the_place_of_the_schema_is_replaced_and_not_followed(self, tmp_path: Path) -> None:
        write(tmp_path, {"2024-05-31-b.md": POST, "precious.txt": "mine"})
        (tmp_path / ".feedmaker").mkdir()
        (tmp_path / ".feedmaker" / "config.schema.json").symlink_to("../precious.txt")

        init(tmp_path)

        assert (tmp_path / "precious.txt").read_text() == "mine"
        assert '"properties"' in (tmp_path / ".feedmaker" / "config.schema.json").read_text()

    def test_a_missing_export_does_not_exist(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"export\.xml: does not exist"):
            init(tmp_path / "export.xml")
        assert not (tmp_path / "config.yaml").exists()

    def test_the_output_folder_has_no_other_files(self, tmp_path: Path) -> None:
        config = configured(tmp_path, {"a/a.md": POST, "output/index.html": "<p>mine</p>"})

        assert config.output.path == "feeds"

    def test_folders_of_years_are_parts_of_dates(self, tmp_path: Path) -> None:
        files = {"log/2024/05/31.md": "Fog\n", "log/2024/06/02-rain.md": "Rain\n"}

        assert configured(tmp_path, files).source.path == "log"

    def test_fields_below_a_heading_are_not_those_of_pelican(self, tmp_path: Path) -> None:
        note = "# Use a lamp\n\n* Status: accepted\n* Date: 2024-05-31\n\nIt is dark.\n"

        assert configured(tmp_path, {"1.md": note, "2.md": note}).articles.generator is None

    def test_mails_in_text_files_are_articles_and_not_those_of_pelican(self, tmp_path: Path) -> None:
        mail = "Subject: Tides\nFrom: io@lamp-house.org\nDate: Fri, 31 May 2024 10:00:00 +0200\n\nLow.\n"
        printed = init(write(tmp_path, {"1.txt": mail, "2.txt": mail}))
        config = load_edited(tmp_path / "config.yaml")

        assert printed.startswith("recognised articles without a known generator")
        assert "**/*.txt" in config.source.include

    def test_what_a_browser_saves_beside_a_page_is_excluded(self, tmp_path: Path) -> None:
        page = "<html><head><title>Tides</title></head><body>Low</body></html>"
        files = {"Tides.html": page, "Tides_files/frame.html": page, "more.html": page}

        assert "**/*_files" in configured(tmp_path, files).source.exclude


class TestTheFile:
    def test_an_existing_configuration_is_kept_unless_forced(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.md": POST, "config.yaml": "site: {title: Mine, url: https://mine.org}\n"})

        assert refusal(tmp_path)[0] == "config-exists"
        assert "Mine" in (tmp_path / "config.yaml").read_text()
        init(tmp_path, "--force")
        assert "Mine" not in (tmp_path / "config.yaml").read_text()
        assert not list(tmp_path.glob(".*.new"))

    def test_a_dry_run_prints_and_writes_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.md": POST})
        result = click.testing.CliRunner().invoke(feedmaker, ["init", str(tmp_path), "-n"])

        written = read_config(edited(result.stdout)).config
        assert written is not None
        assert written.source.path == "."
        assert [file.name for file in tmp_path.iterdir()] == ["a.md"]

    def test_an_invalid_configuration_is_noted_and_the_articles_decide(self, tmp_path: Path) -> None:
        printed = init(write(tmp_path, {"_config.yml": "title: [a\nurl: {", "source/_posts/a.md": POST}))

        assert "note: _config.yml cannot be read" in printed
        assert load_edited(tmp_path / "config.yaml").source.path == "source/_posts"

    def test_control_characters_in_a_comment_do_not_hide_the_configuration(self, tmp_path: Path) -> None:
        text = "title: Sea  # \x1a\x1a true \x00\npermalink: :title.html\nsource_dir: source\n"
        config = configured(tmp_path, {"_config.yml": text, "source/_posts/a.md": POST})

        assert (config.site.title, config.articles.permalink) == ("Sea", "hexo:/:title.html")

    def test_control_characters_are_not_printed_or_written(self, tmp_path: Path) -> None:
        text = 'title: "a\\e]0;b\\a"\ndescription: "x\\u202ey"\nsource_dir: source\npublic_dir: p\ntag_dir: t\n'
        printed = init(write(tmp_path, {"_config.yml": text, "source/_posts/a.md": POST}))

        assert "\x1b" not in printed + (tmp_path / "config.yaml").read_text()

    def test_init_then_build(self, tmp_path: Path) -> None:
        write(tmp_path, {"_config.yml": HEXO, "src/_posts/a.md": POST})
        command = [sys.executable, "-m", "feedmaker", "init"]
        first = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

        assert (first.returncode, again.returncode) == (0, 2)
        assert first.stdout == ""
        assert "config.yaml: exists already\n  hint: replace it with --force" in again.stderr
        assert build(tmp_path).returncode == 0
        assert (tmp_path / "output" / "rss.xml").exists()


TEXTS = st.text(max_size=40) | st.sampled_from(["no", "null", "1.10", "a: b", "# x", "- y", "'", '"', "{}", "&a", "*a"])


@given(title=TEXTS, description=TEXTS, author=TEXTS, origin=TEXTS, note=TEXTS)
@settings(max_examples=150)
def test_config_text_is_valid_for_any_settings(
    title: str, description: str, author: str, origin: str, note: str
) -> None:
    found = Recognition("Hexo", SiteFolder(Path()), origin)
    found.set_text("site.title", title, origin)
    found.set_text("site.description", description, origin)
    found.set_text("site.url", title, origin)
    found.set_text("articles.permalink", f"hexo:/{description}/:title/", origin)
    found.set_author(author, origin, description, title)
    found.add_patterns("source.exclude", [title, f"{author}/**"], origin)
    found.note(note)
    made = config_text(found, title="Articles", output="output")

    config = read_config(edited(made)).config
    assert config is not None

    if isinstance(said := found.settings.get("site.title", Setting(None)).value, str) and said.isprintable():
        assert config.site.title == said


@given(st.binary(max_size=200), st.sampled_from(["a.yml", "a.toml", "a.json", "a.py"]))
@settings(max_examples=100)
def test_any_bytes_in_configuration_files_are_survived(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for file in ("_config.yml", "hugo.toml", "config/_default/hugo.json", "pelicanconf.py", "astro.config.mjs"):
            path = Path(folder, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        write(Path(folder), {"a.md": POST})
        found = recognise(Path(folder))

        assert found is not None
        assert read_config(edited(config_text(found, title="T", output="output"))).problems == ()


def test_yaml_json_toml_and_python_are_read_alike(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.yml": "A: {b: no}\n",
            "a.json": '{"A": {"B": false}}',
            "a.toml": "[a]\nb = false\n",
            "a.py": "A = {'b': False}\n",
        },
    )

    for name in ("a.yml", "a.json", "a.toml", "a.py"):
        read = SiteFolder(tmp_path).read_settings(name)
        assert isinstance(read, SettingsFile)
        assert read.flag("a.B") is False
    assert SiteFolder(tmp_path).read_settings("none.yml") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("site: 'a'", "a"),
        ('"site": "a"', "a"),
        ("export const site = `a`", "a"),
        ("// site: 'b'\nsite: 'a'", "a"),
        ("/* site: 'b' */ site: 'a//b'", "a//b"),
        ("mysite: 'b', x.site = 'c'", None),
        ("site: `${host}/`", None),
        ("site: process.env.SITE", None),
    ],
)
def test_strings_in_scripts(text: str, value: str | None) -> None:
    assert ScriptFile("a.js", text).text("site") == value


@pytest.fixture
def shared(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Copy a shared site and add its generator's configuration."""
    name: str = request.param
    if not (CORPORA / name).is_dir():
        pytest.skip(f"the shared articles of {name} are not here")
    folder = tmp_path / name
    shutil.copytree(CORPORA / name, folder, copy_function=shutil.copyfile)
    for place, _, _ in os.walk(folder):
        Path(place).chmod(0o755)
    return write(folder, CONFIGURATIONS.get(name, {}))


#: Site → generator, source.path, permalink, and articles published by a build right after.
RECOGNISED = {
    "hexojs+site": ("Hexo", "source/_posts", "hexo:/news/:year/:month/:day/:title[:year-:month-:day-:title]/", 57),
    "o2team+o2team.github.io": (
        "Hexo",
        "source/_posts",
        "hexo:/notes/:year/:month/:day/:title[:year-:month-:day-:title]/",
        286,
    ),
    "airvip+hexo-source": ("Hexo", "source/_posts", "hexo:/:year/:month/:day/:title/", 193),
    "jekyll+jekyll": ("Jekyll", "docs/_posts", "jekyll:/news/:year/:month/:day/:title/", 101),
    "code4lib+code4lib.github.io": ("Jekyll", "_posts", "jekyll:/:categories/:year/:month/:day/:title:output_ext", 450),
    "gopheracademy+gopheracademy-web": ("Hugo", "content", "hugo:/:contentpath/", 255),
    "FahdLABs+fahdlabs.github.io": (
        "Hugo",
        "content",
        (
            PermalinkRule("**", "hugo:/:contentpath/"),
            PermalinkRule("post/**", "hugo:/p/:slug/"),
            PermalinkRule("page/**", "hugo:/:slug/"),
        ),
        6,
    ),
    "jakevdp+jakevdp.github.io-source": ("Pelican", "content", "pelican:/:no_lang/blog/:year/:month/:day/:slug/", 62),
    "almet+blog": ("Pelican", "src", "pelican:/:slug:lang_suffix.html", 61),
    "getpelican+pelican-blog": ("Pelican", "content", "pelican:/:slug:lang_suffix.html", 18),
    "mre+endler.dev": ("Zola", "content", "zola:/:folders/:slug/", 66),
    "v8+v8.dev": ("Eleventy", "src", "eleventy:/:page/", 200),
    "18F+18f.gsa.gov": (
        "Eleventy",
        ".",
        (PermalinkRule("**", "eleventy:/:page/"), PermalinkRule("content/posts/**")),
        503,
    ),
    "web-standards-ru+web-standards.ru": ("Eleventy", "src", "eleventy:/:page/", 117),
    "iceprosurface+astro-blog": ("Astro", "src/content/blog", None, 156),
}


@pytest.mark.slow
@pytest.mark.parametrize("shared", RECOGNISED, indirect=True)
def test_shared_sites_are_recognised_and_build(shared: Path) -> None:
    generator, source, permalink, published = RECOGNISED[shared.name]

    printed = init(shared)
    config = load_edited(shared / "config.yaml")
    built = build(shared)

    assert printed.startswith(f"recognised {generator} by ")
    assert "to edit:" not in printed
    assert config.source.folders[0].path == source
    assert config.articles.permalink == permalink
    assert built.returncode in (0, 1), built.stderr
    manifest = json.loads((shared / "output" / ".feedmaker.json").read_text())
    assert manifest["published"] == published


#: Site → generator and source.path, without a configuration.
BY_LAYOUT = {
    "hexojs+site": ("Hexo", "source/_posts"),
    "Cynthia0329+blog-hexo-source": ("Hexo", "source/_posts"),
    "daimamiao+hexo-source": ("Hexo", "_posts"),
    "rsshub-page": ("Hexo", "."),
    "jekyll+jekyll": ("Jekyll", "docs/_posts"),
    "code4lib+code4lib.github.io": ("Jekyll", "_posts"),
    "gopheracademy+gopheracademy-web": ("Hugo", "content"),
    "FahdLABs+fahdlabs.github.io": ("Hugo", "content/post"),
    "almet+blog": ("Pelican", "src"),
    "getpelican+pelican-blog": ("Pelican", "content/news"),
    "jakevdp+jakevdp.github.io-source": ("Pelican", "content/articles"),
    "mre+endler.dev": ("Zola", "content"),
    "iceprosurface+astro-blog": ("Astro", "src/content/blog"),
    "18F+18f.gsa.gov": ("", "content/posts"),
    "YunYouJun+yunyoujun.github.io": ("", "pages"),
    "v8+v8.dev": ("", "src"),
    "simonw+til": ("", "."),
    "wild-broken": ("", "."),
    "seed": ("", "."),
}


@pytest.mark.parametrize("name", BY_LAYOUT)
def test_content_without_a_configuration_is_recognised(name: str) -> None:
    if not (CORPORA / name).is_dir():
        pytest.skip(f"the shared articles of {name} are not here")
    found = recognise(CORPORA / name)

    assert found is not None
    assert (found.generator, found.settings["source.path"].value) == BY_LAYOUT[name]


#: Site → article under source.path → the link that the site's generator gave it.
LINKS = {
    "hexojs+site": {
        "2015-02-27-new-documentation-and-registry.md": (
            "https://hexo.io/news/2015/02/27/new-documentation-and-registry/"
        ),
        "2014-06-14-hexo-2-7-released.md": "https://hexo.io/news/2014/06/14/hexo-2-7-released/",
    },
    "o2team+o2team.github.io": {
        "2015-10-21-z-index-and-translate3d.md": "http://aotu.io/notes/2015/10/21/z-index-and-translate3d/",
        "2016-04-13-Iris-Wipe.md": "http://aotu.io/notes/2016/04/13/Iris-Wipe/",
        # the date in the file name differs from the date
        "2016-11-07-AdobeMax2016.md": "http://aotu.io/notes/2016/11/02/AdobeMax2016/",
        "2016-11-25-SVG_Web_Animation.md": "http://aotu.io/notes/2016/11/22/SVG_Web_Animation/",
    },
    "airvip+hexo-source": {
        "2017/01/hello-world.md": "http://blog.diff.wang/2017/01/01/2017/01/hello-world/",
    },
    "jekyll+jekyll": {
        # Central European midnight is the day before in the site's zone
        "2013-05-06-jekyll-1-0-0-released.markdown": "https://jekyllrb.com/news/2013/05/05/jekyll-1-0-0-released/",
        "2013-05-12-jekyll-1-0-2-released.markdown": "https://jekyllrb.com/news/2013/05/12/jekyll-1-0-2-released/",
        "2017-06-14-jekyll-3-5-0-released.markdown": "https://jekyllrb.com/news/2017/06/15/jekyll-3-5-0-released/",
        "2020-12-14-jekyll-4-2-0-released.markdown": "https://jekyllrb.com/news/2020/12/14/jekyll-4-2-0-released/",
    },
    "code4lib+code4lib.github.io": {
        # Jekyll ignores `created` and uses the file name
        "2006-06-28-code4lib-conference-hosting.md": (
            "http://code4lib.org/conferences/2006/06/28/code4lib-conference-hosting.html"
        ),
        "2006-01-09-chasing-babel.md": "http://code4lib.org/conference/2006/smith/",
    },
    "gopheracademy+gopheracademy-web": {
        "advent-2013/day-02-go-1.2-performance-improvements.md": (
            "https://blog.gopheracademy.com/advent-2013/day-02-go-1.2-performance-improvements/"
        ),
        "advent-2016/database_sql.md": "https://blog.gopheracademy.com/advent-2016/database_sql/",
        "gogs-v0.2.0.md": "https://blog.gopheracademy.com/gogs-v0.2.0/",
        "Como construir sitios web con HUGO.md": "https://blog.gopheracademy.com/como-construir-sitios-web-con-hugo/",
    },
    "FahdLABs+fahdlabs.github.io": {
        "post/v1-raspberry-pi-5-setup-ssh-docker/index.md": "https://blog.fahdlabs.com/p/raspberry-pi-5-setup-ssh-docker/",
    },
}


@pytest.mark.parametrize("shared", LINKS, indirect=True)
def test_links_are_the_generators_own(shared: Path) -> None:
    init(shared)
    config = load_edited(shared / "config.yaml")
    for_articles = article_settings(config)
    found = {}
    for path in LINKS[shared.name]:
        article = read_article((shared / config.source.folders[0].path / path).read_bytes(), path, for_articles).article
        assert article is not None
        found[path] = article.link

    assert found == LINKS[shared.name]


def test_packages_that_are_installed_beside_articles_are_excluded(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": POST, "b.md": POST, "node_modules/p/c.md": POST})
    init(tmp_path)
    config = read_config(edited((tmp_path / "config.yaml").read_text(encoding="utf-8"))).config
    assert config
    assert config.source.exclude == ("**/README.md", "**/node_modules/**")


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        (
            {"_config.yml": "title: A\nfeed: {limit: 33}\n", "package.json": '{"hexo": {}}', "source/_posts/a.md": ""},
            33,
        ),
        ({"_config.yml": "title: A\nfeed: {limit: 0}\n", "package.json": '{"hexo": {}}', "source/_posts/a.md": ""}, 50),
        ({"_config.yml": "title: A\nfeed: {posts_limit: 34}\n", "_posts/2024-01-01-a.md": ""}, 34),
        ({"conf.py": 'BLOG_TITLE = "A"\nPOSTS = (("posts/*.md", "", ""),)\nFEED_LENGTH = 35\n', "posts/a.md": ""}, 35),
        ({"pelicanconf.py": 'SITENAME = "A"\nPATH = "content"\nFEED_MAX_ITEMS = 36\n', "content/a.md": ""}, 36),
        ({"zola.toml": 'base_url = "https://a.works"\ntitle = "A"\nfeed_limit = 37\n', "content/a.md": ""}, 37),
    ],
    ids=["hexo", "hexo-all", "jekyll", "nikola", "pelican", "zola"],
)
def test_init_carries_over_the_number_of_entries_in_feeds(files: dict[str, str], limit: int, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text or "---\ntitle: A\ndate: 2024-01-01\n---\nText.\n")

    result = click.testing.CliRunner().invoke(feedmaker, ["init", str(tmp_path), "-c", "feedmaker.yaml"])

    assert result.exit_code == 0, result.output
    assert "is not used" not in result.output
    text = (tmp_path / "feedmaker.yaml").read_text(encoding="utf-8").replace(PLACEHOLDER_URL, "https://a.works/")
    config = read_config(text).config
    assert config is not None
    assert config.feeds.limit == limit
