"""`init` for tools whose pages code makes: what they do not publish gets into no feed, and no link is guessed."""

from pathlib import Path

import click.testing
import pytest

import feedmaker
from feedmaker.cli.main import feedmaker as command

POST = "---\ntitle: {title}\ndate: 2024-05-0{day}\n{more}---\nText of {title}.\n"
MEDIUM = """<!DOCTYPE html><html><head><title>{title}</title></head><body><article class="h-entry">
<header><h1 class="p-name">{title}</h1></header>
<section data-field="body" class="e-content"><section class="section section--body section--first">
<div class="section-divider"><hr></div><div><h3 class="graf graf--h3 graf--title">{title}</h3><p>It bends.</p></div>
</section></section>
<footer>{footer}<p>Exported from <a href="https://medium.com">Medium</a> on May 3, 2024.</p></footer></body></html>"""
PUBLISHED = """<p><time class="dt-published" datetime="2019-06-06T19:21:06.519Z">June 6, 2019</time></p>
<p><a href="https://medium.com/@ada/reeds-a1" class="p-canonical">Canonical link</a></p>"""


def post(title: str, day: int = 1, more: str = "") -> str:
    return POST.format(title=title, day=day, more=more)


def initialised(site: Path, files: dict[str, str]) -> tuple[str, dict[str, str | None]]:
    """Write the files, run init, and return what it prints, and the title and the link of each entry."""
    for name, text in files.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    result = click.testing.CliRunner().invoke(command, ["init", str(site)])
    assert result.exit_code == 0, result.output
    config = (site / "config.yaml").read_text(encoding="utf-8")
    (site / "config.yaml").write_text(config.replace("https://example.org/", "https://pond.works/"), encoding="utf-8")
    return result.output, {entry.title: entry.link for entry in feedmaker.entries(site / "config.yaml")}


@pytest.mark.parametrize(
    ("name", "files", "shown"),
    [
        (
            "Gatsby",
            {
                "gatsby-config.js": "module.exports = {siteMetadata: {title: `Pond`, siteUrl: `https://pond.works`}}",
                "content/blog/a/index.md": post("A"),
            },
            {"A"},
        ),
        (
            "Next.js",
            {
                "next.config.mjs": "export default {}",
                "data/siteMetadata.js": "const data = { title: 'Pond', siteUrl: 'https://pond.works' }",
                "data/blog/a.mdx": post("A"),
                "data/blog/b.mdx": post("B", more="draft: true\n"),
                "data/authors/ada.mdx": "---\nname: Ada\n---\n",
            },
            {"A"},
        ),
        (
            "Next.js",
            {"next.config.js": "", "_posts/a.md": post("A"), "_posts/b.md": post("B", 2)},
            {"A", "B"},
        ),
        (
            "Nuxt",
            {
                "nuxt.config.ts": "export default { site: { url: 'https://pond.works', name: 'Pond' } }",
                "content/blog/1.a.md": post("A"),
                "content/blog/_b.md": post("B"),
                "content/blog/c.draft.md": post("C"),
            },
            {"A"},
        ),
        (
            "Logseq",
            {"logseq/config.edn": "{}", "pages/A.md": post("A"), "journals/2024_05_02.md": "- Of this day\n"},
            set(),
        ),
        (
            "Gridea",
            {
                "config/setting.json": "{}",
                "posts/a.md": post("A", more="hideInList: false\n"),
                "posts/b.md": post("B", more="hideInList: true\n"),
                "posts/c.md": post("C", more="published: false\n"),
            },
            {"A"},
        ),
        (
            "Sphinx",
            {
                "conf.py": "extensions = ['ablog', 'myst_parser']\n",
                "index.rst": "Pond\n====\n",
                "posts/a.md": "---\nblogpost: true\ndate: May 2, 2024\n---\n\n# A\n\nText\n",
            },
            {"A"},
        ),
    ],
    ids=["gatsby", "next", "next-posts", "nuxt", "logseq", "gridea", "ablog"],
)
def test_what_a_tool_publishes_has_no_link_that_is_guessed(
    tmp_path: Path, name: str, files: dict[str, str], shown: set[str]
) -> None:
    printed, links = initialised(tmp_path, files)

    assert f"recognised {name} by " in printed
    assert f"note: the links of {name} are not known" in printed or not shown
    assert links == dict.fromkeys(shown)
    if "Pond" in "".join(files.values()) and name != "Sphinx":
        assert "site.title                  Pond" in printed
        assert "site.url                    https://pond.works/" in printed


def test_an_address_of_another_thing_is_not_that_of_the_site(tmp_path: Path) -> None:
    files = {
        "nuxt.config.ts": "export default { i18n: { url: 'https://api.pond.works' } }",
        "content/a.md": post("A"),
    }

    printed, _ = initialised(tmp_path, files)

    assert "to edit: site.title, site.url" in printed


def test_an_export_of_medium_has_its_posts_alone_and_their_links(tmp_path: Path) -> None:
    files = {
        "posts/2019-06-06_Reeds-a1.html": MEDIUM.format(title="Reeds", footer=PUBLISHED),
        "posts/draft_Secret-a2.html": MEDIUM.format(title="Secret", footer=""),
        "claps/claps-0001.html": '<title>Claps</title><li><time class="dt-published">2020-01-01 10:00 am</time></li>',
    }

    _, links = initialised(tmp_path, files)

    assert links == {"Reeds": "https://medium.com/@ada/reeds-a1"}
    (entry,) = feedmaker.entries(tmp_path / "config.yaml")
    assert "Reeds" not in entry.content
    assert "<hr>" not in entry.content
    assert "<p>It bends.</p>" in entry.content


def test_pictures_of_a_vault_of_obsidian_have_no_address(tmp_path: Path) -> None:
    note = "---\ndate: 2024-05-31\npermalink: /a/\nsource: https://elsewhere.no/x\n---\n![[x.png]] ![y](y.png) Text.\n"
    files = {".obsidian/app.json": "{}", "Notes/a.md": note, "Notes/y.png": "", "Files/x.png": ""}

    initialised(tmp_path, files)

    found = feedmaker.entries(tmp_path / "config.yaml")
    assert [(entry.link, entry.content) for entry in found] == [("https://pond.works/a/", "<p>  Text.</p>")]
    assert {problem.code for problem in found.problems} == {"image-dropped"}
