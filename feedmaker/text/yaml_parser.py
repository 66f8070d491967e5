"""YAML text → PyYAML's nodes, within bounds of time and memory, also with aliases.

`compose` is the only use of PyYAML for what users write: no tag is resolved and nothing is constructed, so an
impossible date is only text and `!!python/object` makes nothing.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import yaml

#: Nodes of a document with its aliases written out, and levels of nesting.
MAX_NODES = 200_000
MAX_DEPTH = 50
#: Plain scalars that are null (YAML 1.1, null type).
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

_STANDARD_TAG = "tag:yaml.org,2002:"
_NULL_TAG = f"{_STANDARD_TAG}null"
_STANDARD_TYPES = frozenset("str seq map null bool int float timestamp binary set omap pairs merge value".split())  # noqa: SIM905
#: A line so deeply indented, or with so many indicators, that nesting must be measured before it is composed.
_DEEP_LINE = re.compile(r"^[ \-?:]{120}", re.MULTILINE)

_Pair: TypeAlias = tuple[yaml.Node, yaml.Node]


def compose(text: str, *, several: bool = False) -> yaml.Node | None:
    """Parse one YAML document into PyYAML's nodes; None for an empty one. With `several`, the first of them.

    Raises yaml.YAMLError for what is not YAML, is nested too deeply, or is more than one document without `several`.
    """
    loader_class = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    if text.count("[") + text.count("{") > MAX_DEPTH or _DEEP_LINE.search(text):
        _check_depth(text, loader_class)
    loader = loader_class(text)
    try:
        if several:
            return loader.get_node() if loader.check_node() else None
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _check_depth(text: str, loader_class: type) -> None:
    """Refuse what is nested too deeply before it is composed: composing recurses in C and would overflow its stack."""
    depth = 0
    for event in yaml.parse(text, Loader=loader_class):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                raise yaml.MarkedYAMLError(None, None, f"more than {MAX_DEPTH} levels of nesting", mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def count_nodes(root: yaml.Node) -> int:
    """Return the number of nodes with aliases written out, more than MAX_NODES if one contains itself."""
    counts: dict[int, int] = {}

    def count(node: yaml.Node) -> int:
        known = counts.get(id(node))
        if known is None:
            counts[id(node)] = MAX_NODES  # until it is known: an alias may be inside its own anchor
            inner = node.value if isinstance(node, yaml.CollectionNode) else ()
            parts = (part for item in inner for part in (item if isinstance(item, tuple) else (item,)))
            known = counts[id(node)] = 1 + sum(map(count, parts))
        return known

    return count(root)


def is_null(node: yaml.ScalarNode) -> bool:
    """Return True for `~`, `null` or nothing where they are plain, and for the tag `!!null`."""
    return (not node.style and node.value in NULLS) or node.tag == _NULL_TAG


def is_merge_key(node: yaml.Node) -> bool:
    """Return True for `<<` (YAML 1.1, merge type)."""
    return isinstance(node, yaml.ScalarNode) and node.value == "<<" and not node.style


def split_merged(node: yaml.MappingNode, count: Callable[[], object] = int) -> tuple[list[_Pair], list[_Pair]]:
    """Return the pairs of a mapping itself, and those that its `<<` keys merge into it (YAML 1.1, merge type).

    A pair is merged unless the mapping or an earlier merged mapping has its key. `<<` with another value than a mapping
    or a list of mappings is a pair like others. `count` is called for each pair that could be merged, and may raise.
    """
    own = [pair for pair in node.value if not _merge_sources(*pair)]
    merged: list[_Pair] = []
    if len(own) == len(node.value):
        return own, merged
    seen = {key.value for key, _ in own if isinstance(key, yaml.ScalarNode)}
    done: set[int] = set()
    pending = [node]
    while pending:
        mapping = pending.pop()
        if id(mapping) in done:
            continue
        done.add(id(mapping))
        for key, value in mapping.value if mapping is not node else ():
            count()
            if not _merge_sources(key, value) and isinstance(key, yaml.ScalarNode) and key.value not in seen:
                seen.add(key.value)
                merged.append((key, value))
        pending.extend(source for pair in reversed(mapping.value) for source in reversed(_merge_sources(*pair)))
    return own, merged


def _merge_sources(key: yaml.Node, value: yaml.Node) -> list[yaml.MappingNode]:
    """Return the mappings that a pair merges, the first of the highest precedence; none for an ordinary pair."""
    if not is_merge_key(key):
        return []
    values = value.value if isinstance(value, yaml.SequenceNode) else [value]
    sources = [source for source in values if isinstance(source, yaml.MappingNode)]
    return sources if len(sources) == len(values) else []


def has_standard_tag(node: yaml.Node) -> bool:
    """Return True unless the author wrote a tag that YAML 1.1 does not define."""
    return node.tag == "!" or node.tag.removeprefix(_STANDARD_TAG) in _STANDARD_TYPES
