"""`feedmaker init`: looks at a folder and writes its config.yaml."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedmaker.problems import BuildFailed, mistake
from feedmaker.text.messages import counted, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedmaker.generators import Recognition
    from feedmaker.generators.exports import ExportedPost

_OUTPUT_FOLDERS = ("output", "feeds", "feedmaker-output")


@click.command(short_help="Write config.yaml for a site or a folder of articles.")
@click.option(
    "-c", "--config", "name", default="config.yaml", show_default=True, metavar="FILE", help="File to write, in DIR."
)
@click.option("--force", is_flag=True, help="Replace an existing configuration of feedmaker.")
@click.option("-n", "--dry-run", is_flag=True, help="Print the configuration; write nothing.")
@click.argument("folder", metavar="[DIR | EXPORT]", default=".")
def init(folder: str, name: str, *, force: bool, dry_run: bool) -> None:
    """Write a config.yaml for the site or the folder of articles in DIR, or for an export of a blog.

    Hexo, Jekyll, Hugo, Pelican, Nikola, Eleventy, Zola, Astro, MkDocs, Docusaurus, Quarto, VitePress, Bridgetown,
    Quartz and Obsidian are recognised by their configuration, which is read but never run, any other folder by its
    articles. Of Gatsby, Next.js, Nuxt, Logseq, Gridea, Sphinx with ABlog and exports of Medium, the articles are
    recognised, but not their links (Medium's name them). Settings that are not found are listed, and marked in the
    file.

    The posts of an EXPORT, Ghost's JSON, the XML of WordPress or Blogger, or Substack's posts.csv, are written to
    articles/ in the current folder, one file for each; files that exist are kept.
    """
    from feedmaker.generators import config_text, recognise
    from feedmaker.generators.exports import export_in
    from feedmaker.text.xml_characters import one_line

    base = Path(folder)
    if export := base if base.is_file() else export_in(base):
        init_export(export, name, force=force, dry_run=dry_run)
        return
    if not base.is_dir():
        message = "is not a folder" if os.path.lexists(base) else "does not exist"
        raise mistake(base, "init-no-folder", message, "name the folder of the site or of the articles, or an export")
    file = base / name
    if not dry_run and os.path.lexists(file):
        _check_replaceable(file, force=force)
    found = recognise(base.resolve())
    if found is None:
        hint = "name the folder of the site, or of articles (.md, .html, .txt, .rst …): feedmaker init DIR"
        raise mistake(base, "init-no-articles", "has no articles and no configuration of a known generator", hint)
    title = one_line(base.resolve().name.replace("_", " ")) or "Articles"
    text = config_text(found, title=title, output=_choose_output(base))
    _write_config(None if dry_run else file, text, found, force=force)


def init_export(export: Path, name: str, *, force: bool, dry_run: bool) -> None:
    """Write the posts of an export to articles/ in the current folder, and a config.yaml beside it."""
    from feedmaker.generators import config_text
    from feedmaker.generators.exports import FOLDER, UnreadableExportError, read_export
    from feedmaker.generators.site_folder import SiteFolder

    base = Path()
    file = base / name
    if not dry_run and os.path.lexists(file):
        _check_replaceable(file, force=force)
    try:
        found, posts = read_export(export, SiteFolder(base.resolve()))
    except UnreadableExportError as error:
        hint = "name the JSON file of Ghost, the XML file of WordPress or Blogger, or Substack's posts.csv"
        raise mistake(export, "init-export", error.message, hint, error.line) from None
    except OSError as error:
        raise mistake(export, "init-export", f"cannot be read: {error.strerror}", "check its permissions") from None
    text = config_text(found, title=export.stem, output=_choose_output(base))
    if dry_run:
        _write_config(None, text, found, force=force)
        return
    kept = _write_posts(base / FOLDER, posts)
    if kept:
        found.note(f"kept in {FOLDER}/, as it exists: {counted(kept, 'file')}")
    _write_config(file, text, found, force=force)
    click.echo(f"{counted(len(posts) - kept, 'post')} written to {FOLDER}/", err=True)


def _write_posts(folder: Path, posts: "Sequence[ExportedPost]") -> int:
    """Write a file for each post; return how many exist already, which are kept."""
    kept = 0
    try:
        folder.mkdir(exist_ok=True)
        for post in posts:
            file = folder / f"{post.name}{post.suffix}"
            try:
                with open(file, "x", encoding="utf-8", errors="replace", newline="\n") as stream:
                    stream.write(post.text)
            except FileExistsError:
                kept += 1
    except OSError as error:
        message = f"{error.filename or folder} cannot be written: {error.strerror}"
        raise BuildFailed(message, "check the permissions of the folder") from None
    return kept


def _check_replaceable(file: Path, *, force: bool) -> None:
    hint = "choose another name: feedmaker init -c feedmaker.yaml, then feedmaker build -c feedmaker.yaml"
    if not _is_feedmakers(file):
        raise mistake(file, "config-exists", "exists and is not a configuration of feedmaker", hint)
    if not force:
        raise mistake(file, "config-exists", "exists already", f"replace it with --force, or {hint}")


def _is_feedmakers(file: Path) -> bool:
    """Return True for a configuration of feedmaker, even a wrong one, and False for that of Hugo, for example."""
    from feedmaker.generators.site_folder import SiteFolder

    settings = SiteFolder(file.parent).read_settings(file.name) if file.suffix in (".yaml", ".yml") else None
    return settings is not None and (not settings.values or isinstance(settings.get("site"), dict))


def _choose_output(base: Path) -> str:
    """Return the first folder that does not exist, is empty, or has the feeds of an earlier build."""
    from feedmaker.writer.publish import MANIFEST

    for name in _OUTPUT_FOLDERS:
        folder = base / name
        is_free = not os.path.lexists(folder) or (folder / MANIFEST).exists()
        if is_free or (folder.is_dir() and all(entry.name[0] == "." for entry in folder.iterdir())):
            return name
    return _OUTPUT_FOLDERS[-1]


def _write_config(file: Path | None, text: str, found: "Recognition", *, force: bool) -> None:
    """Write the configuration and its schema, or print it where there is no file; print what was recognised."""
    if file is None:
        click.echo(text, nl=False)
    else:
        _write(file, text, force=force)
        _write_schema(file.parent)
    _print_result(found, file)


def _write(file: Path, text: str, *, force: bool) -> None:
    try:
        with open(file, "w" if force else "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise mistake(file, "config-exists", "exists already", "replace it with --force") from None
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}"
        raise BuildFailed(message, "check the permissions of the folder") from None


def _write_schema(folder: Path) -> None:
    """Write the schema that the first line of the configuration names, by which editors mark mistakes."""
    from feedmaker.config import shipped_schema
    from feedmaker.generators.config_text import SCHEMA_PATH
    from feedmaker.system import replace_file

    file = folder / SCHEMA_PATH
    try:
        file.parent.mkdir(exist_ok=True)
        replace_file(str(file), shipped_schema().encode())
    except OSError as error:
        click.echo(printable(f"note: {file}, which helps editors, cannot be written: {error.strerror}"), err=True)


def _print_result(found: "Recognition", file: Path | None) -> None:
    """Print what was recognised, where each setting comes from, and what is left to edit."""
    from feedmaker.generators.config_text import KEYS, RECOMMENDED, REQUIRED, yaml_value

    lines = [f"recognised {found.summary}"]
    for key in sorted(found.settings, key=KEYS.index):
        value, origin = found.settings[key]
        lines.append(f"  {key:<28}{yaml_value(value)}" + (f"  ({origin})" if origin not in ("", value) else ""))
    lines += (f"note: {note}" for note in found.notes)
    if file is not None:
        lines.append(f"wrote {file}")
    missing, recommended = ([key for key in keys if not found.has(key)] for keys in (REQUIRED, RECOMMENDED))
    if missing:
        lines.append(f"to edit: {', '.join(missing)} (not found in this folder)")
    if recommended:
        lines.append(f"worth adding: {', '.join(recommended)}")
    if file is not None:
        lines.append(f"next: {'edit it, then ' if missing else ''}feedmaker build")
    for line in lines:
        click.echo(printable(line), err=True)
