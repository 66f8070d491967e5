"""YAML front matter, with every scalar as it is written: `1.10` stays "1.10", `on` stays "on"."""

import json
import re
from collections.abc import Iterator
from functools import cache

import yaml

from feedmaker.loader.frontmatter.result import MAX_LENGTH, Field, FieldMapping, collect_fields
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import NOT_YAML
from feedmaker.text.yaml_parser import MAX_DEPTH, MAX_NODES, NULLS, compose, has_standard_tag, is_null, split_merged

#: Fields where ` #` is more likely to be a part of the text than a comment.
_TEXT_KEYS = frozenset(
    ["title", "subtitle", "description", "summary", "author", "authors", "category", "categories", "tag", "tags"]
)

#: Line breaks of YAML 1.1 that editors do not treat as line breaks.
_BREAKS = re.compile("[\x85\u2028\u2029]")


#: A character beyond U+FFFF as JSON escapes it, and scripts that write front matter with it: "\ud83d\ude00".
_PAIR = re.compile(r"(?<!\\)\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


#: A line: the key or the dash of a list item, and what follows: `title: A walk`, `  - harbour`, or nothing but spaces.
_LINE = re.compile(r"^(?:([^\W\d][\w-]{0,80}):(?= |$)|(\ *-)(?=\ )|(?=\ *$))\ *+(.*)", re.MULTILINE)

#: No plain scalar begins with one of these: white space and indicators (YAML 1.1, section 5.3).
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`") | frozenset(
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
#: An inline list of plain words.
_WORDS = re.compile(r"\[[\w ./+,-]*\]")

#: The result for a value that a YAML parser must read.
_NOT_SIMPLE = object()


class YamlError(ValueError):
    """The front matter is not a YAML mapping: what is wrong, and the line in the file where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class _ValueError(ValueError):
    """One field has no value; `problem` says why."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = Problem(code, message, hint)


def remove_illegal(head: str, first_line: int) -> tuple[str, list[Problem]]:
    """Remove the characters that YAML forbids, keeping the lines; report the first of them."""
    head = _BREAKS.sub(" ", head)
    first = re.search(NOT_YAML, head)
    if first is None:
        return head, []
    line = first_line + head.count("\n", 0, first.start())
    clean, count = re.subn(NOT_YAML, "", head)
    if first[0] == "\ufeff":
        return clean, []
    characters = "a control character" if count == 1 else f"{count} control characters, the first of them"
    message = f"front matter has {characters} {quoted(first[0])}"
    return clean, [Problem("control-character", message, "remove it; it was left out here", line)]


def read(head: str, first_line: int) -> FieldMapping:
    """Read the lines of `head`, which begin in line `first_line` of the file.

    Raises:
        YamlError: it is not YAML, or not a mapping.
    """
    head, problems = remove_illegal(head, first_line)
    if "\\u" in head:
        head = _PAIR.sub(lambda pair: "\\U{:08X}".format(ord(json.loads(f'"{pair[0]}"'))), head)
    try:
        # The last line break belongs to a block scalar that ends there.
        root = compose(f"{head}\n")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or str(error.context), mark.line + first_line if mark else None) from error
    except yaml.YAMLError as error:
        raise YamlError(str(error).splitlines()[0]) from error
    if root is None:
        return FieldMapping({}, {}, {}, tuple(problems))
    if not isinstance(root, yaml.MappingNode):
        raise YamlError("it has no `key: value` lines", first_line)
    values = _Values(head, first_line, problems)
    fields = list(values.fields(root))
    return collect_fields(fields, values.problems)


class _Values:
    """Values of the nodes of one file's front matter; their number is limited, because aliases multiply."""

    def __init__(self, head: str, first_line: int, problems: list[Problem]) -> None:
        self.problems = problems
        self._head = head
        self._first_line = first_line
        self._node_count = 0
        self._characters = 0
        #: Identities of the collections that the current node is in.
        self._parents: set[int] = set()

    def fields(self, root: yaml.MappingNode) -> Iterator[Field]:
        """Yield the top-level fields, merged ones first."""
        has_hash = "#" in self._head
        own, merged = split_merged(root)
        for key, node in (*merged, *own):
            line = key.start_mark.line + self._first_line
            name = key.value if isinstance(key, yaml.ScalarNode) else self._source(key)
            try:
                value = self._value(node)
            except _ValueError as error:
                message = f"{quoted(name)} cannot be read: {error}"
                self.problems.append(error.problem._replace(message=message, line=line))
                value = self._source(node) if error.problem.code == "front-matter-recovered" else None
            self._parents.clear()
            yield Field(name, value, line)
            if has_hash and name.strip().lower() in _TEXT_KEYS:
                self._report_comments(node)

    def _source(self, node: yaml.Node) -> str:
        """Return the text of a node that has no simple value, such as `{{ page.title }}`."""
        return self._head[node.start_mark.index : node.end_mark.index].strip()

    def _count(self, characters: int = 0) -> None:
        self._node_count += 1
        self._characters += characters
        if self._node_count > MAX_NODES or self._characters > MAX_LENGTH:
            raise _ValueError("yaml-too-large", "its aliases make it too large", "write the values out")

    def _value(self, node: yaml.Node) -> object:
        self._count(len(node.value) if isinstance(node, yaml.ScalarNode) else 0)
        if not has_standard_tag(node):
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"YAML tag {quoted(tag)} has no meaning here and was ignored"
            line = node.start_mark.line + self._first_line
            self.problems.append(Problem("yaml-tag-ignored", message, "remove the tag", line))
        if isinstance(node, yaml.ScalarNode):
            return None if is_null(node) else str(node.value)
        if id(node) in self._parents:
            raise _ValueError("yaml-recursive", "it contains itself", "remove the alias")
        if len(self._parents) >= MAX_DEPTH:
            raise _ValueError("yaml-too-large", "it is nested too deeply", "use fewer levels of nesting")
        self._parents.add(id(node))
        value: object
        if isinstance(node, yaml.MappingNode):
            value = self._mapping(node)
        else:
            value = [self._value(item) for item in node.value]
        self._parents.discard(id(node))
        return value

    def _mapping(self, node: yaml.MappingNode) -> dict[str, object]:
        result: dict[str, object] = {}
        own, merged = split_merged(node, self._count)
        for key, value in (*merged, *own):
            if not isinstance(key, yaml.ScalarNode):
                raise _ValueError("front-matter-recovered", "a key is not a word", "put the value in quotes")
            result[key.value] = self._value(value)
        return result

    def _report_comments(self, node: yaml.Node) -> None:
        """Report a plain text that ends before ` #`: to YAML the rest is a comment (YAML 1.1, section 9.1.3)."""
        for item in node.value if isinstance(node, yaml.SequenceNode) and not node.flow_style else (node,):
            if not isinstance(item, yaml.ScalarNode) or item.style:
                continue
            start = item.end_mark.index
            end = self._head.find("\n", start)
            rest = self._head[start : end if end >= 0 else None].lstrip(" \t")
            # After an empty value, `# word` is an ordinary comment.
            if rest.startswith("#") and (item.value or not rest[1:2].isspace()) and rest.strip("# "):
                message = f"YAML reads {quoted(rest)} as a comment, so the value is {quoted(item.value)}"
                line = item.end_mark.line + self._first_line
                hint = "put the value in quotes if # belongs to it"
                self.problems.append(Problem("value-cut-at-hash", message, hint, line))


def read_simple(head: str, first_line: int) -> FieldMapping | None:
    """Read the commonest front matter without a YAML parser; None for what could mean anything else in YAML 1.1.

    Scraped and generated articles have `key: value` lines and `- item` lists in it. For these a YAML parser takes many
    times as long, a considerable part of a cold build. The result is that of `read`, which a property test and a test
    over the corpora verify.
    """
    # isprintable is faster than the expression, and enough for most.
    if not head.replace("\n", " ").isprintable() and _doubtful().search(head):
        return None
    rows = _LINE.findall(head)
    if len(rows) != head.count("\n") + 1:
        return None
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    original_keys: dict[str, str] = {}
    items: list[object] = []
    margin: str | None = None
    list_key = ""
    for number, (key, dash, written) in enumerate(rows, first_line):
        # The commonest case of `_scalar` is inline: a call takes as long as the rest of the line.
        value: object = None
        if written:
            if written[0] in _INDICATORS or written[-1] in " :" or ": " in written or " #" in written:
                value = _scalar(written.rstrip(" "))
                if value is _NOT_SIMPLE:
                    return None
            elif written not in NULLS:
                value = written
        if key:
            name = key.lower()
            if name in values:
                return None
            values[name] = value
            lines[name] = number
            if name != key:
                original_keys[name] = key
            list_key = "" if written else name
            margin = None
        elif dash:
            if not list_key or not written or (margin is not None and margin != dash):
                return None
            if margin is None:
                margin = dash
                items = []
                values[list_key] = items
            items.append(value)
    return FieldMapping(values, lines, original_keys)


@cache
def _doubtful() -> re.Pattern[str]:
    """Return the expression for tabs, control characters and YAML's further line breaks."""
    return re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _scalar(written: str) -> object:
    """Read a scalar or an inline list; `_NOT_SIMPLE` where it may mean something else."""
    first = written[0]
    if first in "'\"":
        inner = written[1:-1]
        escaped = first in inner or (first == '"' and "\\" in inner)
        return inner if written[-1] == first and len(written) > 1 and not escaped else _NOT_SIMPLE
    if first == "[":
        return _inline_list(written[1:-1]) if _WORDS.fullmatch(written) else _NOT_SIMPLE
    if first in _INDICATORS or ": " in written or " #" in written or written[-1] == ":":
        return _NOT_SIMPLE
    return None if written in NULLS else written


def _inline_list(inside: str) -> object:
    """Read what is between the brackets of a list of plain words; `_NOT_SIMPLE` where it may mean something else."""
    if not inside.strip(" "):
        return []
    items: list[object] = []
    for part in inside.split(","):
        word = part.strip(" ")
        if not word or not word[0].isalnum():
            return _NOT_SIMPLE
        items.append(None if word in NULLS else word)
    return items
