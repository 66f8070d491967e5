"""Folder → Recognition: asks each generator, first here, then in the folders right below."""

from collections.abc import Callable, Sequence
from pathlib import Path

from feedmaker.generators import article_files, hexo, hugo, jekyll, pelican, plain_folder, scripted, zola
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import Root

#: In the order in which they are asked: those with a file of their own first, Jekyll after Hexo and Hugo after Zola.
_GENERATORS: Sequence[Callable[[Root], Recognition | None]] = (
    pelican.recognise,
    pelican.recognise_nikola,
    scripted.recognise_eleventy,
    scripted.recognise_astro,
    hexo.recognise,
    jekyll.recognise,
    zola.recognise,
    hugo.recognise,
)
_CNAMES = ("CNAME", "source/CNAME", "static/CNAME", "public/CNAME", "docs/CNAME", "content/extra/CNAME")


def recognise(base: Path) -> Recognition | None:
    """Recognise the site in a folder; None where there is neither a known configuration nor an article."""
    faults: list[str] = []
    found = None
    for folder in (base, *_below(base)):
        root = Root(base, folder)
        found = next((site for site in (ask(root) for ask in _GENERATORS) if site and _has_source(site, base)), None)
        faults += root.faults
        if found is not None:
            break
    found = found or plain_folder.recognise(base)
    if found is None:
        return None
    for fault in faults:
        found.note(fault)
    _domain(found, base)
    return found


def _below(base: Path) -> list[Path]:
    """List the folders where the site may lie beside other things."""
    try:
        return sorted(
            entry
            for entry in base.iterdir()
            if entry.is_dir() and entry.name[0] not in "._" and entry.name.lower() not in article_files.SKIPPED
        )
    except OSError:
        return []


def _has_source(found: Recognition, base: Path) -> bool:
    return (base / str(found.settings["source.path"].value)).is_dir()


def _domain(found: Recognition, base: Path) -> None:
    """Take the address from a CNAME file, by which hosts of static sites know it."""
    for name in _CNAMES:
        if "site.url" in found.settings:
            return
        try:
            text = (
                (base / name).read_text(encoding="utf-8", errors="replace").strip() if (base / name).is_file() else ""
            )
        except OSError:
            continue
        if text:
            found.say("site.url", f"https://{text.split()[0]}/", name)
