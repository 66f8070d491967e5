"""A configuration as nodes: from the text of config.yaml, or from a mapping with the same keys."""

import stat
from collections.abc import Mapping
from pathlib import Path, PurePath

from feedmaker.problems import Problem, mistake
from feedmaker.system import type_name
from feedmaker.text.messages import quoted
from feedmaker.text.yaml_nodes import Document, Listing, Node, Scalar, Table, read_yaml
from feedmaker.text.yaml_parser import MAX_DEPTH

#: Limit for the size of config.yaml, in bytes.
MAX_BYTES = 4_000_000


def read_file(file: Path) -> Document:
    """Read a file; what is wrong with it as YAML is among the problems.

    Raises ConfigurationError where it does not exist, cannot be read, is too large, or is not UTF-8.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe waits, and reading a device may never end
            raise mistake(file, "config-unreadable", f"is a {type_name(status.st_mode)}", "name a file")
        if status.st_size > MAX_BYTES:
            raise mistake(file, "config-too-large", f"is larger than {MAX_BYTES:,} bytes", "name another file")
        data = file.read_bytes()
    except FileNotFoundError:
        hint = "run `feedmaker init`, or name the file with -c"
        raise mistake(file, "config-missing", "does not exist", hint) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise mistake(file, "config-unreadable", f"cannot be read: {reason}") from None
    try:
        return read_yaml(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{data[error.start]:02x}"
        raise mistake(file, "config-not-utf8", message, "save the file as UTF-8", line) from None


def from_mapping(values: Mapping[str, object]) -> Document:
    """Return the nodes that the same values would have in YAML, without lines."""
    problems: list[Problem] = []
    return Document(_node_of(values, "", 0, problems), tuple(problems))


def _node_of(value: object, key: str, depth: int, problems: list[Problem]) -> Node:
    if isinstance(value, (str, bool, int, float, PurePath)):
        return Scalar(str(value).lower() if isinstance(value, bool) else str(value), None)
    if value is not None and depth > MAX_DEPTH:
        message = f"{key.partition('[')[0]} has more than {MAX_DEPTH} levels of nesting"
        problems.append(Problem("config-too-large", message, "use fewer levels of nesting"))
    elif isinstance(value, Mapping):
        pairs: list[tuple[Scalar, Node]] = []
        for name, inner in value.items():
            full = f"{key}.{name}" if key else str(name)
            if isinstance(name, str):
                pairs.append((Scalar(name, None), _node_of(inner, full, depth + 1, problems)))
            else:
                problems.append(Problem("config-wrong-type", f"key {full} is not text", "write it as text"))
        return Table(tuple(pairs), None)
    elif isinstance(value, (list, tuple, set, frozenset)):
        items = enumerate(value, start=1)
        return Listing(tuple(_node_of(item, f"{key}[{n}]", depth + 1, problems) for n, item in items), None)
    elif value is not None:
        hint = "write text, a number, a list or a mapping"
        problems.append(Problem("config-wrong-type", f"{key} is {quoted(value)}", hint))
    return Scalar("", None, null=True)
