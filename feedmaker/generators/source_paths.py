"""Which files of a site are articles: source.path, source.include and source.exclude."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.text.messages import counted

#: Suffixes of articles, but of templates, demonstrations and robots.txt too.
_AMBIGUOUS_SUFFIXES = (".html", ".htm", ".txt")
#: Undated files that make a folder one of pages. Fewer may be articles whose author forgot the date: the build's report
#: names those.
_MIN_PAGES = 3
#: Generators that make pages of Markdown alone: any other file below their articles is copied, or made by them.
_MARKDOWN_ONLY = frozenset({"Astro", "Docusaurus", "MkDocs", "Quarto", "VitePress", "Zola"})
#: Generator → suffixes of files that it copies, or does not read.
_NOT_READ = {"Hugo": {".txt", ".mdx", ".qmd", ".rest"}, "Pelican": {".txt", ".mdx", ".qmd", ".rest"}}
#: Folders of packages that tools install, whose texts are no articles.
_INSTALLED = ("node_modules", "bower_components", "venv", "__pycache__")
#: 2024, journal/2024/05
_NUMBERS = re.compile(r"(?:^|/)[0-9]++(?:/.*)?$", re.DOTALL)
#: Origin of a source.path that no setting names.
ARTICLES_ARE_HERE = "where the articles are"


def set_source(
    found: Recognition,
    folder: str,
    suffixes: tuple[str, ...],
    origin: str = ARTICLES_ARE_HERE,
    *,
    subfolders: Sequence[str] = (),
    keeps_folder: bool = False,
) -> None:
    """Set source.path and source.include to the articles in a folder of the site, or in some of its subfolders.

    `suffixes` are those that source.include names even if there is no such file yet, and for some generators the only
    ones. A single subfolder becomes source.path, unless the paths of articles must be those under the folder
    (`keeps_folder`).
    """
    path = found.site.path / folder
    subfolders = [name for name in subfolders if (path / name).is_dir()]
    if len(subfolders) == 1 and not keeps_folder:
        path, subfolders = path / subfolders[0], []
    prefixes = tuple(f"{name}/" for name in subfolders) or ("",)
    files = [file for file in article_files.list_files(path) if file.startswith(prefixes)]
    found.set("source.path", found.site.relative(path), origin)
    chosen = suffixes if found.generator in _MARKDOWN_ONLY else _choose_suffixes(path, files, suffixes)
    chosen = [suffix for suffix in chosen if suffix not in _NOT_READ.get(found.generator, ())]
    found.add_patterns("source.include", [f"{prefix}**/*{suffix}" for prefix in prefixes for suffix in chosen])
    installed = [f"**/{name}/**" for name in _INSTALLED if (path / name).is_dir()]
    has_readmes = any(file.endswith(f"/{article_files.README}") for file in files)
    found.add_patterns("source.exclude", [article_files.README if has_readmes else "**/README.md", *installed])
    samples = article_files.read_samples(path, files)
    if sum(sample.is_dated for sample in samples) * 2 < len(samples):
        found.note("most articles have no date: a build leaves them out unless articles.undated is file-time")


def note_other_files(found: Recognition, folder: str, suffixes: tuple[str, ...], why: str) -> None:
    """Note the files in a folder of the site whose markup feedmaker does not read."""
    files = article_files.list_files(found.site.path / folder, suffixes=suffixes)
    counts = Counter(Path(path).suffix.lower() for path in files if "/_" not in f"/{path}")
    for suffix, count in sorted(counts.items()):
        found.note(f"{counted(count, 'file')} with the suffix {suffix}, {why}, cannot be read")


def note_files_left_out(found: Recognition) -> None:
    """Note the files in the source folder that no pattern of source.include names by their suffix."""
    files = article_files.list_files(found.site.base / found.source_folders[0])
    included = tuple(found.value("source.include", ()))
    for suffix, count in sorted(Counter(Path(file).suffix.lower() for file in files).items()):
        if not any(pattern.endswith(suffix) for pattern in included):
            found.note(
                f"{counted(count, 'file')} with the suffix {suffix} will not be read: if they are articles, add "
                f"'**/*{suffix}' to source.include"
            )


def set_source_by_dates(
    found: Recognition, folder: str, suffixes: tuple[str, ...], *, keeps_folder: bool = False
) -> None:
    """Set source.path and source.include if articles are among pages: articles are the files that have a date.

    source.path becomes the subfolder with most of the files, unless `keeps_folder`, as in `set_source`.
    """
    path = found.site.path / folder
    files = [file for file in article_files.list_files(path) if not file.rpartition("/")[2].startswith("_index.")]
    counts = Counter(map(article_files.first_folder, files))
    shares = article_files.dated_shares(path, files)
    dated = [name for name, share in shares.items() if share >= 0.5]
    is_article = any(f"{name}/{article_files.README}" in files for name in dated)
    if len(dated) == 1 and above_years(dated[0]) and counts[dated[0]] * 2 > len(files) and not is_article:
        origin = "most files with a date are there"
        set_source(found, folder, suffixes, origin, subfolders=dated, keeps_folder=keeps_folder)
        return
    set_source(found, folder, suffixes)
    if dated:
        pages = sorted(name for name, share in shares.items() if not share and counts[name] >= _MIN_PAGES)
        pages = [name for name in pages if not article_files.any_dated(path, files, name)]
        globs = [f"{name}/**" if name else "*.*" for name in pages]
        found.add_patterns("source.exclude", globs, "no file there has a date")


def above_years(folder: str) -> str:
    """Return the part of a folder's path above folders of numbers, which belong to dates such as 2024/05/31.md."""
    return _NUMBERS.sub("", folder)


def _choose_suffixes(folder: Path, paths: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Return the wanted suffixes and those of the other articles."""
    present = {Path(path).suffix.lower() for path in paths}
    pages = {suffix for suffix in present.intersection(_AMBIGUOUS_SUFFIXES) if not _are_articles(folder, paths, suffix)}
    return [suffix for suffix in article_files.SUFFIXES if suffix in (present - pages).union(wanted)]


def _are_articles(folder: Path, paths: list[str], suffix: str) -> bool:
    """Return True if most files with this suffix have front matter or a date, or if most files have it."""
    files = [path for path in paths if path.lower().endswith(suffix)]
    samples = article_files.read_samples(folder, files, 12)
    articles = sum(sample.front_matter not in ("none", "html") or sample.is_dated for sample in samples)
    return articles * 2 > len(samples) or len(files) * 2 > len(paths)
