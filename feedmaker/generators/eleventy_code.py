"""What the code of an Eleventy site says of links: filters of dates and slugs, and permalinks that are functions.

The code is read as text and never run. What has another form than those known here is None, and gives no link.
"""

import posixpath
import re
from collections.abc import Mapping

from feedmaker.generators.script_values import LONGEST_OBJECT, expression_at
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SiteFolder, read_text
from feedmaker.loader.links.eleventy import date_pattern, variable_token, with_default

#: Name of a filter → the date pattern it gives (":year/:month"), or the slug ("[slug]"); None where that is not known.
Filters = Mapping[str, str | None]

_MAX_FILES = 60
#: dir: {…}, and setInputDirectory("src")
_DIRECTORIES = re.compile(r"""\bdir["']?\s*+:\s*+\{[^{}]{0,1000}+\}""")
_SET_DIRECTORY = re.compile(r"""\.set(Input|Includes|Layouts|Data|Output)Directory\(\s*+(["'][^"'\n]{1,200}["'])""")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport|\brequire\()\s*+\(?\s*+["'](\.{1,2}/[^"'\n]{1,200})["']""")
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
_ZONE = re.compile(r"""\bzone:\s*+["']([^"'\n]{1,60})["']""")
#: The characters that many sites remove before they make slugs with the package slugify.
_REMOVED = re.compile(r"""remove:\s*+/\[#,&,\+\(\)\$~%\.'":\*(?:¿\?¡!|\?)<>\{\}\]/g""")
#: Package → the slug it makes with exactly these options, as Eleventy's own filters set them.
_SLUGS = {"slugify": ("[slug]", {"lower"}), "@sindresorhus/slugify": ("[slugify]", {"decamelize"})}
_SLUG_IMPORT = re.compile(
    r"""\b(slugify|slug)\s*+(?:from\s*+|=\s*+require\(\s*+)["'](slugify|@sindresorhus/slugify)["']"""
)
#: a = …, a: …, a(…) {
_DEFINED = re.compile(r"(?<![.\w])(\w{1,60})\s*+(?:=(?![=>])\s*+|:\s*+|(?=\([^()]{0,100}\)\s*+\{))")
_CONSTANT = re.compile(r"\b(?:const|let|var)\s++(\w{1,60})\s*+=\s*+([^;\n]{1,400})")
_PARTS = re.compile(r"\b(?:const|let|var)\s++\{([\w\s,]{1,200})\}\s*+=\s*+([\w.]{1,60})")
_RETURN = re.compile(r"\breturn\s++(`[^`]{0,400}`|[^;}\n]{1,400})")
_STRING_OR_BRACE = re.compile(r"""("(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|`(?:\\.|[^`\\])*+`?|[{}])""")
_ASSIGNED = re.compile(r"""\w["']?\s*+[:=]\s*+(?:process\.env\.\w{1,60}+\s*+\|\|\s*+)?\Z""")
#: What a function returns for a draft, and for a page whose permalink it keeps.
_NOTHING = frozenset({"false", "undefined", "null", "data.permalink"})
_GLOBAL = re.compile(r"""\baddGlobalData\(\s*+["'](?:eleventyComputed\.)?(?:permalink|eleventyComputed)["']\s*+,\s*+""")
_COMPUTED = re.compile(r"""\beleventyComputed["']?\s*+:\s*+(?=\{)""")
#: this.slug(data.slug || data.page.fileSlug)
_CALL_OF_EITHER = re.compile(
    r"((?:this\.|eleventyConfig\.)?\w{1,60}\()\s*+([\w.?]{1,60})\s*+\|\|\s*+([\w.?]{1,60})\s*+\)"
)
#: data.slug || this.slugify(data.title)
_EITHER = re.compile(r"([\w.]{1,60}+)\s*+\|\|([^|]{1,200})")
_CALL = re.compile(r"(?:this\.|eleventyConfig\.)?(\w{1,60})\(\s*+([\w.?]{1,60})\s*+(?:,\s*+\{[^{}]{0,200}\}\s*+)?\)")


def site_code(site: SiteFolder, file: str) -> str:
    """Return a script of the site and the local files that it imports, without comments; `file` is under the site."""
    source = ""
    pending, seen = [file], {file}
    while pending and len(seen) <= _MAX_FILES:
        name = pending.pop(0)
        text = read_text(site.path / name)
        if text is None:
            continue
        script = ScriptFile(name, text).code
        source += script + "\n"
        for path in _IMPORT.findall(script):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            endings = ("", *(f".{ending}" for ending in SCRIPTS), "/index.js")
            found = next((target + end for end in endings if (site.path / (target + end)).is_file()), None)
            if found and not found.startswith("..") and found not in seen and found.rpartition(".")[2] in SCRIPTS:
                seen.add(found)
                pending.append(found)
    return source


def with_directories(script: ScriptFile) -> ScriptFile:
    """Return a configuration with its folders first, of `dir` only the last: functions before it may return others."""
    calls = "".join(f"{name.lower()}: {folder},\n" for name, folder in _SET_DIRECTORY.findall(script.code))
    folders = _DIRECTORIES.findall(script.code)[-1:]
    return ScriptFile(script.name, "\n".join([*folders, calls, _DIRECTORIES.sub(" ", script.code)]))


def filters_of(source: str) -> dict[str, str | None]:
    """Return what the filters that a configuration adds make of dates and titles."""
    found: dict[str, str | None] = {}
    for match in _ADD_FILTER.finditer(source):
        body = expression_at(source, match.end())
        named = re.fullmatch(r"(?:\w+\.)*(\w+)", body.strip())
        if named:
            body = _definition(source, named[1])
        found[match[1]] = _date_of(body) or _slug_of(body, source)
    return found


def permalink_of(part: str, source: str, filters: Filters) -> str | None:
    """Return the pattern of a permalink that is a function, None where its form is not known.

    `part` is the part of a script that has it, `source` the whole with what it imports.
    It is "eleventy:/:page/" where the function leaves the permalink as it is, but for drafts.
    """
    start = re.search(r"""\bpermalink["']?\s*+(?::|(?=\())""", part)
    if not start:
        return None
    body = expression_at(part, start.end())
    if "=>" not in body and "{" not in body:
        return None
    results = _results(body)
    kept = {text for text in results if text not in _NOTHING}
    if not kept:
        return "eleventy:/:page/" if "data.permalink" in results else None
    literal = kept.pop()
    if kept or literal[0] not in "`\"'" or literal[-1] != literal[0]:
        return None
    return _filled(literal[1:-1], body, source, filters)


def computed_data(source: str) -> str:
    """Return the code of the object `eleventyComputed`, whose permalink comes before that of articles."""
    start = _COMPUTED.search(source)
    return expression_at(source, start.end(), LONGEST_OBJECT) if start else ""


def computes_permalinks(source: str) -> bool:
    """Return True if a configuration sets the permalinks of the whole site to more than those of its pages."""
    for match in _GLOBAL.finditer(source):
        body = expression_at(source, match.end())
        if "permalink" in body and any(text not in _NOTHING for text in _results(body)):
            return True
    return False


def shallow(source: str) -> str:
    """Return a data file in JavaScript without what is inside the objects of its values."""
    pieces: list[tuple[int, str]] = []
    depth, depths = 0, []
    for piece in _STRING_OR_BRACE.split(source):
        if piece[:1] in ("'", '"', "`") and _ASSIGNED.search(pieces[-1][1] if pieces else ""):
            depths.append(depth)
        depth += (piece == "{") - (piece == "}")
        pieces.append((depth, piece))
    return "".join(piece for depth, piece in pieces if depth <= min(depths, default=depth))


def _results(body: str) -> list[str]:
    """Return the expressions that a function returns; of `draft ? false : a` and its like only `a`."""
    results = [text.strip() for text in _RETURN.findall(body) if "=>" not in text and not text.startswith("(")]
    if not results:
        results = [body.rpartition("=>")[2].strip().removeprefix("(").removesuffix(")").strip()]
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


def _filled(literal: str, body: str, source: str, filters: Filters) -> str | None:
    """Return the pattern for a template literal of JavaScript."""
    names = dict(_CONSTANT.findall(body))
    for inner, owner in _PARTS.findall(body):
        names |= {name.strip(): f"{owner}.{name.strip()}" for name in inner.split(",")}
    pieces = re.split(r"\$\{([^{}]+)\}", literal)
    path = _joined(pieces, [_token(text.strip(), names, source, filters) for text in pieces[1::2]])
    return path and "eleventy:/" + path.removesuffix("index.html").lstrip("/")


def _joined(pieces: list[str], tokens: list[str | None]) -> str | None:
    """Return a template literal with tokens for its expressions, None where one of them is not known."""
    if None in tokens or not tokens:
        return None
    path = "".join(part for pair in zip(pieces[::2], [*tokens, ""], strict=True) for part in pair if part)
    return None if "{" in path or "$" in path else path


def _token(text: str, names: Mapping[str, str], source: str, filters: Filters, depth: int = 0) -> str | None:
    """Return the token for an expression of JavaScript."""
    text = text.replace("?.", ".").replace("??", "||").strip()
    if text in names and depth < 4:
        return _token(names[text], names, source, filters, depth + 1)
    either = _EITHER.fullmatch(text)
    parts = either.groups() if either else ()
    if called := _CALL_OF_EITHER.fullmatch(text):
        parts = (f"{called[1]}{called[2]})", f"{called[1]}{called[3]})")
    if parts:
        tokens = [_token(part, names, source, filters, depth + 1) for part in parts]
        return with_default(tokens[0] or "", tokens[1] or "")
    if call := _CALL.fullmatch(text):
        own = f"[{call[1]}]" if text.startswith(("this.slug(", "this.slugify(")) and "{" not in text else None
        slug = filters[call[1]] if call[1] in filters else own or _slug_of(text, source)
        token = _token(call[2], names, source, filters, depth + 1) if slug and slug[0] == "[" else None
        return token + slug if token and slug else None
    if date := _date_part(text, names) or _date_of(_with_constants(text, names)):
        return date
    return variable_token(text.removeprefix("data.")) if re.fullmatch(r"[A-Za-z][\w.]*", text) else None


def _with_constants(text: str, names: Mapping[str, str]) -> str:
    first = re.match(r"\w+", text)
    return names[first[0]] + text[first.end() :] if first and first[0] in names else text


def _date_of(body: str) -> str | None:
    """Return the pattern of a date that code formats in UTC, None where it does not format exactly one."""
    if "date" not in body.lower() or any(zone.lower() not in ("utc", "etc/utc") for zone in _ZONE.findall(body)):
        return None
    formats = _FORMAT.findall(body)
    if len(formats) == 1:
        return date_pattern(formats[0])
    if not formats and _ISO_DAY.search(body):
        return ":year/:month/:day" if _WITH_SLASHES.search(body) else ":year-:month-:day"
    literals = {text for text in _results(body) if text[:1] == text[-1:] == "`"} if ".get" in body else set()
    if formats or len(literals) != 1:
        return None
    names = dict(_CONSTANT.findall(body))
    pieces = re.split(r"\$\{([^{}]+)\}", literals.pop()[1:-1])
    return _joined(pieces, [_date_part(str(names.get(text.strip(), text)), names) for text in pieces[1::2]])


def _date_part(text: str, names: Mapping[str, str]) -> str | None:
    """Return the token for a part of a date such as date.getFullYear(), None for anything else and for another date."""
    part = _DATE_PART.fullmatch(re.sub(r"\s", "", text.replace("?.", ".")))
    if not part or not _is_date(part[1], names):
        return None
    return _DATE_PARTS.get((part[2], bool(part[3]), bool(part[4])))


def _is_date(text: str, names: Mapping[str, str]) -> bool:
    """Return True if an expression is the date of the page, as it is, and not one that a function makes."""
    for _ in range(5):
        text = re.sub(r"\s", "", text.replace("?.", "."))
        if made := re.fullmatch(r"newDate\((.*)\)", text):
            text = made[1]
        if text not in names:
            break
        text = names[text]
    return _DATES.fullmatch(text) is not None


def _slug_of(body: str, source: str) -> str | None:
    """Return the slug that code makes with the package slugify or @sindresorhus/slugify, as Eleventy's filters do."""
    called = re.search(r"\b(slugify|slug)\(", body)
    if not called or ".replace" in body:
        return None
    if "remove:" in body:
        return "[slug-plain]" if _REMOVED.search(body) and re.search(r"\blower:\s*true", body) else None
    options = re.search(r"\{([^{}]*)\}", body[called.end() :])
    keys = set(re.findall(r"\b(\w{1,40})\s*+:", options[1])) if options else set()
    imported = dict(_SLUG_IMPORT.findall(source))
    slug, needed = _SLUGS.get(imported.get(called[1], ""), ("", set()))
    return slug if slug and keys == needed else None


def _definition(source: str, name: str) -> str:
    """Return the body of a function or of a constant."""
    end = next((match.end() for match in _DEFINED.finditer(source) if match[1] == name), None)
    return "" if end is None else expression_at(source, end)
