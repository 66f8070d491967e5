"""YAML front matter through libyaml, with every scalar kept as it was written.

Only the composer of PyYAML runs: no tag is resolved and nothing is constructed, so `1.10` stays "1.10", `on` stays
"on", an impossible date is only text, and `!!python/object` makes nothing.
"""

import re
from collections.abc import Iterator
from functools import cache

import yaml

from feedmaker.loader.frontmatter.result import Fields, gather
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import NOT_YAML
from feedmaker.text.yaml_nodes import compose, has_standard_tag, is_merge_key, is_null

#: Nodes that one head may have, each counted as often as its aliases name it.
MAX_NODES = 200_000

#: Collections within collections.
MAX_DEPTH = 60

#: Fields where ` #` is likelier a part of the text than a comment.
_TEXT_KEYS = frozenset(
    ["title", "subtitle", "description", "summary", "author", "authors", "category", "categories", "tag", "tags"]
)

#: Line breaks of YAML 1.1 that no editor counts as lines.
_BREAKS = re.compile("[\x85\u2028\u2029]")


@cache
def _illegal() -> re.Pattern[str]:
    """What libyaml refuses (YAML 1.1, section 5.1), and the byte order mark, which means nothing inside a text."""
    return re.compile(NOT_YAML)


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
        return compose(head, MAX_DEPTH)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(error.problem or str(error.context), mark.line + first_line if mark else None) from error
    except yaml.YAMLError as error:
        raise UnreadableError(str(error).splitlines()[0]) from error


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
        return None if is_null(node) else str(node.value)

    def check_tag(self, node: yaml.Node) -> None:
        if has_standard_tag(node):
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
    return is_merge_key(key) and isinstance(value, yaml.CollectionNode)
