"""Text → front matter: recognises the dialect, reads the fields, and finds where the body begins."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from feedmaker.loader.frontmatter import (
    field_lists,
    from_json,
    from_toml,
    from_yaml,
    html_meta,
    yaml_repair,
)
from feedmaker.loader.frontmatter.result import (
    MAX_LENGTH,
    MAX_TEXT,
    FieldMapping,
    FrontMatter,
    ParsedBlock,
    are_article_keys,
    limit_values,
    line_at,
)
from feedmaker.problems import Problem
from feedmaker.text.media_types import RST_SUFFIXES
from feedmaker.text.patterns import portable

#: Reads the fields at an offset of a text, None where there are none.
_Reader: TypeAlias = Callable[[str, int], ParsedBlock | None]

#: Blank lines, then a fence on its own line; gray-matter allows a language after it: ---toml.
_OPENING = re.compile(
    portable(
        r"(?:[ \t\f\v\ufeff\xa0\u200b\u3000]*\n)*+\ufeff?[ ]{0,3}"
        r"(?:(-{3,}|\+{3,}|;{3,})|(---)[ \t]*(ya?ml|toml|json5?|js|javascript|ts|typescript|coffee(?:script)?|cson))"
        r"[ \t]*(?:\n|\Z)"
    ),
    re.IGNORECASE,
)
#: Between the front matter of a file beside an article, and the article.
_SIDECAR_END = "\n\x1c<sidecar>\x1c\n"
_BLANK = re.compile(portable(r"(?:[ \t\f\v\ufeff\xa0\u200b\u3000]*\n)*+\ufeff?"))
#: The first key behind the fence, as Hugo reads it: ---title: A.
_KEY_BEHIND_FENCE = re.compile(r"---(?=[A-Za-z_][\w-]{0,60}:(?:[ \t\n]|\Z))")
_YAML_CLOSING = re.compile(r"\n(?:-{3,}|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML_CLOSING = re.compile(r"\n\+{3,}[ \t]*(?:\n|\Z)")


def split_front_matter(text: str, *, suffix: str = ".md") -> FrontMatter:
    """Split a decoded file into its front matter and its body, which is `text[result.body_offset:]`.

    `suffix`, that of the file with its dot, decides between dialects where the text allows several. Never raises: what
    cannot be read is a problem with its line.
    """
    # Searching one rare character is faster than searching the whole mark.
    if "\x1c" in text and _SIDECAR_END in text:
        return _from_sidecar(text)
    opening = _OPENING.match(text)
    if opening is None:
        closing = _YAML_CLOSING.search(text, 3) if _KEY_BEHIND_FENCE.match(text) else None
        return _yaml(text, 3, closing) if closing else _without_fence(text, suffix)
    if opening[3]:
        return _with_language(text, opening)
    is_rst = suffix in RST_SUFFIXES
    if (is_rst or suffix == ".txt") and (found := field_lists.rst(text, opening.start(1), certain=is_rst)):
        return _front_matter("rst", text, found.fields, found.end)
    if opening[1][0] == "+":
        return _toml(text, opening)
    if opening[1][0] == ";":
        found = from_json.read_members(text, opening.end())
        if found is None and from_json.is_damaged(text, opening.end()):
            return _not_read(text, opening.start(1), "front matter in JSON cannot be read")
        return _front_matter("json", text, found.fields, found.end) if found else _none()
    # The line break of the opening fence may also be the one before the closing fence.
    closing = _YAML_CLOSING.search(text, opening.end() - 1)
    return _yaml(text, opening.end(), closing) if closing else _unclosed(text, opening)


def join_sidecar(front_matter: bytes, body: bytes) -> bytes:
    """Return an article with the front matter of the file beside it (`source.sidecar`) in front."""
    return front_matter + _SIDECAR_END.encode() + body.removeprefix(BOM_UTF8)


def _from_sidecar(text: str) -> FrontMatter:
    """Read what `join_sidecar` joined; lines of the front matter are those of its own file."""
    head, mark, _ = text.partition(_SIDECAR_END)
    found = split_front_matter(head, suffix=".meta")
    if found.kind in ("none", "unread"):
        found = _not_read(head, 0, "the file is not front matter", "write `key: value` lines")
    return found._replace(body_offset=len(head) + len(mark), body_line=1, is_sidecar=True)


def _front_matter(
    kind: str, text: str, fields: FieldMapping, end: int, problems: tuple[Problem, ...] = ()
) -> FrontMatter:
    # Values are not longer than the text.
    values, lines, original_keys, found = fields if end <= MAX_TEXT else limit_values(fields)
    return FrontMatter(
        kind=kind,
        values=values,
        lines=lines,
        original_keys=original_keys,
        body_offset=end,
        body_line=line_at(text, end),
        problems=problems + found,
    )


def _none(*problems: Problem) -> FrontMatter:
    """Return no front matter: the whole text is the body."""
    return _front_matter("none", "", FieldMapping({}, {}, {}, problems), 0)


def _yaml(text: str, start: int, closing: re.Match[str]) -> FrontMatter:
    """Read YAML from `start` to its closing fence; text without any `key: value` line is a body between two rules."""
    head = text[start : max(start, closing.start())]
    first_line = line_at(text, start)
    fields = from_yaml.read_simple(head, first_line)
    if fields is not None:
        return _front_matter("yaml", text, fields, closing.end())
    problems: tuple[Problem, ...] = ()
    if len(head) > MAX_LENGTH:
        head = head[: head.rfind("\n", 0, MAX_LENGTH) + 1]
        message = f"front matter is longer than {MAX_LENGTH} characters; the rest of it was left out"
        problems = (Problem("front-matter-too-long", message, "move the text below the closing ---", first_line),)
    try:
        fields = from_yaml.read(head, first_line)
    except from_yaml.YamlError as error:
        if not any(map(yaml_repair.is_field, head.split("\n"))):
            message = "the lines between the two --- are not `key: value` and were taken as text"
            hint = "write the front matter as `key: value` lines"
            return _none(*problems, Problem("front-matter-unreadable", message, hint, first_line))
        if found := _ended_by_blank(text, head, first_line):
            return found
        fields = yaml_repair.read(head, first_line, error)
    return _front_matter("yaml", text, fields, closing.end(), problems)


def _ended_by_blank(text: str, head: str, first_line: int) -> FrontMatter | None:
    """Read front matter whose closing fence is missing, so that it seems to extend to a rule further below."""
    before, blank, after = head.partition("\n\n")
    following = after.lstrip("\n").split("\n", 1)[0]
    if not blank or yaml_repair.is_field(following) or following[:1] in ("", " ", "\t", "-", "#"):
        return None
    try:
        fields = from_yaml.read(before, first_line)
    except from_yaml.YamlError:
        return None
    return _missing_fence(text, fields, max(first_line - 1, 1), first_line + before.count("\n") + 1)


def _missing_fence(text: str, fields: FieldMapping, opened: int, body_line: int) -> FrontMatter:
    """Report that the fence in line `opened` is not closed; the body begins in line `body_line`."""
    above = text.split("\n", body_line - 1)[: body_line - 1]
    offset = min(sum(len(line) + 1 for line in above), len(text))
    message = "front matter is not closed; it was taken to end before the first line that is not `key: value`"
    problem = Problem("front-matter-unclosed", message, "put --- on its own line after the last key", opened)
    return _front_matter("yaml", text, fields, offset, (problem,))


def _unclosed(text: str, opening: re.Match[str]) -> FrontMatter:
    """Read YAML without a closing fence: the lines that are fields."""
    first_line = line_at(text, opening.end())
    lines = yaml_repair.field_lines(text, opening.end())
    keys = [yaml_repair.key_of(line) for line in lines]
    if not are_article_keys(keys) and "draft" not in keys:
        return _none()
    head = "\n".join(lines)
    try:
        fields = from_yaml.read(head, first_line)
    except from_yaml.YamlError as error:
        fields = yaml_repair.read(head, first_line, error)
    return _missing_fence(text, fields, line_at(text, opening.start(1)), first_line + len(lines))


def _with_language(text: str, opening: re.Match[str]) -> FrontMatter:
    """Read front matter whose opening fence names its language (gray-matter: Eleventy, Gatsby, Metalsmith)."""
    start, language = opening.end(), opening[3].lower()
    closing = _YAML_CLOSING.search(text, start - 1, start + MAX_LENGTH)
    if closing is None:
        message = f"front matter that {opening[0].strip()} opens is not closed"
        return _not_read(text, opening.start(2), message, "put --- on its own line after the last key")
    if language in ("yaml", "yml"):
        return _yaml(text, start, closing)
    end, line = max(start, closing.start()), line_at(text, start)
    if language == "toml":
        return _front_matter("toml", text, from_toml.read(text[start:end], line), closing.end())
    blank = _BLANK.match(text, start, end)
    found = from_json.read(text[:end], blank.end() if blank else start) if language.startswith("json") else None
    if found is None:
        message = f"front matter in {opening[3]} cannot be read"
        problem = Problem("front-matter-not-read", message, "write it in YAML, TOML or JSON", line - 1)
        return _front_matter("unread", text, FieldMapping({}, {}, {}, (problem,)), closing.end())
    return _front_matter("json", text, found.fields, closing.end())


def _not_read(text: str, start: int, message: str, hint: str = "check its quotes and commas") -> FrontMatter:
    """Return front matter that cannot be read: nobody knows whether the article may be published."""
    return _none(Problem("front-matter-not-read", message, hint, line_at(text, start)))._replace(kind="unread")


def _toml(text: str, opening: re.Match[str]) -> FrontMatter:
    start = opening.end()
    closing = _TOML_CLOSING.search(text, start - 1, start + MAX_LENGTH)
    if closing is None:
        message, hint = "front matter that +++ opens is not closed", "put +++ on its own line after the last key"
        if from_toml.is_article(text, start):
            return _not_read(text, opening.start(1), message, hint)
        message += "; the whole file was taken as text"
        return _none(Problem("front-matter-unclosed", message, hint, line_at(text, opening.start(1))))
    head = text[start : max(start, closing.start())]
    return _front_matter("toml", text, from_toml.read(head, line_at(text, start)), closing.end())


def _without_fence(text: str, suffix: str) -> FrontMatter:
    """Read front matter without an opening fence; the first character that is not blank decides the dialect."""
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    first = text[start : start + 1]
    is_rst = suffix in RST_SUFFIXES
    found = _first_found(text, start, [
        ("json", first == "{", from_json.read),
        ("json", first == '"', from_json.read_members),
        ("json", first in (" ", "\t"), _indented_json),
        ("nikola", first == "<" or text.startswith(".. ", start), field_lists.nikola),
        ("html", first == "<", html_meta.read),
        ("lctt", text.startswith("[#]:", start), field_lists.lctt),
        ("below", first == "#", field_lists.below_title),
        ("list", first in ("-", "*"), field_lists.visible_fields),
    ])  # fmt: skip
    if found is None and first in ("{", '"') and from_json.is_damaged(text, start):
        return _not_read(text, start, "front matter in JSON cannot be read")
    is_text = first not in ("", "{", "<", "[", "#")
    if found is None and is_text and (unopened := _unopened(text, start)):
        return unopened
    found = found or _first_found(text, start, [
        ("header", is_text, field_lists.properties),
        ("header", is_text, field_lists.key_values),
        ("rst", is_text or first == "[" or (is_rst and first != ""), partial(field_lists.rst, certain=is_rst)),
    ])  # fmt: skip
    if found is None:
        return _none()
    kind, block = found
    result = _front_matter(kind, text, block.fields, block.end)._replace(body_end=block.body_end)
    return _with_rst_title(result, text) if is_rst else result


def _first_found(
    text: str, start: int, dialects: Iterable[tuple[str, bool, _Reader]]
) -> tuple[str, ParsedBlock] | None:
    """Return the kind and the fields of the first possible dialect that reads the text."""
    for kind, is_possible, read in dialects:
        if is_possible and (block := read(text, start)):
            return kind, block
    return None


def _indented_json(text: str, start: int) -> ParsedBlock | None:
    """Read an indented object (Hugo); it must have keys of articles, since indented text may also be code."""
    brace = text.find("{", start, start + 100)
    found = from_json.read(text, brace) if brace > 0 and not text[start:brace].strip(" \t") else None
    return found if found and are_article_keys(found.fields.values) else None


def _unopened(text: str, start: int) -> FrontMatter | None:
    """Read YAML that is closed by `---` but not opened (Hexo); the lines above it must be fields of an article."""
    if not yaml_repair.is_field(text[start : start + 200].split("\n", 1)[0]):
        return None
    closing = _YAML_CLOSING.search(text, start, start + MAX_LENGTH)
    if closing is None:
        return None
    lines = text[start : closing.start()].split("\n")
    keys = list(filter(None, map(yaml_repair.key_of, lines)))
    # if no line is blank and most are fields, the others are damaged fields
    is_damaged = all(map(str.strip, lines)) and 2 * len(keys) > len(lines) and are_article_keys(keys)
    return _yaml(text, start, closing) if is_damaged or yaml_repair.are_article_fields(lines) else None


def _with_rst_title(found: FrontMatter, text: str) -> FrontMatter:
    """Take the title from the underlined heading if no field has it (rstblog, Nikola)."""
    title = None if "title" in found.values else field_lists.rst_title(text, found.body_offset)
    if title is None:
        return found
    return found._replace(values=found.values | {"title": title.value}, lines=found.lines | {"title": title.line})
