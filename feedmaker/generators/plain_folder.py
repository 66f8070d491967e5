"""Folders without a configuration: what their layout and their articles tell."""

from collections import Counter
from pathlib import Path, PurePosixPath

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.source_paths import choose_dated, choose_source
from feedmaker.loader.links.permalink_tokens import DATED

#: Folders of a bare site that hold no articles.
_SKIPPED = article_files.SKIPPED - {"static", "assets", "public", "vendor", "themes", "env", "data"}


def recognise(base: Path) -> Recognition | None:
    """Recognise what the articles under `base` were written for; None where there are none."""
    paths = article_files.files_in(base, _SKIPPED)
    if not paths:
        return None
    posts = sorted({_posts_folder(path) for path in paths} - {""})
    looks = article_files.sample(base, paths)
    if posts:
        return _with_posts(base, paths, posts)
    generator, evidence = _told_by_articles(paths, looks)
    found = Recognition(generator, evidence)
    folder = _common_folder(paths)
    if generator in ("Hugo", "Zola"):
        found.patterns("source.exclude", ["**/_index.*"])
    choose_dated(found, base, base / folder, article_files.MARKDOWN, "where the articles lie")
    found.put("categories.nested", False)
    return found


def _posts_folder(path: str) -> str:
    steps = path.split("/")
    return "/".join(steps[: steps.index("_posts") + 1]) if "_posts" in steps else ""


def _with_posts(base: Path, paths: list[str], posts: list[str]) -> Recognition:
    """Recognise Hexo or Jekyll by their folder _posts: Jekyll's files begin with their date."""
    under = [path for path in paths if _posts_folder(path)]
    dated = sum(DATED.match(path.rpartition("/")[2]) is not None for path in under)
    below_source = any(folder.split("/")[-2:] == ["source", "_posts"] for folder in posts)
    generator = "Jekyll" if dated * 10 >= len(under) * 9 and not below_source else "Hexo"
    found = Recognition(generator, f"{posts[0]}/, without a configuration")
    # folders of articles beside it; what else lies in the generator's own folder is pages and drafts
    own = {folder.partition("/")[0] for folder in posts}
    others = [path for path in paths if path.partition("/")[0] not in own and "/" in path and path[0] != "_"]
    beside = [name for name, dated in article_files.folders_in(base, others).items() if dated >= 0.5]
    found.put("categories.nested", generator == "Hexo")
    if len(posts) == 1 and not beside:
        choose_source(
            found, base, base / posts[0], (*article_files.MARKDOWN, ".html", ".htm"), "where the articles lie"
        )
    else:
        choose_source(found, base, base, article_files.MARKDOWN, "where the articles lie", folders=[*posts, *beside])
    return found


def _common_folder(paths: list[str]) -> str:
    """Give the deepest folder that holds all articles."""
    parents = [PurePosixPath(path).parent.parts for path in paths]
    common: list[str] = []
    for steps in zip(*parents, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return "/".join(common)


def _told_by_articles(paths: list[str], looks: list[article_files.Look]) -> tuple[str, str]:
    """Name the generator that the articles are written for, "" where they do not tell, and what told."""
    kinds = Counter(found.kind for found in looks)
    keys = Counter(key for found in looks for key in found.keys)
    half = len(looks) / 2
    tops = {path.partition("/")[0] for path in paths}
    if kinds["nikola"] > half:
        return "Nikola", "articles with Nikola's heads"
    if kinds["rst"] + kinds["header"] > half:
        return "Pelican", "articles with Pelican's heads"
    if kinds["toml"] > half:
        zola = keys["taxonomies"] + keys["extra"] + keys["template"] > len(looks) / 4
        return ("Zola", "TOML heads with taxonomies") if zola else ("Hugo", "TOML heads")
    if any(path.startswith("src/content/") for path in paths):
        return "Astro", "src/content/"
    if "content" in tops and (keys["draft"] or any("/_index." in path for path in paths)):
        return "Hugo", "content/ with _index.md or drafts by key"
    return "", "the articles themselves"
