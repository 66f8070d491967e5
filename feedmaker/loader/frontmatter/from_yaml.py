"""YAML front matter through libyaml, with every scalar kept as it was written.

Only the composer of PyYAML runs: no tag is resolved and nothing is constructed, so `1.10` stays "1.10", `on` stays
"on", an impossible date is only text, and `!!python/object` makes nothing.
"""

import re
from collections.abc import Iterator
from functools import cache

import yaml

from feedmaker.loader.frontmatter.result import Fields, gather
from feedmaker.loader.frontmatter.yaml_simple import NULLS
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: Nodes that one head may have, each counted as often as its aliases name it.
MAX_NODES = 200_000

#: Collections within collections.
MAX_DEPTH = 60

#: Fields where ` #` is likelier a part of the text than a comment.
_TEXT_KEYS = frozenset(
    ["title", "subtitle", "description", "summary", "author", "authors", "category", "categories", "tag", "tags"]
)

_STANDARD_TAG = "tag:yaml.org,2002:"
_STANDARD_TYPES = frozenset(
    [
        "str",
        "seq",
        "map",
        "null",
        "bool",
        "int",
        "float",
        "timestamp",
        "binary",
        "set",
        "omap",
        "pairs",
        "merge",
        "value",
    ]
)

#: Line breaks of YAML 1.1 that no editor counts as lines.
_BREAKS = re.compile("[\x85\u2028\u2029]")

#: A line so deeply indented, or with so many indicators, that nesting must be counted before it is composed.
_DEEP_LINE = re.compile(r"^[ \-?:]{120}", re.MULTILINE)


