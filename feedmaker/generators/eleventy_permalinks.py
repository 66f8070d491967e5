"""Links in the code of an Eleventy site: filters for dates and slugs, and permalinks that are functions.

Code in a form that is not known here gives None, and no link.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from feedmaker.generators.eleventy_slugs import chained_slug, function_slug, slug_of
from feedmaker.generators.script_values import expression_at
from feedmaker.loader.links.eleventy import date_pattern, pattern_of, variable_token, with_default
from feedmaker.text.patterns import portable

#: Name of a filter → the date pattern it gives (":year/:month"), or the slug ("[slug]"); None where that is not known.
Filters = Mapping[str, str | None]

_ADD_FILTER = re.compile(r"""\badd(?:Nunjucks|Liquid|)(?:Async|)Filter\(\s*+["'](\w{1,60})["']\s*+,\s*+""")
#: DateTime.fromJSDate(date, {zone: "utc"}).toFormat("yyyy/MM"), dayjs(date).format("YYYY"), format(date, "yyyy/MM")
_FORMAT = re.compile(
    r"""(?:\.\s*+(?:toFormat|format)\(\s*+|\bformat\(\s*+[\w.]{1,40}+\s*+,\s*+)["'`]([^"'`\n]{1,60})["'`]\s*+\)"""
)
_ISO_DAY = re.compile(r"""\.toISOString\(\)(?:\.split\(\s*+["']T["']\s*+\)\[0\]|\.slice\(0,\s*+10\))""")
_WITH_SLASHES = re.compile(
    r"""\.split\(["']-["']\)\.join\(["']/["']\)|\.replace(?:All)?\((?:/-/g|["']-["']),\s*+["']/["']\)"""
)
#: String(date.getMonth() + 1).padStart(2, "0"), without white space
_DATE_PART = re.compile(
    r"""(?:String)?\({0,3}(?:["']0["']\+)?(?:String)?\({0,3}([\w.]{1,60})\.get(?:UTC)?(FullYear|Month|Date)\(\)(\+1)?\){0,3}"""
    r"""(?:\.toString\(\))?(\.padStart\(2,["']0["']\)|\.slice\(-2\))?"""
)
_LUXON_PARTS = {"year": ":year", "month": ":i_month", "day": ":i_day"}
#: data.page.date, dateObj, data.date||data.page.date
_DATES = re.compile(r"[\w.]{0,60}?date\w{0,20}(?:\|\|[\w.]{0,60}?date\w{0,20}){0,3}", re.IGNORECASE)
#: Method, and whether 1 is added and zeros are → token.
_DATE_PARTS = {
    ("FullYear", False, False): ":year",
    ("Month", True, True): ":month",
    ("Month", True, False): ":i_month",
    ("Date", False, True): ":day",
    ("Date", False, False): ":i_day",
}
#: DateTime.fromJSDate(date, {zone: "utc"}).year
_LUXON_PART = re.compile(r"\bfromJSDate\([^()]{0,200}\)\.(year|month|day)\b(?!\()")
_ZONE = re.compile(r"""\bzone:\s*+["']([^"'\n]{1,60})["']""")
#: a = …, a: …, a(…) {
_DEFINED = re.compile(r"(?<![.\w])(\w{1,60})\s*+(?:=(?![=>])\s*+|:\s*+|(?=\([^()]{0,100}\)\s*+\{))")
_CONSTANT = re.compile(r"\b(?:const|let|var)\s++(\w{1,60})\s*+=\s*+([^;\n]{1,400})")
_PARTS = re.compile(r"\b(?:const|let|var)\s++\{([\w\s,]{1,200})\}\s*+=\s*+([\w.]{1,60})")
_RETURN = re.compile(r"\breturn\s++(`[^`]{0,400}`|[^;}\n]{1,400})")
#: A line that continues with a call.
_BROKEN_LINE = re.compile(r"(?<!\s)\s++\.(?=\w)")
#: data.permalink || `/blog/${data.page.fileSlug}/`
_KEPT = re.compile(r"data\.permalink\s*+(?:\|\||\?\?)\s*+")
#: "/blog/" + data.page.fileSlug + "/"
_TERM = r"""["']([^"'\\{}]*+)["']|([\w.?$]++(?:\([^()]{0,100}+\))?)"""
_SUM = re.compile(portable(rf"(?:{_TERM})(?:\s*+\+\s*+(?:{_TERM}))++"))
#: What a function returns for a draft, and for a page whose permalink it keeps.
_NOTHING = frozenset({"false", "undefined", "null", "data.permalink"})
_GLOBAL = re.compile(
    r"""\baddGlobalData\(\s*+["'](eleventyComputed\.permalink|permalink|eleventyComputed)["']\s*+,\s*+"""
)
#: this.slug(data.slug || data.page.fileSlug)
_CALL_OF_EITHER = re.compile(
    r"((?:this\.|eleventyConfig\.)?\w{1,60}\()\s*+([\w.?]{1,60})\s*+\|\|\s*+([\w.?]{1,60})\s*+\)"
)
#: data.slug || this.slugify(data.title)
_EITHER = re.compile(r"([\w.]{1,60}+)\s*+\|\|([^|]{1,200})")
_CALL = re.compile(r"(?:this\.|eleventyConfig\.)?(\w{1,60})\(\s*+([\w.?]{1,60})\s*+(?:,\s*+\{[^{}]{0,200}\}\s*+)?\)")
#: Constants that are looked up for an expression, one after the other.
_MAX_DEPTH = 4
#: data.page.filePathStem.replace(/^\/posts/, "")
_STEM = re.compile(
    r"""(?:data\.)?page\.filePathStem\.replace\((?:/\^\\/((?:\\/|[\w-])+)/|["']/([/\w-]+)["'])\s*+,\s*+["'](/?)["']\)"""
)
#: if (data.slug) return …, if (data.slug) {
_IF = re.compile(r"\bif\s*+\([^{};]{0,300}\)\s*+$")
#: postUrl(data), a function of the site
_DELEGATED = re.compile(r"(\w{1,60})\(data\)")
#: ${data.title}, ${slugify(data.title, { lower: true })}
_EXPRESSION = re.compile(portable(r"\$\{([^{}]++(?:\{[^{}]*+\}[^{}]*+)*+)\}"))


def filters_of(source: str) -> dict[str, str | None]:
    """Return the filters that a configuration adds: what each makes of a date or a title."""
    found: dict[str, str | None] = {}
    for match in _ADD_FILTER.finditer(source):
        body = expression_at(source, match.end())
        named = re.fullmatch(r"(?:\w+\.)*(\w+)", body.strip())
        if named:
            body = _definition(source, named[1])
        found[match[1]] = _date_of(body) or slug_of(body, source)
    return found


def permalink_of(part: str, source: str, filters: Filters) -> str | None:
    """Return the pattern of a permalink that is a function, None if its form is not known.

    `part` is the part of a script that contains it, `source` the whole script with its imports. The pattern is
    "eleventy:/:page/" if the function changes the permalinks of drafts only.
    """
    start = re.search(r"""\bpermalink["']?\s*+(?::|(?=\())""", part)
    if not start:
        return None
    body = _BROKEN_LINE.sub(".", expression_at(part, start.end()))
    if "=>" not in body and "{" not in body:
        return None
    results = _results(body)
    if len(results) == 1 and (named := _DELEGATED.fullmatch(results[0])) and (own := _definition(source, named[1])):
        body, results = own, _results(own)
    kept = {_KEPT.sub("", text, count=1) for text in results if text not in _NOTHING}
    if not kept:
        return "eleventy:/:page/" if "data.permalink" in results else None
    result = kept.pop()
    literal = _as_literal(result)
    if kept or literal[0] not in "`\"'" or literal[-1] != literal[0]:
        return None
    if _is_conditional(body[: body.rfind(result)].removesuffix("return ")):
        return None
    path = _joined(literal[1:-1], _Function(body, source, filters).token)
    return path and "eleventy:/" + path.removesuffix("index.html").lstrip("/")


def _is_conditional(before: str) -> bool:
    """Return True if the code after this part of a function runs under a condition, without `else`."""
    blocks = [len(before)]
    for at, char in enumerate(before):
        if char == "{":
            blocks.append(at)
        elif char == "}" and len(blocks) > 1:
            blocks.pop()
    return any(_IF.search(before[:at]) for at in blocks)


def global_permalinks(source: str) -> Iterator[tuple[str, bool]]:
    """Yield the code of each permalink that a configuration sets for all pages, and whether it is computed data."""
    for match in _GLOBAL.finditer(source):
        body = expression_at(source, match.end())
        body = _definition(source, body.strip()) or body
        if match[1] == "eleventyComputed":
            if "permalink" in body:
                yield body, True
        else:
            yield f"permalink: {body}", match[1] != "permalink"


class _Function:
    """A function that returns a permalink, with its constants and the filters that it may call."""

    def __init__(self, body: str, source: str, filters: Filters) -> None:
        self._source = source
        self._filters = filters
        self._constants = dict(_CONSTANT.findall(body))
        for inner, owner in _PARTS.findall(body):
            self._constants |= {name.strip(): f"{owner}.{name.strip()}" for name in inner.split(",")}

    def token(self, text: str, depth: int = 0) -> str | None:
        """Return the token for an expression of JavaScript."""
        text = text.replace("?.", ".").replace("??", "||").strip()
        if text in self._constants and depth < _MAX_DEPTH:
            return self.token(self._constants[text], depth + 1)
        either = _EITHER.fullmatch(text)
        parts = either.groups() if either else ()
        if called := _CALL_OF_EITHER.fullmatch(text):
            parts = (f"{called[1]}{called[2]})", f"{called[1]}{called[3]})")
        if parts:
            tokens = [self.token(part, depth + 1) for part in parts]
            return with_default(tokens[0] or "", tokens[1] or "")
        if depth < _MAX_DEPTH and (chained := chained_slug(text)):
            return self._with_slug(*chained, depth)
        if call := _CALL.fullmatch(text):
            slug = self._slug(call[1], text)
            token = self.token(call[2], depth + 1) if slug and slug[0] == "[" else None
            return token + slug if token and slug else None
        if stem := _STEM.fullmatch(text):
            folder = "/" + (stem[1] or stem[2]).replace("\\/", "/")
            is_kept = stem[3] and folder[-1] == "/"
            return f":file_path_stem[{folder[:-1] if is_kept else folder}]" if is_kept or not stem[3] else None
        if date := _date_part(text, self._constants) or _date_of(self._with_constant(text)):
            return date
        return variable_token(text.removeprefix("data.")) if re.fullmatch(r"[A-Za-z][\w.]*", text) else None

    def _with_slug(self, value: str, slug: str, depth: int) -> str | None:
        """Return the token for the slug of a value, or of the first of two that an article has."""
        values = self._constants.get(value, value).replace("??", "||").split("||")
        tokens = [self.token(each, depth + 1) for each in values if each.strip(" \"'")]
        slugs = [token + slug for token in tokens if token and token[-1] != "]"]
        if len(slugs) != len(tokens):
            return None
        return slugs[0] if len(slugs) == 1 else with_default(*slugs) if len(slugs) == 2 else None

    def _slug(self, function: str, call: str) -> str | None:
        """Return the kind of slug that a call makes, by a filter of the site, one of Eleventy's, or a package."""
        if function in self._filters:
            return self._filters[function]
        is_own = call.startswith(("this.slug(", "this.slugify(")) and "{" not in call
        if is_own:
            return f"[{function}]"
        return slug_of(call, self._source) or function_slug(_definition(self._source, function))

    def _with_constant(self, text: str) -> str:
        first = re.match(r"\w+", text)
        known = self._constants.get(first[0]) if first else None
        return known + text[first.end() :] if first and known else text


def _results(body: str) -> list[str]:
    """Return the expressions that a function returns; `a` alone for `draft ? false : a` and the like."""
    results = [text.strip() for text in _RETURN.findall(body) if "=>" not in text and not text.startswith("(")]
    if not results:
        result = body.rpartition("=>")[2].strip()
        results = [result[1:-1].strip() if result[:1] == "(" else result]
    return [_chosen(text) for text in results]


def _chosen(text: str) -> str:
    """Return `a` for `condition ? a : false` and for `condition ? false : a`."""
    condition, mark, rest = text.partition(" ? ")
    first, _, last = rest.rpartition(" : ")
    if not mark or not first or "`" in condition:
        return text
    first, last = first.strip(), last.strip()
    if first in _NOTHING - {"data.permalink"}:
        return last
    return first if last in _NOTHING else text


def _as_literal(text: str) -> str:
    """Return a sum of strings and expressions as a template literal, anything else as it is."""
    if not _SUM.fullmatch(text):
        return text
    terms = ("${" + found[2].strip() + "}" if found[2] else found[1] for found in re.finditer(_TERM, text))
    return f"`{''.join(terms)}`"


def _joined(literal: str, token: Callable[[str], str | None]) -> str | None:
    """Return a template literal with its expressions replaced by tokens, None if one of them is not known."""
    parts = _EXPRESSION.split(literal)
    tokens = [token(text.strip()) for text in parts[1::2]]
    if None in tokens or not tokens:
        return None
    parts[1::2] = map(str, tokens)
    path = pattern_of(parts)
    return None if "{" in path or "$" in path else path


def _date_of(body: str) -> str | None:
    """Return the pattern of the date that code formats in UTC, None unless it formats exactly one."""
    if "date" not in body.lower() or any(zone.lower() not in ("utc", "etc/utc") for zone in _ZONE.findall(body)):
        return None
    formats = _FORMAT.findall(body)
    if part := _LUXON_PART.search(body):
        return _LUXON_PARTS[part[1]] if not formats and part.end() == len(body.rstrip(" ;")) else None
    if len(formats) == 1:
        return date_pattern(formats[0])
    if not formats and _ISO_DAY.search(body):
        return ":year/:month/:day" if _WITH_SLASHES.search(body) else ":year-:month-:day"
    literals = {text for text in _results(body) if text[:1] == text[-1:] == "`"} if ".get" in body else set()
    if formats or len(literals) != 1:
        return None
    names = dict(_CONSTANT.findall(body))
    return _joined(literals.pop()[1:-1], lambda text: _date_part(names.get(text, text), names))


def _date_part(text: str, names: Mapping[str, str]) -> str | None:
    """Return the token for a part of the date of the page, such as date.getFullYear(), None for anything else."""
    part = _DATE_PART.fullmatch(re.sub(r"\s", "", text.replace("?.", ".")))
    if not part or not _is_date(part[1], names):
        return None
    return _DATE_PARTS.get((part[2], bool(part[3]), bool(part[4])))


def _is_date(text: str, names: Mapping[str, str]) -> bool:
    """Return True if an expression is the date of the page, unchanged by any function."""
    for _ in range(5):
        text = re.sub(r"\s", "", text.replace("?.", "."))
        if made := re.fullmatch(r"newDate\((.*)\)", text):
            text = made[1]
        if text not in names:
            break
        text = names[text]
    return _DATES.fullmatch(text) is not None


def _definition(source: str, name: str) -> str:
    """Return the body of a function or of a constant."""
    end = next((match.end() for match in _DEFINED.finditer(source) if match[1] == name), None)
    return "" if end is None else expression_at(source, end)
