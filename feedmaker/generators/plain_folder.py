"""Folders without a configuration: recognised by their layout and the front matter of their articles."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.source_paths import set_source, set_source_by_dates
from feedmaker.loader.links.permalink_tokens import DATED

#: Folders of a plain site without articles.
_SKIPPED = article_files.SKIPPED - {"static", "assets", "public", "vendor", "themes", "env"}
_ORIGIN = "where the articles are"


def recognise(base: Path) -> Recognition | None:
    """Recognise the generator that the articles in `base` were written for; None if there are no articles."""
    paths = article_files.list_files(base, _SKIPPED)
    if not paths:
        return None
    posts = sorted({_posts_folder(path) for path in paths} - {""})
    if posts:
        return _recognise_posts(base, paths, posts)
    generator, evidence = _recognise_articles(paths, article_files.read_samples(base, paths))
    found = Recognition(generator, evidence)
    if generator in ("Hugo", "Zola"):
        found.add_patterns("source.exclude", ["**/_index.*"])
    set_source_by_dates(found, base, base / _common_folder(paths), article_files.MARKDOWN, _ORIGIN)
    found.set("categories.nested", False)
    return found


def _posts_folder(path: str) -> str:
    steps = path.split("/")
    return "/".join(steps[: steps.index("_posts") + 1]) if "_posts" in steps else ""


def _recognise_posts(base: Path, paths: list[str], posts: list[str]) -> Recognition:
    """Recognise Hexo or Jekyll by their folder _posts: names of Jekyll's files begin with the date."""
    names = [path.rpartition("/")[2] for path in paths if _posts_folder(path)]
    dated = sum(DATED.match(name) is not None for name in names)
    is_below_source = any(folder.split("/")[-2:] == ["source", "_posts"] for folder in posts)
    generator = "Jekyll" if dated * 10 >= len(names) * 9 and not is_below_source else "Hexo"
    found = Recognition(generator, f"{posts[0]}/, without a configuration")
    # the other files in a folder with _posts are pages and drafts
    own = {folder.partition("/")[0] for folder in posts}
    others = [path for path in paths if "/" in path and path[0] != "_" and article_files.first_folder(path) not in own]
    folders = [name for name, share in article_files.dated_shares(base, others).items() if share >= 0.5]
    found.set("categories.nested", generator == "Hexo")
    if len(posts) == 1 and not folders:
        set_source(found, base, base / posts[0], (*article_files.MARKDOWN, ".html", ".htm"), _ORIGIN)
    else:
        set_source(found, base, base, article_files.MARKDOWN, _ORIGIN, subfolders=[*posts, *folders])
    return found


def _common_folder(paths: list[str]) -> str:
    """Return the deepest folder that contains all articles."""
    common: list[str] = []
    for steps in zip(*(PurePosixPath(path).parent.parts for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return "/".join(common)


def _recognise_articles(paths: list[str], samples: Sequence[article_files.Sample]) -> tuple[str, str]:
    """Return the generator, "" if it is not known, and the evidence."""
    kinds = Counter(sample.front_matter for sample in samples)
    keys = Counter(key for sample in samples for key in sample.keys)
    half = len(samples) / 2
    if kinds["nikola"] > half:
        return "Nikola", "articles with Nikola's metadata"
    if kinds["rst"] + kinds["header"] > half:
        return "Pelican", "articles with Pelican's metadata"
    if kinds["toml"] > half:
        is_zola = keys["taxonomies"] + keys["extra"] + keys["template"] > half / 2
        return ("Zola", "TOML front matter with taxonomies") if is_zola else ("Hugo", "TOML front matter")
    if any(path.startswith("src/content/") for path in paths):
        return "Astro", "src/content/"
    in_content = any(path.startswith("content/") for path in paths)
    if in_content and (keys["draft"] or any("/_index." in path for path in paths)):
        return "Hugo", "content/ with _index.md or draft keys"
    return "", "the articles themselves"
