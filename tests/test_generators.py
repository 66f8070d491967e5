"""`init` and the library beside the real generators: the same articles, links, dates, titles, categories and tags.

What each generator says is beside its site, in tests/generators/<generator>/<site>.json; `make generators` writes it.
"""

import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import click.testing
import pytest

import feedmaker
from feedmaker import Article, Entry
from feedmaker.cli.main import feedmaker as command
from feedmaker.config.schema import Config

TRUTHS = sorted((Path(__file__).parent / "generators").glob("*/*.json"))


@pytest.mark.parametrize("truth", TRUTHS, ids=[f"{file.parent.name}-{file.stem}" for file in TRUTHS])
def test_nothing_has_to_be_edited_for_what_the_generator_says(truth: Path, tmp_path: Path) -> None:
    expected = {article.pop("path"): article for article in json.loads(truth.read_text(encoding="utf-8"))}
    site = tmp_path / "site"
    shutil.copytree(truth.with_suffix(""), site)

    found = articles(site)

    assert sorted(found) == sorted(expected)
    for path, values in expected.items():
        assert {key: found[path][key] for key in values} == {key: comparable(key, values) for key in values}, path


def articles(site: Path) -> dict[str, dict[str, object]]:
    """Run init, and return what the library says of each published article by its path under the site."""
    result = click.testing.CliRunner().invoke(command, ["init", str(site), "-c", "feedmaker.yaml"])
    assert result.exit_code == 0, result.output
    config = feedmaker.load_config(site / "feedmaker.yaml")
    published = {entry.id: entry for entry in feedmaker.entries(site / "feedmaker.yaml")}
    return {
        path_in_site(site, config, article): values_of(article, published[article.id])
        for article in feedmaker.articles(site / "feedmaker.yaml")
        if article.id in published
    }


def path_in_site(site: Path, config: Config, article: Article) -> str:
    """Return the path of an article under the site: that in the source folder that has it."""
    paths = ((Path(folder.path) / article.path).as_posix() for folder in config.source.folders)
    return next(path for path in paths if (site / path).is_file())


def values_of(article: Article, entry: Entry) -> dict[str, object]:
    return {
        "link": article.link,
        "published": article.published,
        "updated": article.updated,
        "title": article.title,
        "categories": sorted("/".join(category) for category in article.categories),
        "tags": sorted(article.tags),
        "author": ", ".join(author.name for author in article.authors),
        "content": entry.content,
        "image": entry.image.url if entry.image else None,
        "links": re.findall(r'<a [^>]*?href="([^"]*)"', entry.content),
    }


def comparable(key: str, values: dict[str, object]) -> object:
    value = values[key]
    if key in ("published", "updated"):
        return datetime.fromisoformat(str(value)).replace(microsecond=0)
    if key == "links":
        assert isinstance(value, list)
        return [urljoin(str(values["link"]), link) for link in value]
    if key in ("categories", "tags"):
        assert isinstance(value, list)
        return sorted(value)
    return value


def test_a_permalink_with_an_unknown_token_gives_no_link_and_not_that_of_the_other_articles(tmp_path: Path) -> None:
    config = "baseURL: https://a.works/\ntitle: A\npermalinks:\n  notes: /:sectionslugs/:slug/\n"
    post = "---\ntitle: One\ndate: 2024-05-01\n---\nText.\n"
    other = post.replace("Text", "Other text")
    write_site(tmp_path, {"hugo.yaml": config, "content/notes/one.md": post, "content/posts/two.md": other})

    found = articles(tmp_path)

    assert {path: article["link"] for path, article in found.items()} == {
        "content/notes/one.md": None,
        "content/posts/two.md": "https://a.works/posts/two/",
    }


def test_posts_in_markup_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    post = "---\ntitle: One\n---\nText.\n"
    names = ("2024-05-01-one.md", "2024-05-02-two.textile", "2024-05-03-three.textile")
    write_site(tmp_path, {"_config.yml": "title: A\n", **{f"_posts/{name}": post for name in names}})

    result = click.testing.CliRunner().invoke(command, ["init", str(tmp_path)])

    assert "note: 2 files with the suffix .textile, which Jekyll reads with a plugin, cannot be read" in result.output


def test_a_digital_garden_has_its_settings_in_its_environment(tmp_path: Path) -> None:
    write_site(
        tmp_path,
        {
            ".eleventy.js": 'module.exports = () => ({ dir: { input: "src/site", output: "dist" } });\n',
            ".env": 'SITE_NAME_HEADER="A pond"\nSITE_MAIN_LANGUAGE=en\nSITE_BASE_URL=pond.works\nSECRET=frog\n',
            "src/site/notes/notes.json": '{"tags": "note", "templateEngineOverride": "md"}',
            "src/site/notes/Reeds.md": '---\n{"dg-publish":true,"permalink":"/a/reeds/","tags":["note","green"],'
            '"created":"2024-05-01"}\n---\nThey bend. See [[Water|the water]].\n',
            "src/site/notes/Water.md": '---\n{"permalink":"/w/","created":"2024-05-02"}\n---\n\nCold.\n',
        },
    )

    found = articles(tmp_path)

    config = feedmaker.load_config(tmp_path / "feedmaker.yaml")
    assert (config.site.title, config.site.url, config.site.language) == ("A pond", "https://pond.works/", "en")
    assert config.feeds.hidden_tags == ("note", "gardenEntry")
    assert "frog" not in (tmp_path / "feedmaker.yaml").read_text(encoding="utf-8")
    assert {path: article["link"] for path, article in found.items()} == {
        "src/site/notes/Reeds.md": "https://pond.works/a/reeds/",
        "src/site/notes/Water.md": "https://pond.works/w/",
    }
    assert found["src/site/notes/Reeds.md"]["links"] == ["https://pond.works/w/"]