@cache
def _illegal() -> re.Pattern[str]:
    """What libyaml refuses (YAML 1.1, section 5.1), and the byte order mark, which means nothing inside a text."""
    return re.compile("[^\t\n -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class UnreadableError(ValueError):
    """The head is not a YAML mapping: what is wrong, and the line in the file where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class _RefusedError(ValueError):
    """One value cannot be had: code, message and hint of the problem that says so."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def purge(head: str, first_line: int) -> tuple[str, tuple[Problem, ...]]:
    """Remove the characters that YAML refuses, keeping the lines: the head, and a problem for the first."""
    head = _BREAKS.sub(" ", head)
    first = _illegal().search(head)
    if first is None:
        return head, ()
    line = first_line + head.count("\n", 0, first.start())
    clean, count = _illegal().subn("", head)
    if first[0] == "\ufeff":
        return clean, ()
    message = f"front matter holds {count} control {'character' if count == 1 else 'characters'}, first {first[0]!r}"
    return clean, (Problem("control-character", message, "remove it; it was left out here", line),)


def read(head: str, first_line: int) -> Fields:
    """Read a head that went through `purge` and begins in line `first_line` of the file.

    Raises:
        UnreadableError: it is not YAML, or not a mapping.

    """
    # The line end of the last line counts for a block scalar that ends there.
    node = _compose(f"{head}\n", first_line)
    if node is None:
        return Fields({}, {}, {}, ())
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableError("it holds no `key: value` lines", first_line)
    reader = _Reader(head, first_line)
    fields = list(reader.fields(node))
    return gather(fields, reader.problems)


def _compose(head: str, first_line: int) -> yaml.Node | None:
    try:
        if head.count("[") + head.count("{") > MAX_DEPTH or _DEEP_LINE.search(head):
            _measure(head)
        loader = yaml.CBaseLoader(head)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(error.problem or str(error.context), mark.line + first_line if mark else None) from error
    except yaml.YAMLError as error:
        raise UnreadableError(str(error).splitlines()[0]) from error
    return node


def _measure(head: str) -> None:
    """Refuse what is nested too deeply: composing recurses in C, and would run out of its stack."""
    depth = 0
    for event in yaml.parse(head, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise yaml.YAMLError(f"more than {MAX_DEPTH} levels of nesting")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    """Turns the nodes of one head into values; counts them, so that aliases cannot multiply without end."""

    def __init__(self, head: str, first_line: int) -> None:
        self.head = head
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.nodes = 0
        self.above: set[int] = set()
        self.has_hash = "#" in head

    def fields(self, root: yaml.MappingNode) -> Iterator[tuple[str, object, int]]:
        """Yield (key, value, line) of each top-level key, merged ones first."""
        for key, value in self.pairs(root):
            line = key.start_mark.line + self.first_line
            name = self.name_of(key)
            try:
                yield name, self.value(value), line
            except _RefusedError as refusal:
                message = f"{quoted(name)} cannot be read: {refusal.message}"
                self.problems.append(Problem(refusal.code, message, refusal.hint, line))
                yield name, self.source(value) if refusal.code == "front-matter-recovered" else None, line
            finally:
                self.above.clear()
            if self.has_hash and name.strip().lower() in _TEXT_KEYS:
                self.report_cuts(value)

    def pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """Yield the keys and values of a mapping; those merged with `<<` come first and only if it lacks them."""
        own = [(key, value) for key, value in node.value if not _is_merge(key, value)]
        if len(own) < len(node.value):
            seen = {key.value for key, _ in own if isinstance(key, yaml.ScalarNode)}
            for key, value in node.value:
                if _is_merge(key, value):
                    yield from self.merged(value, seen)
        yield from own

    def merged(self, node: yaml.Node, seen: set[str]) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """Yield what `<<: node` adds, an earlier mapping before a later one (YAML 1.1, merge type)."""
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for source in sources:
            for key, value in source.value if isinstance(source, yaml.MappingNode) else ():
                self.count()
                if isinstance(key, yaml.ScalarNode) and key.value not in seen:
                    seen.add(key.value)
                    yield key, value

    def name_of(self, key: yaml.Node) -> str:
        return key.value if isinstance(key, yaml.ScalarNode) else self.source(key)

    def source(self, node: yaml.Node) -> str:
        """Return what stands in the file for a node that has no plain meaning, such as `{{ page.title }}`."""
        return self.head[node.start_mark.index : node.end_mark.index].strip()

    def count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _RefusedError("yaml-too-large", "its aliases make it too large", "write the values out")

    def value(self, node: yaml.Node) -> object:
        self.count()
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if id(node) in self.above:
            raise _RefusedError("yaml-recursive", "it contains itself", "remove the alias")
        if len(self.above) >= MAX_DEPTH:
            raise _RefusedError("yaml-too-large", "it is nested too deeply", "write it flat")
        self.above.add(id(node))
        self.check_tag(node)
        result: object
        if isinstance(node, yaml.SequenceNode):
            result = [self.value(item) for item in node.value]
        else:
            result = self.mapping(node)
        self.above.discard(id(node))
        return result

    def mapping(self, node: yaml.Node) -> dict[str, object]:
        result: dict[str, object] = {}
        for key, value in self.pairs(node) if isinstance(node, yaml.MappingNode) else ():
            if not isinstance(key, yaml.ScalarNode):
                raise _RefusedError("front-matter-recovered", "a key is not a word", "quote the value")
            result[key.value] = self.value(value)
        return result

    def scalar(self, node: yaml.ScalarNode) -> str | None:
        self.check_tag(node)
        text: str = node.value
        plain = not node.style
        return None if text in NULLS and (plain or node.tag == f"{_STANDARD_TAG}null") else text

    def check_tag(self, node: yaml.Node) -> None:
        kind = node.tag.removeprefix(_STANDARD_TAG)
        if kind in _STANDARD_TYPES or node.tag == "!":
            return
        message = f"YAML tag {quoted(node.tag)} means nothing here and was ignored"
        line = node.start_mark.line + self.first_line
        self.problems.append(Problem("yaml-tag-ignored", message, "remove the tag", line))

    def report_cuts(self, node: yaml.Node) -> None:
        """Report a plain text that a ` #` ends: YAML takes the rest for a comment (YAML 1.1, section 9.1.3)."""
        for item in node.value if isinstance(node, yaml.SequenceNode) and not node.flow_style else (node,):
            if not isinstance(item, yaml.ScalarNode) or item.style:
                continue
            start = item.end_mark.index
            end = self.head.find("\n", start)
            rest = self.head[start : end if end >= 0 else None].lstrip(" \t")
            # After an empty value, `# word` is an ordinary comment.
            if rest.startswith("#") and (item.value or not rest[1:2].isspace()) and rest.strip("# "):
                message = f"YAML takes {quoted(rest)} for a comment, the value is {quoted(item.value)}"
                line = item.end_mark.line + self.first_line
                self.problems.append(Problem("value-cut-at-hash", message, "quote the value if # belongs to it", line))


def _is_merge(key: yaml.Node, value: yaml.Node) -> bool:
    return (
        isinstance(key, yaml.ScalarNode)
        and key.value == "<<"
        and not key.style
        and isinstance(value, yaml.CollectionNode)
    )
