"""Text → front matter: which kind of head a file has, what it says, and where the body begins."""

import re

from feedmaker.loader.frontmatter import (
    field_lists,
    from_json,
    from_toml,
    from_yaml,
    html_meta,
    yaml_repair,
    yaml_simple,
)
from feedmaker.loader.frontmatter.result import MAX_LENGTH, Fields, Head, line_at
from feedmaker.problems import Problem

__all__ = ["Head", "split"]

#: Blank lines, then a fence alone in its line.
_OPENING = re.compile(r"(?:[ \t\f\v\ufeff\xa0\u200b\u3000]*\n)*+\ufeff?[ ]{0,3}(-{3,}|\+{3,}|;{3,})[ \t]*(?:\n|\Z)")
_BLANK = re.compile(r"(?:[ \t\f\v\ufeff\xa0\u200b\u3000]*\n)*+\ufeff?")
_YAML_CLOSING = re.compile(r"\n(?:-{3,}|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML_CLOSING = re.compile(r"\n\+{3,}[ \t]*(?:\n|\Z)")

_RST_SUFFIXES = frozenset([".rst", ".rest", ".txt"])


def split(text: str, *, suffix: str = ".md") -> Head:
    """Split a decoded file into its front matter and its body, which is `text[head.body_offset:]`.

    `suffix` of the file, with its dot, settles what may be several things. Never raises: what cannot be read
    is a problem, with its line.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return _without_fence(text, suffix)
    fence = opening[1]
    if suffix in _RST_SUFFIXES:
        found = field_lists.rst(text, opening.start(1), certain=suffix != ".txt")
        if found:
            return _head("rst", text, found.fields, found.end)
    if fence[0] == "+":
        return _toml(text, opening)
    if fence[0] == ";":
        found = from_json.members(text, opening.end())
        return _head("json", text, found.fields, found.end) if found else _none()
    # The line break of the opening fence may also be the one before the closing fence.
    inside = opening.end()
    closing = _YAML_CLOSING.search(text, inside - 1)
    if closing is None:
        return _unclosed(text, opening.start(1), inside)
    first_line = text.count("\n", 0, inside) + 1
    start = closing.start()
    head = text[inside:start] if start > inside else ""
    fields = yaml_simple.read(head, first_line)
    if fields is None:
        return _yaml(text, head, first_line, closing.end())
    body = closing.end()
    line = first_line + text.count("\n", inside, body)
    return Head("yaml", fields.values, fields.lines, fields.spelled, body, line, ())


def _head(kind: str, text: str, fields: Fields, end: int, problems: tuple[Problem, ...] = ()) -> Head:
    values, lines, spelled, found = fields
    return Head(kind, values, lines, spelled, end, line_at(text, end), problems + found)


def _none(*problems: Problem) -> Head:
    """No front matter: the whole text is the body."""
    return Head("none", {}, {}, {}, 0, 1, problems)


def _yaml(text: str, head: str, first_line: int, end: int) -> Head:
    """Read a head that is not plain; one without any `key: value` line is a body between two rules."""
    problems: tuple[Problem, ...] = ()
    if len(head) > MAX_LENGTH:
        head = head[: head.rfind("\n", 0, MAX_LENGTH) + 1]
        message = f"front matter is longer than {MAX_LENGTH} characters, the rest of it was left out"
        problems = (Problem("front-matter-too-long", message, "move the text below the closing ---", first_line),)
    head, purged = from_yaml.purge(head, first_line)
    try:
        fields = from_yaml.read(head, first_line)
    except from_yaml.UnreadableError as failure:
        if not yaml_repair.has_fields(head):
            message = "the lines between the fences are not `key: value` and were taken as text"
            hint = "write the front matter as key: value lines"
            return _none(*problems, Problem("front-matter-unreadable", message, hint, first_line))
        ended = _ended_by_blank(text, head, first_line)
        if ended:
            return ended
        fields = yaml_repair.read(head, first_line, failure)
    return _head("yaml", text, fields, end, problems + purged)


def _ended_by_blank(text: str, head: str, first_line: int) -> Head | None:
    """Read a head whose closing fence is missing, so that the text runs on to a rule further below."""
    before, blank, after = head.partition("\n\n")
    following = after.lstrip("\n").split("\n", 1)[0]
    if not blank or yaml_repair.is_field(following) or following[:1] in ("", " ", "\t", "-", "#"):
        return None
    try:
        fields = from_yaml.read(before, first_line)
    except from_yaml.UnreadableError:
        return None
    return _missing_fence(text, fields, first_line - 1, first_line + before.count("\n") + 1)


def _missing_fence(text: str, fields: Fields, opened: int, line: int) -> Head:
    """Say that the fence of line `opened` is not closed; the body begins in line `line`."""
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
        if not offset:
            offset = len(text)
            break
    message = "front matter is not closed, it was taken to end before the first line that is not `key: value`"
    problem = Problem("front-matter-unclosed", message, "put --- in a line of its own after the last key", opened)
    return _head("yaml", text, fields, offset, (problem,))


def _unclosed(text: str, fence: int, inside: int) -> Head:
    """Read a head that opens and never ends: as far as its lines are fields."""
    first_line = line_at(text, inside)
    lines = _field_lines(text, inside)
    if not lines or not yaml_repair.looks_known({yaml_repair.key_of(line) for line in lines}):
        return _none()
    head, problems = from_yaml.purge("\n".join(lines), first_line)
    try:
        fields = from_yaml.read(head, first_line)
    except from_yaml.UnreadableError as failure:
        fields = yaml_repair.read(head, first_line, failure)
    result = _missing_fence(text, fields, line_at(text, fence), first_line + len(lines))
    return result._replace(problems=result.problems + problems)


def _field_lines(text: str, start: int) -> list[str]:
    """Return the lines from `start` on that are fields, up to the first blank one or the first that is text."""
    lines: list[str] = []
    for line in text[start : start + MAX_LENGTH].split("\n"):
        goes_on = bool(lines) and (line[:1] in (" ", "\t", "#") or line.startswith("- "))
        if not line.strip() or not (goes_on or yaml_repair.is_field(line)):
            break
        lines.append(line)
    return lines


def _toml(text: str, opening: re.Match[str]) -> Head:
    inside = opening.end()
    closing = _TOML_CLOSING.search(text, inside - 1, inside + MAX_LENGTH)
    if closing is None:
        message = "front matter that +++ opens is not closed, the whole file was taken as text"
        line = line_at(text, opening.start(1))
        return _none(Problem("front-matter-unclosed", message, "put +++ in a line of its own after it", line))
    head = text[inside : closing.start()] if closing.start() > inside else ""
    return _head("toml", text, from_toml.read(head, line_at(text, inside)), closing.end())


def _without_fence(text: str, suffix: str) -> Head:
    """Look for the heads that no fence opens, by the first character that is not blank."""
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    first = text[start : start + 1]
    found: field_lists.Found | None = None
    kind = "none"
    if first == "{":
        kind, found = "json", from_json.read(text, start)
    elif first == '"':
        kind, found = "json", from_json.members(text, start)
    elif first == "<":
        kind, found = "nikola", field_lists.nikola(text, start)
        if found is None:
            kind, found = "html", html_meta.read(text, start)
    elif first == "[" and text.startswith("[#]:", start):
        kind, found = "lctt", field_lists.lctt(text, start)
    elif first == "." and text.startswith(".. ", start):
        kind, found = "nikola", field_lists.nikola(text, start)
    if found is None and first and first not in "{<[#":
        unopened = _unopened(text, start)
        if unopened:
            return unopened
        kind, found = "header", field_lists.key_values(text, start)
    certain = suffix in (".rst", ".rest")
    if found is None and first and (certain or first not in "{<#"):
        kind, found = "rst", field_lists.rst(text, start, certain=certain)
    if found is None:
        return _none()
    head = _head(kind, text, found.fields, found.end)
    return _with_rst_title(head, text) if certain else head


def _unopened(text: str, start: int) -> Head | None:
    """Read YAML that `---` closes but none opens (Hexo); the lines before must be fields, and known ones."""
    if not yaml_repair.is_field(text[start : start + 200].split("\n", 1)[0]):
        return None
    closing = _YAML_CLOSING.search(text, start, start + MAX_LENGTH)
    if closing is None:
        return None
    head = text[start : closing.start()]
    if not _is_head(head.split("\n")):
        return None
    first_line = line_at(text, start)
    fields = yaml_simple.read(head, first_line)
    if fields is None:
        return _yaml(text, head, first_line, closing.end())
    return _head("yaml", text, fields, closing.end())


def _is_head(lines: list[str]) -> bool:
    """Tell whether lines are fields of an article, and not text above a rule or a setext heading."""
    keys: set[str] = set()
    after_blank = False
    for line in lines:
        if yaml_repair.is_field(line):
            keys.add(yaml_repair.key_of(line))
        elif line.strip() and (after_blank or not (line[:1] in " \t#" or line.startswith("-"))):
            return False
        after_blank = not line.strip()
    return yaml_repair.looks_known(keys)


def _with_rst_title(head: Head, text: str) -> Head:
    """Take the title from the underlined heading where the fields have none (rstblog, Nikola)."""
    title = None if "title" in head.values else field_lists.rst_title(text, head.body_offset)
    if title is None:
        return head
    return head._replace(values=head.values | {"title": title[0]}, lines=head.lines | {"title": title[1]})
