"""Recognition → the text of a config.yaml, with comments."""

from collections.abc import Mapping
from importlib import resources

from feedmaker.config.effective import flow_yaml, plain_value
from feedmaker.config.scalars import PLACEHOLDER_URL
from feedmaker.generators.recognition import Recognition, Setting

#: Section → its lines of config_template.yaml by key. A key that is not set is left out unless it has an example.
_SECTIONS: Mapping[str, Mapping[str, str]] = {
    head: {line.strip("# ").partition(":")[0]: line for line in lines}
    for head, *lines in (
        block.splitlines()
        for block in (resources.files(__package__) / "config_template.yaml").read_text("utf-8").split("\n\n")
    )
}
#: The JSON Schema that editors check the file with, relative to it: `init` writes it there.
SCHEMA_PATH = ".feedmaker/config.schema.json"
#: Keys without a default: if they are not found, the file has a placeholder.
REQUIRED = ("site.title", "site.url")
#: Keys that make feeds better and whose right value only the site knows.
RECOMMENDED = ("site.language", "site.timezone", "articles.permalink")
#: All keys that can be written, in the order of the file.
KEYS = tuple(head.replace(":", f".{key}") for head, lines in _SECTIONS.items() for key in lines)

_EXPLANATIONS = {
    ("categories.nested", True): "[a, b] is the category b inside a",
    ("categories.nested", False): "[a, b] are two categories",
    ("articles.future", "publish"): "articles dated in the future are published now",
}


def config_text(found: Recognition, *, title: str, output: str) -> str:
    """Return the text of config.yaml; `title` is the placeholder of site.title, `output` the value of output.path."""
    address = PLACEHOLDER_URL + found.base_path
    placeholders = {"site.title": Setting(title), "site.url": Setting(address), "output.path": Setting(output)}
    settings = {**placeholders, **found.settings}
    missing = set(REQUIRED) - found.settings.keys()
    lines = [
        f"# yaml-language-server: $schema={SCHEMA_PATH}",
        "# Configuration of feedmaker: run `feedmaker build` to update the feeds.",
        "# All keys and their defaults: `feedmaker config`; explanations: docs/configuration.md of feedmaker.",
        f"# Recognised {_comment(found.summary)}.",
    ]
    lines += (f"# Note: {_comment(note)}." for note in found.notes)
    for head, examples in _SECTIONS.items():
        body = []
        for key, example in examples.items():
            name = head.replace(":", f".{key}")
            if name in settings:
                body += _set_lines(name, key, settings[name], is_missing=name in missing)
            elif "#" in example:
                body.append(example)
        if all(line.startswith("  #") for line in body):
            lines += ["", f"# {head}", *(f"# {line.replace('# ', '', 1)}" for line in body)]
        else:
            lines += ["", head, *body]
    return "\n".join(lines) + "\n"


def _set_lines(name: str, key: str, setting: Setting, *, is_missing: bool) -> list[str]:
    """Return the lines of a key that is set."""
    if isinstance(setting.value, tuple) and setting.value and isinstance(setting.value[0], dict):
        remark = f"  # {_comment(setting.origin)}" if setting.origin else ""
        return [f"  {key}:{remark}", *(f"    - {yaml_value(item)}" for item in setting.value)]
    line = f"  {key}: {yaml_value(setting.value)}"
    if is_missing:
        return ["  # EDIT: not found in this folder", line]
    explanation = _EXPLANATIONS.get((name, setting.value), "") if isinstance(setting.value, (bool, str)) else ""
    remark = "; ".join(part for part in (explanation, setting.origin) if part and part != setting.value)
    return [f"{line}  # {_comment(remark)}" if remark else line]


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def yaml_value(value: object) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if part}
    plain = plain_value(value)
    text = flow_yaml(plain)
    # a terminal would interpret control characters: escape them
    return text if text.isprintable() else flow_yaml(plain, style='"')