MKDOCS = "site_name: Lamp\nsite_url: https://lamp.works/docs/\ntheme: {name: material}\nplugins: [blog]\n"


def test_files_beside_articles_of_mkdocs_are_where_material_puts_them(tmp_path: Path) -> None:
    body = "# Lamp\n\n![a](assets/a.png) ![b](../../img/b.png) [c](assets/c.pdf) [d](../d/)\n"
    post = f"---\ndate: 2024-04-09\nimage: assets/a.png\n---\n{body}"
    write_site(tmp_path, {"mkdocs.yml": MKDOCS, "docs/blog/posts/lamp.md": post})

    [article] = articles(tmp_path).values()

    assert re.findall(r'(?:src|href)="([^"]*)"', str(article["content"])) == [
        "https://lamp.works/docs/blog/assets/a.png",
        "https://lamp.works/docs/img/b.png",
        "https://lamp.works/docs/blog/assets/c.pdf",
        "https://lamp.works/docs/blog/2024/04/09/d/",
    ]
    assert article["image"] == "https://lamp.works/docs/blog/assets/a.png"


@pytest.mark.parametrize("ending", ["", "use_directory_urls: false\n"])
def test_files_beside_pages_of_mkdocs_without_a_blog_are_where_they_are_in_the_source(
    tmp_path: Path, ending: str
) -> None:
    body = "# Lamp\n\n![a](assets/a.png) ![b](../img/b.png) [c](assets/c%20d.pdf)\n"
    page = f"---\ndate: 2024-04-09\n---\n{body}"
    settings = MKDOCS.replace("plugins: [blog]\n", ending)
    write_site(tmp_path, {"mkdocs.yml": settings, "docs/news/Old lamp.md": page, "docs/news/index.md": f"{page}End\n"})

    found = articles(tmp_path).values()

    assert len(found) == 2
    for article in found:
        assert re.findall(r'(?:src|href)="([^"]*)"', str(article["content"])) == [
            "https://lamp.works/docs/news/assets/a.png",
            "https://lamp.works/docs/img/b.png",
            "https://lamp.works/docs/news/assets/c%20d.pdf",
        ]


# What Hexo 8 with hexo-renderer-marked 7 and `marked: {postAsset: true}` makes of them.
@pytest.mark.parametrize(
    ("permalink", "page"), [(":year/:title/", "2024/ball/"), (":year/:title.html", "2024/ball.html")]
)
def test_pictures_of_hexo_are_in_the_asset_folder_or_under_the_root(tmp_path: Path, permalink: str, page: str) -> None:
    config = f"title: T\nurl: https://a.works/sub\nroot: /sub/\npermalink: {permalink}\npost_asset_folder: true\n"
    body = '![a](a.png) ![b](/b.png) ![c](./c.png "t") <img src="/d.png"> [e](/about/)\n'
    body += "`![f](/f.png)` ![g](//h.works/g.png)\n"
    post = f"---\ntitle: Ball\ndate: 2024-01-02\n---\n{body}"
    write_site(tmp_path, {"_config.yml": config, "source/_posts/ball.md": post})

    [article] = articles(tmp_path).values()

    assert article["link"] == f"https://a.works/sub/{page}"
    assert re.findall(r'(?:src|href)="([^"]*)"', str(article["content"])) == [
        "https://a.works/sub/2024/ball/a.png",
        "https://a.works/sub/b.png",
        "https://a.works/sub/2024/ball/c.png",
        "https://a.works/d.png",
        "https://a.works/about/",
        "https://h.works/g.png",
    ]
    assert "![f](/f.png)" in str(article["content"])


def test_pictures_of_hexo_may_be_named_with_the_asset_folder_in_which_they_are(tmp_path: Path) -> None:
    config = "title: T\nurl: https://a.works/\npermalink: :year/:title/\npost_asset_folder: true\n"
    post = "---\ntitle: Ball\ndate: 2024-01-02\n---\n![a](Red%20ball/a.png) ![b](other/b.png)\n"
    write_site(tmp_path, {"_config.yml": config, "source/_posts/Red ball.md": post})

    [article] = articles(tmp_path).values()

    link = str(article["link"])
    assert re.findall(r'src="([^"]*)"', str(article["content"])) == [f"{link}a.png", f"{link}other/b.png"]


