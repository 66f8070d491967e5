"""Recognition → the text of a config.yaml, with comments."""

from collections.abc import Mapping, Set
from typing import NamedTuple

from feedmaker.generators.recognition import Recognition, Setting
from feedmaker.model import Author

#: Value of site.url if the site's own is not known.
PLACEHOLDER_URL = "https://example.org/"


class _Key(NamedTuple):
    name: str
    #: What a comment shows if the key has no value; without it there is no comment.
    example: str = ""
    explanation: str = ""


_SECTIONS: Mapping[str, tuple[_Key, ...]] = {
    "site": (
        _Key("title"),
        _Key("url"),
        _Key("feeds_url", "https://example.org/feeds/", "URL of the output folder; default: url"),
        _Key("description", '"…"'),
        _Key("language", "en", "of the articles; readers choose fonts and hyphenation by it"),
        _Key("timezone", "Europe/Berlin", "of dates without a time zone; default: UTC"),
        _Key("author", '{name: "…", email: "…"}'),
        _Key("rights"),
    ),
    "source": (_Key("path"), _Key("include"), _Key("exclude")),
    "articles": (
        _Key("fields"),
        _Key("permalink", "/:year/:month/:title/", "URLs of articles that do not name their own"),
        _Key("excerpt_separator"),
        _Key("future", "publish", "default: hold, articles dated in the future wait until then"),
        _Key("undated", "file-time", "default: leave-out, articles without a date are left out and reported"),
    ),
    "categories": (
        _Key("nested"),
        _Key("default", '"…"', "of articles that name none"),
        _Key("aliases", '{"Fin": "Finance"}'),
        _Key("hidden", '["…"]', "categories without a feed"),
    ),
    "feeds": (
        _Key("formats", "[rss, atom, json]"),
        _Key("limit", "50", "newest articles in a feed"),
        _Key("content", "full", "or summary"),
    ),
    "output": (_Key("path"),),
}
#: Keys without a default: if they are not found, the file has a placeholder.
REQUIRED = ("site.title", "site.url")
#: Keys that make feeds better and whose right value only the site knows.
RECOMMENDED = ("site.language", "site.timezone", "articles.permalink")
#: All keys that can be written, in the order of the file.
KEYS = tuple(f"{section}.{key.name}" for section, keys in _SECTIONS.items() for key in keys)

_EXPLANATIONS = {
    ("categories.nested", True): "[a, b] is the category b inside a",
    ("categories.nested", False): "[a, b] are two categories",
    ("articles.future", "publish"): "articles dated in the future are published now",
}


def config_text(found: Recognition, *, title: str, output: str) -> str:
    """Return the text of config.yaml; `title` is the placeholder of site.title, `output` the value of output.path."""
    placeholders = {"site.title": Setting(title), "site.url": Setting(PLACEHOLDER_URL), "output.path": Setting(output)}
    settings = {**placeholders, **found.settings}
    missing = set(REQUIRED) - found.settings.keys()
    lines = [
        "# Configuration of feedmaker: run `feedmaker build` to update the feeds.",
        "# All keys and their defaults: docs/configuration.md.",
        f"# Recognised {_comment(found.summary)}.",
    ]
    lines += (f"# Note: {_comment(note)}." for note in found.notes)
    for section, keys in _SECTIONS.items():
        body = [line for key in keys for line in _key_lines(section, key, settings, missing)]
        if any(not line.lstrip().startswith("#") for line in body):
            lines += ["", f"{section}:", *body]
        else:
            lines += ["", f"# {section}:", *(f"# {line.replace('# ', '', 1)}" for line in body)]
    return "\n".join(lines) + "\n"


def _key_lines(section: str, key: _Key, settings: Mapping[str, Setting], missing: Set[str]) -> list[str]:
    name = f"{section}.{key.name}"
    setting = settings.get(name)
    if setting is None:
        explanation = f"  # {key.explanation}" if key.explanation else ""
        return [f"  # {key.name}: {key.example}{explanation}"] if key.example else []
    line = f"  {key.name}: {yaml_value(setting.value)}"
    if name in missing:
        return ["  # EDIT: not found in this folder", line]
    explanation = _EXPLANATIONS.get((name, setting.value), "") if isinstance(setting.value, (bool, str)) else ""
    remark = "; ".join(part for part in (explanation, setting.origin) if part and part != setting.value)
    return [f"{line}  # {_comment(remark)}" if remark else line]


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def yaml_value(value: object) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, Author):
        value = {"name": value.name, "email": value.email, "url": value.url}
    if isinstance(value, dict):
        value = {key: list(part) if isinstance(part, tuple) else part for key, part in value.items() if part}
    elif isinstance(value, tuple):
        value = list(value)
    text = _dump(value).removesuffix("...\n").rstrip("\n")
    # a terminal would obey control characters: escape them
    return text if text.isprintable() else _dump(value, style='"').rstrip("\n")


def _dump(value: object, style: str | None = None) -> str:
    import yaml

    width = float("inf")
    return yaml.safe_dump(
        value, allow_unicode=not style, default_flow_style=True, default_style=style, sort_keys=False, width=width
    )
