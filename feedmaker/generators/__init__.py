"""A site's folder → the configuration of its generator, in the keys of config.yaml.

No code of a site is ever run: configurations written in a programming language are read as text.
"""

from pathlib import Path

from feedmaker.generators import (
    article_files,
    astro,
    bridgetown,
    docusaurus,
    eleventy,
    hexo,
    hugo,
    jekyll,
    mkdocs,
    nikola,
    obsidian,
    other_tools,
    pelican,
    plain_folder,
    quarto,
    quartz,
    vitepress,
    zola,
)
from feedmaker.generators.config_text import config_text
from feedmaker.generators.recognition import Recognition, Setting
from feedmaker.generators.site_folder import SiteFolder, read_text

__all__ = ["Recognition", "Setting", "config_text", "recognise"]

#: In this order: a _config.yml is Jekyll's unless it is Hexo's, a config.toml Hugo's unless it is Zola's.
_GENERATORS = (
    pelican, nikola, eleventy, astro, docusaurus, mkdocs, quarto, vitepress, bridgetown, hexo, jekyll, zola, hugo,
    quartz, obsidian, other_tools,
)  # fmt: skip
#: Files in which hosts of static sites keep the domain of a site.
_DOMAIN_FILES = ("CNAME", "source/CNAME", "static/CNAME", "public/CNAME", "docs/CNAME", "content/extra/CNAME")


def recognise(base: Path) -> Recognition | None:
    """Recognise the site in a folder or in one right below it; None without a known configuration and articles."""
    unreadable: list[str] = []
    found = None
    for subfolder in (".", *_subfolders(base)):
        site = SiteFolder(base, subfolder)
        found = _recognise_site(site)
        unreadable += site.unreadable
        if found is not None:
            break
    found = found or plain_folder.recognise(SiteFolder(base))
    if found is not None:
        for message in unreadable:
            found.note(message)
        _read_domain(found, base)
    return found


def _recognise_site(site: SiteFolder) -> Recognition | None:
    for generator in _GENERATORS:
        found: Recognition | None = generator.recognise(site)
        if found and (site.base / found.source_folders[0]).is_dir():
            return found
    return None


def _subfolders(base: Path) -> list[str]:
    try:
        return sorted(
            entry.name
            for entry in base.iterdir()
            if entry.is_dir() and entry.name[0] not in "._" and entry.name.lower() not in article_files.SKIPPED
        )
    except OSError:
        return []


def _read_domain(found: Recognition, base: Path) -> None:
    for name in _DOMAIN_FILES:
        words = (read_text(base / name) or "").split()
        if words and "site.url" not in found.settings:
            found.set_text("site.url", f"https://{words[0]}/{found.base_path}", name)
