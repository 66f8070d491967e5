"""Recognition → the text of a config.yaml, commented, and what is left to edit in it."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from feedmaker.generators.recognition import Recognition, Setting
from feedmaker.model import Author

#: Stands for the address of a site that does not say it.
PLACEHOLDER_URL = "https://example.org/"

_PLAIN = re.compile(r"[^\W\d_]\w*(?:[ ./+-]\w+)*/?")
_WORDS = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
_ADDRESS = re.compile(r"https?://[\w./~%+:-]+")


class Line(NamedTuple):
    """A key of a section, and what is written where nothing is known of it: "" for nothing at all."""

    key: str
    example: str = ""
    remark: str = ""


_SECTIONS: Mapping[str, tuple[Line, ...]] = {
    "site": (
        Line("title"),
        Line("url"),
        Line("feeds_url", "https://example.org/feeds/", "where the output is served, if not at url"),
        Line("description", '"…"'),
        Line("language", "en", "of the articles; readers choose fonts and hyphenation by it"),
        Line("timezone", "Europe/Berlin", "of dates that name no zone; UTC if not said"),
        Line("author", '{name: "…", email: "…"}'),
        Line("rights"),
        Line("image"),
    ),
    "source": (Line("path"), Line("include"), Line("exclude")),
    "articles": (
        Line("fields"),
        Line("permalink", "/:year/:month/:title/", "where the pages are, for articles that name no link"),
        Line("excerpt_separator"),
        Line("future", "publish", "hold: articles dated in the future wait for their day"),
        Line("undated", "file-time", "leave-out: articles without a date are left out, and named"),
    ),
    "categories": (
        Line("nested"),
        Line("default", '"…"', "of articles that name none"),
        Line("aliases", '{"Fin": "Finance"}'),
        Line("hidden", '["…"]', "categories without a feed"),
    ),
    "feeds": (
        Line("formats", "[rss, atom, json]"),
        Line("limit", "50", "newest articles in a feed"),
        Line("content", "full", "or summary"),
    ),
    "output": (Line("path"),),
}

_MEANING = {
    ("categories.nested", True): "[a, b] is the category b within a",
    ("categories.nested", False): "[a, b] is two categories",
    ("articles.future", "publish"): "articles dated in the future are published now",
}


class ConfigText(NamedTuple):
    """A config.yaml to be, and which of its keys need or deserve a look."""

    text: str
    #: Keys without which the feeds are wrong: they hold a placeholder.
    needed: tuple[str, ...]
    #: Keys that make the feeds better and that nothing said.
    useful: tuple[str, ...]


def config_text(found: Recognition, *, title: str, output: str) -> ConfigText:
    """Write the configuration; `title` stands in where the site does not say its own, `output` is output.path."""
    settings = dict(found.settings)
    needed = [key for key in ("site.title", "site.url") if key not in settings]
    settings.setdefault("site.title", Setting(title))
    settings.setdefault("site.url", Setting(PLACEHOLDER_URL))
    settings["output.path"] = Setting(output)
    useful = [key for key in ("site.language", "site.timezone", "articles.permalink") if key not in settings]
    lines = [
        "# The configuration of feedmaker: `feedmaker build` brings the feeds up to date.",
        "# Every key, with its default: docs/configuration.md.",
        f"# Recognised: {_comment(_told_by(found))}.",
    ]
    lines += (f"# {_comment(note)}." for note in found.notes)
    for section, keys in _SECTIONS.items():
        body = [text for line in keys for text in _lines(section, line, settings, needed)]
        live = any(not text.lstrip().startswith("#") for text in body)
        lines += ["", f"{section}:" if live else f"# {section}:"]
        lines += body if live else [f"# {text.replace('# ', '', 1)}" for text in body]
    return ConfigText("\n".join(lines) + "\n", tuple(needed), tuple(useful))


def _told_by(found: Recognition) -> str:
    return f"{found.generator or 'no known generator'}, told by {', '.join(dict.fromkeys(found.evidence))}"


def _lines(section: str, line: Line, settings: Mapping[str, Setting], needed: list[str]) -> list[str]:
    key = f"{section}.{line.key}"
    setting = settings.get(key)
    if setting is None:
        remark = f"  # {line.remark}" if line.remark else ""
        return [f"  # {line.key}: {line.example}{remark}"] if line.example else []
    value = f"  {line.key}: {_value(setting.value)}"
    if key in needed:
        return ["  # EDIT: nothing here says it", value]
    meaning = _MEANING.get((key, setting.value)) if isinstance(setting.value, (bool, str)) else None
    remark = "; ".join(part for part in (meaning, setting.origin) if part and part != setting.value)
    return [f"{value}  # {_comment(remark)}" if remark else value]


def _comment(text: str) -> str:
    """Make a text fit for a comment: one line of what can be printed."""
    return "".join(char if char.isprintable() else " " for char in text)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Author):
        parts = {"name": value.name, "email": value.email, "url": value.url}
        return "{" + ", ".join(f"{key}: {_quoted(part)}" for key, part in parts.items() if part) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_quoted(str(part)) for part in value) + "]"
    text = str(value)
    if (_PLAIN.fullmatch(text) and text.lower() not in _WORDS) or _ADDRESS.fullmatch(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """Write text between double quotes, where YAML's escapes are those of JSON up to U+FFFF."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    return json.dumps(shown, ensure_ascii=False)
