"""Permalinks of Eleventy: its tokens, which are the variables of its templates, and templates made of these."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from posixpath import splitext
from types import MappingProxyType

from feedmaker.loader.links import slugs
from feedmaker.loader.links.permalink_tokens import DATES, PermalinkFields, TokenFunction

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-(.*)", re.DOTALL)
#: {{ page.fileSlug }}, {{ title | slugify }}, {{ page.date | date: "%Y/%m" }}
_OUTPUT = re.compile(
    r"\{\{-?\s*+([A-Za-z][\w.]*+)\s*+"
    r"(?:\|\s*+(\w++)\s*+(?:[:(]\s*+(?:\"([^\"]*)\"|'([^']*)')\s*+(?:\)\s*+)?)?)?-?\}\}"
)
#: {% if slug %}/{{ slug }}/{% else %}/{{ title | slugify }}/{% endif %}
_CHOICE = re.compile(
    r"\{%-?\s*if\s+([A-Za-z]\w*)\s*-?%\}((?:(?!\{%).)*)\{%-?\s*else\s*-?%\}((?:(?!\{%).)*)\{%-?\s*endif\s*-?%\}",
    re.DOTALL,
)
_FILTER = r"\s*+(?:\|\s*+(\w+)\s*+)?-?\}\}"
#: {{ slug or title | slugify }}, whose filter is that of the second, and {{ (slug or title) | slugify }}
_EITHER = re.compile(rf"\{{\{{-?\s*+(\(?)\s*+([A-Za-z]\w*+)\s++or\s++([A-Za-z][\w.]*+)\s*+(\)?){_FILTER}")
#: {{ slug | default: title | slugify }} in Liquid, {{ slug | default(title, true) | slugify }} in Nunjucks
_DEFAULT = re.compile(
    r"\{\{-?\s*+([A-Za-z]\w*+)\s*+\|\s*+default\s*+"
    rf"(?::\s*+([A-Za-z][\w.]*+)|\(\s*+([A-Za-z][\w.]*+)\s*+,\s*+true\s*+\)){_FILTER}"
)
#: :slug, :title[slugify]
_TOKEN = re.compile(r"(:\w+(?:\[[^\[\]]*\])?)")
_PLAIN_TOKEN = re.compile(r":(\w+)(?:\[([\w-]+)\])?")
_VARIABLES = {"page.fileslug": "file_slug", "page.filepathstem": "file_path_stem", "title": "title"}
#: Parts of date formats: of strftime, of Luxon and date-fns, and of Moment and Day.js.
_DATE_PARTS = {
    "%Y": ":year", "%m": ":month", "%d": ":day", "%-m": ":i_month", "%-d": ":i_day", "%y": ":short_year",
    "yyyy": ":year", "YYYY": ":year", "y": ":year", "Y": ":year",
    "MM": ":month", "LL": ":month", "dd": ":day", "DD": ":day",
    "M": ":i_month", "L": ":i_month", "d": ":i_day", "D": ":i_day", "yy": ":short_year", "YY": ":short_year",
}  # fmt: skip
_FILTERS: dict[str, Callable[[str], str | None]] = {
    "slugify": slugs.sindresorhus, "slug": slugs.simov, "slug-plain": slugs.simov_plain, "ascii": slugs.ascii_words,
    "ascii-nfd": partial(slugs.ascii_words, form="NFD"), "ascii-nfkd": partial(slugs.ascii_words, form="NFKD"),
}  # fmt: skip


def template_pattern(template: str, filters: Mapping[str, str | None] = MappingProxyType({})) -> str | None:
    """Return the pattern for a permalink in Liquid or Nunjucks, None if it has more than variables, slugs and dates.

    `filters` are those of the site: the pattern of a date, or the slug in brackets, or None where that is not known.
    """
    path = _filled(template, filters)
    return None if path is None else "eleventy:/" + path.removesuffix("index.html").lstrip("/")


def with_default(first: str, second: str) -> str | None:
    """Return the token for the value of a key, else for another value; None where the first is no key."""
    key, other = _PLAIN_TOKEN.fullmatch(first), _PLAIN_TOKEN.fullmatch(second)
    if not key or not other or key[1] in TOKENS:
        return None
    names = [key[2], f"={other[1]}", other[2]]
    return f":{key[1]}[{','.join(filter(None, names))}]"


def _filled(template: str, filters: Mapping[str, str | None]) -> str | None:
    """Return a template with tokens for its variables."""

    def filled(variable: str, name: str | None) -> str:
        return _token(variable, name, None, filters) or ""

    def choice(found: re.Match[str]) -> str:
        branches = [_TOKEN.split(_filled(branch, filters) or "") for branch in (found[2], found[3])]
        return _either(found[1], *branches) or found[0]

    def either(found: re.Match[str]) -> str:
        if bool(found[1]) != bool(found[4]):
            return found[0]
        first = filled(found[2], found[5] if found[1] else None)
        return with_default(first, filled(found[3], found[5])) or found[0]

    def default(found: re.Match[str]) -> str:
        return with_default(filled(found[1], found[4]), filled(found[2] or found[3], found[4])) or found[0]

    if "{%" in template:
        template = _CHOICE.sub(choice, template)
    template = _DEFAULT.sub(default, _EITHER.sub(either, template))
    parts: list[str] = []
    end = 0
    for found in _OUTPUT.finditer(template):
        token = _token(found[1], found[2], found[3] if found[3] is not None else found[4], filters)
        if token is None:
            return None
        parts += template[end : found.start()], token
        end = found.end()
    pattern = pattern_of([*parts, template[end:]])
    return None if "{" in pattern or "}" in pattern else pattern


def pattern_of(parts: Sequence[str]) -> str:
    """Return the pattern of texts and tokens in turn; "[]" ends a token where the text after it would belong to it."""
    pattern = parts[0]
    for token, text in zip(parts[1::2], parts[2::2], strict=True):
        is_ended = token.endswith("]") or not re.match(r"[\w\[(]", text)
        pattern += f"{token}{'' if is_ended else '[]'}{text}"
    return pattern


def _either(key: str, first: Sequence[str], second: Sequence[str]) -> str | None:
    """Return the pattern for two that differ in one token, of which the first is that of a key.

    Both are texts and tokens in turn.
    """
    if len(first) != len(second) or first[0] != first[0].lstrip() or first[-1] != first[-1].rstrip():
        return None
    different = [at for at, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]
    if len(different) != 1 or different[0] % 2 == 0:
        return None
    at = different[0]
    token = with_default(first[at], second[at])
    if token is None or not token.startswith(f":{key}["):
        return None
    return "".join((*first[:at], token, *first[at + 1 :]))


def date_pattern(layout: str) -> str | None:
    """Return the pattern for a date format such as "%Y/%m" or "yyyy/MM", None if it has other parts."""
    parts = re.split(r"(%-?[A-Za-z]|y{1,6}|Y{1,6}|M{1,6}|L{1,6}|d{1,6}|D{1,6}|[A-Za-z])", layout)
    if any(part not in _DATE_PARTS for part in parts[1::2]):
        return None
    return pattern_of([_DATE_PARTS.get(part, part) for part in parts])


def variable_token(variable: str) -> str | None:
    """Return the token for a variable of a template: one of Eleventy's own, or a key of the front matter."""
    token = _VARIABLES.get(variable.lower()) or (None if "." in variable else variable)
    return token and f":{token}"


