"""Folders without a configuration: recognised by their layout and the front matter of their articles."""

import os
from collections import Counter
from collections.abc import Sequence

from feedmaker.generators import article_files, jekyll
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SiteFolder, read_text
from feedmaker.generators.source_paths import (
    ARTICLES_ARE_HERE,
    above_years,
    note_files_left_out,
    note_other_files,
    set_source,
    set_source_by_dates,
)
from feedmaker.loader.file_patterns import Patterns
from feedmaker.loader.links.permalink_tokens import DATED
from feedmaker.loader.sections import find_sections
from feedmaker.text.messages import quoted

#: Texts in markup that is not read.
_UNREADABLE = (".adoc", ".asciidoc", ".docx", ".ipynb", ".odt", ".org", ".rmd", ".rtf", ".textile")
#: How people without a generator name folders and files that are not to be published, and how tools that copy folders
#: between computers name files that they could not join.
_UNPUBLISHED = (
    "**/_*", "**/draft", "**/unpublished", "**/private", "**/wip", "**/trash", "**/entwürfe", "**/brouillons",
    "**/borradores", "**/rascunhos", "**/bozze", "**/черновики", "**/草稿", "**/下書き", "**/*.draft.*", "**/*.wip.*",
    "**/~*", "**/*.sync-conflict-*", "**/*conflicted copy*",
)  # fmt: skip
#: Folders of a plain site without articles.
_SKIPPED = article_files.SKIPPED - {"static", "assets", "public", "vendor", "themes", "env"}


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise the generator that the articles in a folder were written for; None if there are no articles."""
    files = article_files.list_files(site.path, _SKIPPED)
    if not files:
        return _recognise_changelog(site)
    posts = sorted(article_files.posts_folders(files))
    if posts:
        return _recognise_posts(site, files, posts)
    generator, evidence = _recognise_articles(files, article_files.read_samples(site.path, files))
    found = Recognition(generator, site, evidence)
    if not generator:
        jekyll.read_site(found)
    if generator in ("Hugo", "Zola"):
        found.add_patterns("source.exclude", ["**/_index.*"])
    # the folder of a README is the article
    places = (os.path.dirname(file.removesuffix(f"/{article_files.README}")) for file in files)
    folder = above_years(os.path.commonpath(places).replace(os.sep, "/"))
    set_source_by_dates(found, folder, article_files.MARKDOWN)
    if any((site.path / f"{os.path.splitext(file)[0]}_files").is_dir() for file in files if ".htm" in file):
        found.add_patterns("source.exclude", ["**/*_files"], "what a browser saves beside a page")
    note_other_files(found, found.source_folders[0], _UNREADABLE, "in another markup language")
    note_files_left_out(found)
    if not generator:
        _exclude_unpublished(found)
    return found


def _recognise_changelog(site: SiteFolder) -> Recognition | None:
    """Recognise the changelog of a project without articles: each version becomes one."""
    names = sorted(path.name for path in site.path.glob("*.md") if path.stem.lower() == "changelog")
    text = read_text(site.path / names[0]) if names else None
    if not text or not find_sections(text, 0, 1, anchors="", is_date=bool):
        return None
    found = Recognition("", site, names[0])
    found.set("source.path", ".", ARTICLES_ARE_HERE)
    found.add_patterns("source.include", [names[0]])
    found.set("articles.split", "headings", f"the versions in {names[0]}")
    return found


def _exclude_unpublished(found: Recognition) -> None:
    """Exclude what is not to be published by its name, and name it."""
    files = article_files.list_files(found.site.base / found.source_folders[0])
    used = {pattern: Patterns(["**/*"], [pattern]) for pattern in _UNPUBLISHED}
    used = {pattern: one for pattern, one in used.items() if not all(map(one.match_path, files))}
    if used:
        found.add_patterns("source.exclude", used, "unpublished by their names")
        excluded = [quoted(file) for file in files if not all(one.match_path(file) for one in used.values())]
        more = f" and {len(excluded) - 5} more" if len(excluded) > 5 else ""
        found.note(f"not published because of their names: {', '.join(excluded[:5])}{more}")


def _recognise_posts(site: SiteFolder, files: list[str], posts: list[str]) -> Recognition:
    """Recognise Hexo or Jekyll by their folder _posts: names of Jekyll's files begin with the date."""
    names = [file.rpartition("/")[2] for file in files if "/_posts/" in f"/{file}"]
    dated = sum(DATED.match(name) is not None for name in names)
    is_below_source = any(f"/{folder}".endswith("/source/_posts") for folder in posts)
    generator = "Jekyll" if dated * 10 >= len(names) * 9 and not is_below_source else "Hexo"
    found = Recognition(generator, site, f"{posts[0]}/, without a configuration")
    # the other files in a folder with _posts are pages and drafts
    own = {article_files.first_folder(f"{folder}/") for folder in posts}
    others = [file for file in files if "/" in file and file[0] != "_" and article_files.first_folder(file) not in own]
    folders = [name for name, share in article_files.dated_shares(site.path, others).items() if share >= 0.5]
    if len(posts) == 1 and not folders:
        set_source(found, posts[0], (*article_files.MARKDOWN, ".html", ".htm"))
    else:
        set_source(found, ".", article_files.MARKDOWN, subfolders=[*posts, *folders])
    for folder in posts:
        note_other_files(found, folder, _UNREADABLE, "in another markup language")
    return found


def _recognise_articles(paths: list[str], samples: Sequence[article_files.Sample]) -> tuple[str, str]:
    """Return the generator, "" if it is not known, and the evidence."""
    kinds = Counter(sample.front_matter for sample in samples)
    keys = Counter(key for sample in samples for key in sample.keys)
    half = len(samples) / 2
    if kinds["nikola"] > half:
        return "Nikola", "articles with Nikola's metadata"
    # Pelican's have a Date; a .txt file with such lines, such as a mail, is not Pelican's
    are_texts = sum(path.endswith(".txt") for path in paths) * 2 >= len(paths)
    if kinds["rst"] + kinds["header"] > half and keys["date"] > half and not are_texts:
        return "Pelican", "articles with Pelican's metadata"
    if kinds["toml"] > half:
        is_zola = keys["taxonomies"] + keys["extra"] + keys["template"] > half / 2
        return ("Zola", "TOML front matter with taxonomies") if is_zola else ("Hugo", "TOML front matter")
    if any(path.startswith("src/content/") for path in paths):
        return "Astro", "src/content/"
    in_content = any(path.startswith("content/") for path in paths)
    if in_content and (keys["draft"] or any("/_index." in path for path in paths)):
        return "Hugo", "content/ with _index.md or draft keys"
    return "", "the articles"
