"""`feedmaker init`: looks at a folder and writes its config.yaml."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedmaker.problems import BuildFailed, ConfigurationError, Problem

if TYPE_CHECKING:
    from feedmaker.generators import Recognition
    from feedmaker.generators.config_text import ConfigText

_OUTPUTS = ("output", "feeds", "feedmaker-output")


@click.command()
@click.option(
    "-c", "--config", "name", default="config.yaml", show_default=True, metavar="FILE", help="File to write, in DIR."
)
@click.option("--force", is_flag=True, help="Replace a configuration of feedmaker that is there.")
@click.option("-n", "--dry-run", is_flag=True, help="Print the configuration, write nothing.")
@click.argument("folder", metavar="[DIR]", default=".")
def init(folder: str, name: str, *, force: bool, dry_run: bool) -> None:
    """Look at a folder of articles, recognise what made it, and write a config.yaml that builds right away.

    Hexo, Jekyll, Hugo, Pelican, Nikola, Eleventy, Zola and Astro are known by their configuration, which is read and
    never run; any other folder by its articles. What nothing says is told, and marked in the file.
    """
    from feedmaker.generators import config_text, recognise

    base = Path(folder)
    if not base.is_dir():
        raise _refused(base, "init-no-folder", "is not a folder", "name the folder of the site or of the articles")
    file = base / name
    if not dry_run:
        _check_free(file, force=force)
    found = recognise(base.resolve())
    if found is None:
        hint = "name the folder of the site or of the articles: feedmaker init DIR"
        raise _refused(base, "init-no-articles", "holds no site that is known and no article files", hint)
    made = config_text(found, title=_title(base), output=_output(base))
    if dry_run:
        click.echo(made.text, nl=False)
    else:
        _write(file, made.text, force=force)
    _tell(found, made, None if dry_run else file)


def _refused(file: Path, code: str, message: str, hint: str) -> ConfigurationError:
    return ConfigurationError([Problem(code, message, hint, path=str(file))])


def _check_free(file: Path, *, force: bool) -> None:
    if not os.path.lexists(file):
        return
    if not force or not _is_ours(file):
        other = "write another: feedmaker init -c feedmaker.yaml, and feedmaker build -c feedmaker.yaml"
        if _is_ours(file):
            raise _refused(file, "config-exists", "exists already", f"replace it with --force, or {other}")
        raise _refused(file, "config-exists", "exists already and is not feedmaker's", other)


def _is_ours(file: Path) -> bool:
    """Tell a configuration of feedmaker, right or wrong, from one of another program such as Hugo."""
    from feedmaker.generators.settings_file import UnreadableError, read

    try:
        settings = read(file.parent, file.name) if file.suffix in (".yaml", ".yml") else None
    except UnreadableError:
        return False
    return settings is not None and (not settings.values or isinstance(settings.at("site"), dict))


def _title(base: Path) -> str:
    from feedmaker.text.xml_characters import one_line

    return one_line(base.resolve().name.replace("_", " ")) or "Articles"


def _output(base: Path) -> str:
    """Choose a folder that is not there, is empty, or is feedmaker's own."""
    for name in _OUTPUTS:
        folder = base / name
        if not os.path.lexists(folder) or (folder / ".feedmaker.json").exists():
            return name
        if folder.is_dir() and all(entry.name[0] == "." for entry in folder.iterdir()):
            return name
    return _OUTPUTS[-1]


def _write(file: Path, text: str, *, force: bool) -> None:
    temporary = file.with_name(f".{file.name}.new")
    try:
        if not force:
            with open(file, "x", encoding="utf-8") as stream:
                stream.write(text)
            return
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(file)
    except FileExistsError:
        raise _refused(file, "config-exists", "exists already", "replace it with --force") from None
    except OSError as error:
        raise BuildFailed(f"{file} cannot be written: {error.strerror}", "give this user the right to") from None


def _tell(found: "Recognition", made: "ConfigText", file: Path | None) -> None:
    """Say what was recognised, where each setting came from, and what is left to edit."""
    from feedmaker.text.messages import printable

    lines = [f"{found.generator or 'no known generator'}: {', '.join(dict.fromkeys(found.evidence))}"]
    lines += [
        f"  {key:<28}{_shown(setting.value)}"
        + (f"  ({setting.origin})" if setting.origin not in ("", setting.value) else "")
        for key, setting in sorted(found.settings.items(), key=_place)
    ]
    lines += (f"note: {note}" for note in found.notes)
    if file is not None:
        lines.append(f"wrote {file}")
    if made.needed:
        lines.append(f"to edit: {', '.join(made.needed)} (nothing here says it)")
    if made.useful:
        lines.append(f"worth adding: {', '.join(made.useful)}")
    if not made.needed and not made.useful:
        lines.append("nothing is left to edit")
    for line in lines:
        click.echo(printable(line), err=True)


def _place(item: tuple[str, object]) -> tuple[int, str]:
    sections = ("site", "source", "articles", "categories")
    section = item[0].partition(".")[0]
    return (sections.index(section) if section in sections else len(sections), item[0])


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(part)}" for key, part in value.items())
    return str(getattr(value, "name", value))
