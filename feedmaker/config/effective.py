"""The effective configuration as a config.yaml that has every key, each with the origin of its value."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

from feedmaker.config.document import read_file
from feedmaker.config.schema import Config
from feedmaker.text.messages import printable
from feedmaker.text.yaml_nodes import Node, Scalar, Table

#: Values that are longer on one line are written as lines of their own.
_WIDTH = 100


def lines_of_keys(file: Path) -> dict[str, int | None]:
    """Return the dotted key of each value that a file sets → its line; sections are two levels deep.

    Raises ConfigurationError where the file cannot be read.
    """
    root = read_file(file).root
    found: dict[str, int | None] = {}
    for key, value in root.pairs if isinstance(root, Table) else ():
        pairs: list[tuple[str, int | None, Node]]
        if isinstance(value, Table):
            pairs = [(f"{key.text}.{below.text}", below.line, node) for below, node in value.pairs]
        else:  # `source: articles` is its path
            pairs = [("source.path" if key.text == "source" else key.text, key.line, value)]
        found |= {name: line for name, line, node in pairs if not (isinstance(node, Scalar) and not node.text.strip())}
    return found


def as_yaml(config: Config, origins: Mapping[str, str]) -> str:
    """Return a configuration as YAML; `origins` says of each dotted key where it comes from, others are defaults."""
    return "".join(f"{line}\n" for line in _lines(config, origins))


def _lines(config: Config, origins: Mapping[str, str]) -> Iterator[str]:
    for section in fields(config):
        value = getattr(config, section.name)
        if not is_dataclass(value):
            yield from _value(section.name, value, origins.get(section.name, "default"), "")
            continue
        yield f"{section.name}:"
        for field in fields(value):
            key = f"{section.name}.{field.name}"
            default = "default: site.url" if key == "site.feeds_url" else "default"
            yield from _value(field.name, getattr(value, field.name), origins.get(key, default), "  ")


def _value(key: str, value: object, origin: str, indent: str) -> Iterator[str]:
    """Yield the lines of a key: one, or more where its value is long."""
    import yaml

    plain = plain_value(value)
    remark = printable(origin)
    text = flow_yaml(plain)
    if len(text) <= _WIDTH or not isinstance(plain, (list, dict)):
        yield f"{indent}{key}: {text}  # {remark}"
        return
    yield f"{indent}{key}:  # {remark}"
    block = yaml.safe_dump(plain, allow_unicode=True, default_flow_style=False, sort_keys=False, width=float("inf"))
    yield from (f"{indent}  {line}" for line in block.splitlines())


def flow_yaml(value: object, style: str | None = None) -> str:
    """Return a value in the types of YAML on one line; with the style '"', what is not ASCII is escaped."""
    import yaml

    text = yaml.safe_dump(
        value,
        allow_unicode=not style,
        default_flow_style=True,
        default_style=style,
        sort_keys=False,
        width=float("inf"),
    )
    return text.removesuffix("...\n").rstrip("\n")


def plain_value(value: object) -> object:
    """Return a value in the types of YAML; keys of a mapping that have no value are left out."""
    if is_dataclass(value):
        pairs = ((field.name.rstrip("_"), plain_value(getattr(value, field.name))) for field in fields(value))
        return {key: part for key, part in pairs if part not in (None, [], "")}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: part for key, part in value._asdict().items() if part is not None}
    if isinstance(value, Mapping):
        return {key: plain_value(part) for key, part in value.items()}
    return [plain_value(part) for part in value] if isinstance(value, (tuple, list)) else value