def _token(variable: str, name: str | None, argument: str | None, filters: Mapping[str, str | None]) -> str | None:
    is_date = variable.lower() in ("page.date", "date")
    if name is not None and name in filters:
        value = filters[name]
        if value and value[0] == ":":
            return value if is_date and argument is None else None
        brackets = value
    elif name == "date" and is_date and argument:
        return date_pattern(argument)
    else:
        brackets = f"[{name}]" if name in _FILTERS else None
    token = variable_token(variable)
    if token is None or is_date or argument is not None:
        return None
    return token if name is None else brackets and token + brackets


def _split(fields: PermalinkFields) -> tuple[list[str], str]:
    """Return the folders of a file and its name without suffix."""
    *folders, name = splitext(fields.path)[0].split("/")
    return folders, name


def _without_date(name: str) -> str:
    match = _DATED.search(name)
    return match[1] if match else name


def _page(fields: PermalinkFields) -> str:
    """Return the path of a page without a permalink: a name like that of its folder is left out, and so is index."""
    folders, name = _split(fields)
    own = [] if name == "index" or folders[-1:] == [name] else [name]
    return "/".join([*folders, *own])


def _file_slug(fields: PermalinkFields) -> str:
    folders, name = _split(fields)
    slug = _without_date(name)
    return slug if slug != "index" else _without_date(folders[-1]) if folders else ""


def _file_path_stem(fields: PermalinkFields) -> str:
    folders, name = _split(fields)
    return "/".join(["", *folders, _without_date(name)])


TOKENS: dict[str, TokenFunction] = {
    **DATES,
    "page": lambda f, _: _page(f),
    "file_slug": lambda f, _: _file_slug(f),
    "file_path_stem": lambda f, _: _file_path_stem(f),
    "title": lambda f, _: f.title,
}


def filtered(text: str, brackets: str) -> str | None:
    """Return text after the filter in brackets, None where its result is not known.

    It is "[slugify]", "[slug]" or a folder that is removed from the start of a path, "[/posts]".
    """
    name = brackets[1:-1]
    if name[:1] == "/":
        rest = text.removeprefix(name)
        is_removed = rest != text and (name[-1] == "/" or rest[:1] == "/")
        return rest if is_removed or name not in text else None
    return _FILTERS[name](text) if name in _FILTERS else text