@pytest.mark.parametrize("name", ["docusaurus.config.js", ".vitepress/config.mjs", "astro.config.mjs"])
def test_pictures_that_a_generator_renames_have_no_address(tmp_path: Path, name: str) -> None:
    post = "---\ntitle: Lamp\ndate: 2024-04-09\nimage: ./a.png\n---\n\n![a](./a.png) ![b](/b.png) [c](./other)\n"
    address = "'https://lamp.works'"
    text = f"export default {{ title: 'L', url: {address}, site: {address}, hostname: {address} }};\n"
    folder = "src/content/blog" if name.startswith("astro") else "blog"
    write_site(tmp_path, {name: text, f"{folder}/lamp.md": post})

    [article] = articles(tmp_path).values()

    assert re.findall(r'src="([^"]*)"', str(article["content"])) == ["https://lamp.works/b.png"]
    assert article["image"] in (None, "https://lamp.works/b.png")
    file = tmp_path / "feedmaker.yaml"
    named = feedmaker.read_article(post.encode(), "lamp.md", feedmaker.load_config(file))[1]
    named += feedmaker.entries(file).problems
    assert [(one.line, one.code, one.message.rpartition(": ")[2]) for one in named] == [
        (4, "image-dropped", "'./a.png'"),
        (7, "image-dropped", "'./a.png'"),
    ]


@pytest.mark.parametrize(
    ("config", "post", "address"),
    [
        ("docusaurus.config.js", "blog/2024/lamp.md", "../../static/img/a b.png"),
        ("docusaurus.config.js", "blog/lamp.md", "@site/static/img/a b.png"),
        (".vitepress/config.mjs", "posts/2024/lamp.md", "../../public/img/a b.png"),
        ("astro.config.mjs", "src/content/blog/lamp.md", "../../../public/img/a b.png"),
    ],
)
def test_pictures_in_the_folder_that_a_site_serves_as_it_is_have_an_address(
    tmp_path: Path, config: str, post: str, address: str
) -> None:
    text = f"---\ntitle: Lamp\ndate: 2024-04-09\nimage: {address}\n---\n![a](<{address}>) ![b](../img/b.png)\n"
    url = "'https://lamp.works'"
    settings = f"{{ title: 'L', url: {url}, site: {url}, hostname: {url}, base: '/on/', baseUrl: '/on/' }}"
    write_site(tmp_path, {config: f"export default {settings};\n", post: text, "posts/b.md": text})

    article = articles(tmp_path)[post]

    assert re.findall(r'src="([^"]*)"', str(article["content"])) == ["https://lamp.works/on/img/a%20b.png"]
    assert article["image"] == "https://lamp.works/on/img/a%20b.png"


def write_site(site: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")


def test_slugs_that_astropaper_makes_of_titles_are_known(tmp_path: Path) -> None:
    page = """---
import makeSlug from "@lib/slugs";
export async function getStaticPaths() {
  const posts = await getCollection("log");
  const pages = numbersOf(posts).map((number) => ({ params: { slug: String(number) } }));
  return [...posts.map((post) => ({ params: { slug: makeSlug(post.data) }, props: { post } })), ...pages];
}
---
"""
    files = {
        "astro.config.mjs": "export default { site: 'https://fog.works' };\n",
        "tsconfig.json": '{"compilerOptions": {"baseUrl": "src", "paths": {"@lib/*": ["lib/*"]}}}',
        "src/lib/slugs.ts": 'import { slug as slugger } from "github-slugger";\n'
        "const makeSlug = (post) => (post.postSlug ? slugger(post.postSlug) : slugger(post.title));\n"
        "export default makeSlug;\n",
        "src/pages/log/[slug]/index.astro": page,
        "src/content/log/a.md": "---\ntitle: Fog & C++ at Noon\ndate: 2024-05-01\n---\nWhite.\n",
        "src/content/log/b.md": "---\ntitle: Rain\npostSlug: Wet Day\ndate: 2024-05-02\n---\nGrey.\n",
    }
    write_site(tmp_path, files)

    assert {article["link"] for article in articles(tmp_path).values()} == {
        "https://fog.works/log/fog--c-at-noon/",
        "https://fog.works/log/wet-day/",
    }


def test_the_folder_of_eleventy_may_be_a_constant_and_an_address_elsewhere_is_no_page(tmp_path: Path) -> None:
    post = "---\ntitle: A\ndate: 2024-05-01\nurl: https://elsewhere.org/y\n---\nText of {}.\n"
    files = {
        ".eleventy.js": 'const { folders } = require("./lib");\n'
        "module.exports = () => ({ dir: { input: folders.TEXTS } });\n",
        "lib/index.js": 'module.exports = { folders: { TEXTS: "texts", FORMS: "forms" } };\n',
        "texts/_data/site.json": '{"url": "https://fog.works"}',
        "texts/log/log.json": '{"permalink": "{% if own %}{{ own }}{% else %}/{{ title | slugify }}/{% endif %}"}',
        "texts/log/a.md": post.format("a"),
        "texts/b.md": post.format("b"),
        "forms/new.md": post.format("a form"),
    }
    write_site(tmp_path, files)

    found = articles(tmp_path)

    assert {path: article["link"] for path, article in found.items()} == {
        "texts/b.md": "https://fog.works/b/",
        "texts/log/a.md": None,
    }
