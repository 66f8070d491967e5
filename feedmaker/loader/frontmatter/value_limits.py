"""Limits of the values of front matter: what is done with them may take more than linear time or space.

They are applied before anything else is done with a value.
"""

from operator import is_

from feedmaker.loader.frontmatter.result import FieldMapping
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.yaml_parser import MAX_DEPTH

#: Characters of a text or a key; values of a list or a mapping.
MAX_TEXT = 10_000
MAX_ITEMS = 1_000


def limit_values(fields: FieldMapping) -> FieldMapping:
    """Shorten what is too long or nested too deeply; each field with such a value is a problem."""
    values: dict[str, object] = {}
    problems = list(fields.problems)
    for key, value in fields.values.items():
        values[key] = limited = _limited(value, 0)
        if limited is not value:
            message = (
                f"{quoted(fields.original_keys.get(key, key))} has a text of more than {MAX_TEXT:,} characters, more "
                f"than {MAX_ITEMS:,} values, or more than {MAX_DEPTH} levels; the rest is left out"
            )
            hint = "write text in the body, and only metadata in the front matter"
            problems.append(Problem("value-too-long", message, hint, fields.lines.get(key)))
    return fields._replace(values=values, problems=tuple(problems))


def _limited(value: object, depth: int) -> object:
    """Return a value within the limits: the same object if it is so already."""
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else value[:MAX_TEXT]
    if isinstance(value, list):
        if depth >= MAX_DEPTH:
            return None
        items = [_limited(item, depth + 1) for item in value[:MAX_ITEMS]]
        is_same = len(items) == len(value) and all(map(is_, items, value))
        return value if is_same else items
    if isinstance(value, dict):
        if depth >= MAX_DEPTH:
            return None
        pairs = [(key, part) for key, part in list(value.items())[:MAX_ITEMS] if len(str(key)) <= MAX_TEXT]
        inner = {key: _limited(part, depth + 1) for key, part in pairs}
        is_same = len(inner) == len(value) and all(map(is_, inner.values(), value.values()))
        return value if is_same else inner
    return value
