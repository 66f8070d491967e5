"""Values of config.yaml that are small languages: globs, CSS selectors, permalinks, feed paths, conditions."""

import re

from feedmaker.config.scalars import Refused, language, line_of_text
from feedmaker.text.messages import nearest

#: What a condition of feeds.custom asks of.
CONDITIONS = ("category", "tag", "author", "language", "path")

_TOKENS = (
    "year month day hour minute second i_month i_day timestamp title name post_title slug id hash category categories "
    "abbrlink author lang short_year long_month short_month long_day short_day y_day w_year week w_day path basename "
    "slugified_categories output_ext collection monthname weekday weekdayname yearday section sections filename "
    "contentbasename slugorfilename slugorcontentbasename january monday"
)
#: Tokens of Hexo, Jekyll and Hugo; any other is taken for a key of the front matter, as Hexo does.
PERMALINK_TOKENS = frozenset(_TOKENS.split())
#: Patterns of Jekyll that have a name.
PERMALINK_STYLES = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})

_COLON_NAME = r":([A-Za-z0-9_]+)"
_BRACED = r"\{([^{}]*)\}"
_BRACKETS = r"\[!?\]?[^\]]*\]"
_MAX_SELECTOR = 2_000
_COMPOUND = r"(?:\*|[A-Za-z][\w-]*|[.#][A-Za-z][\w-]*)(?:[.#][A-Za-z][\w-]*)*"
#: Names, classes and ids put together: right without asking soupsieve, whose import takes longer than a small build.
PLAIN_SELECTOR = rf"(?a:{_COMPOUND}(?:(?: ?[,>+~] ?| ){_COMPOUND})*)"


def glob(text: str) -> str:
    """Read a pattern of file paths under the source folder: `*`, `?`, `[…]` and `**` for any folders."""
    pattern = line_of_text(text).removeprefix("./")
    problem, hint = _glob_problem(pattern)
    if problem:
        raise Refused("config-bad-pattern", problem, hint)
    return pattern


def _glob_problem(pattern: str) -> tuple[str, str]:
    parts = pattern.split("/")
    if not pattern:
        return "is empty", "write a pattern, such as **/*.md"
    if "\\" in pattern:
        return "holds a backslash", f"write it as {pattern.replace(chr(92), '/')}"
    if pattern.startswith("!"):
        return "begins with !", "put the pattern without ! into source.exclude"
    if pattern.startswith("/") or re.match(r"[A-Za-z]:/", pattern) or ".." in parts:
        return "leads out of the source folder", "write it from the source folder on, such as drafts/**"
    if pattern.endswith("/"):
        return "names a folder, files are wanted", f"write it as {pattern}**"
    if "" in parts or "." in parts:
        return "has an empty step", f"write it as {'/'.join(part for part in parts if part not in ('', '.'))}"
    for part in parts:
        if "**" in part and part != "**":
            return (
                "joins ** with other characters",
                f"write it as {pattern.replace(part, part.replace('**', '**/*', 1))}",
            )
    return _bracket_problem(pattern) if "[" in pattern else ("", "")


def _bracket_problem(pattern: str) -> tuple[str, str]:
    if "[" in re.sub(_BRACKETS, "", pattern):
        return "has a [ without its ]", "write [[] for the character ["
    for found in re.findall(_BRACKETS, pattern):
        inner = found[1:-1].removeprefix("!")
        if inner in ("", "]") or any(low > high for low, high in re.findall(r"(.)-(.)", inner)):
            return f"has a range that holds nothing ({found})", "write the lower character first: [a-z]"
    return "", ""


def selector(text: str) -> str:
    """Read a CSS selector, without checking it."""
    line = line_of_text(text)
    if not line:
        raise Refused("config-bad-selector", "is empty", "quote a selector that begins with #")
    return line


def checked_selector(text: str) -> str:
    """Read a CSS selector and check it with the library that applies it."""
    import warnings

    line = selector(text)
    if len(line) > _MAX_SELECTOR:
        raise Refused("config-bad-selector", f"is longer than {_MAX_SELECTOR} characters", "divide it")
    if re.fullmatch(PLAIN_SELECTOR, line):
        return line
    import soupsieve

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # names that soupsieve will rename some day still work
            soupsieve.compile(line)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError, RecursionError) as error:
        said = str(error).split("\n", 1)[0]
        hint = _selector_hint(line) or said[:120]
        raise Refused("config-bad-selector", "is not a CSS selector", hint) from None
    return line


def _selector_hint(line: str) -> str:
    if re.search(r"::?(?:before|after|marker|first-line|first-letter|placeholder|selection)", line):
        return "name an element: pseudo-elements are not part of the document"
    if line.endswith((",", ">", "+", "~")):
        return f"write it as {line.rstrip(' ,>+~')}"
    if "<" in line:
        return "write the element's name, such as div.ad for <div class=ad>"
    return ""


def permalink(text: str) -> str:
    """Read a permalink template with the tokens of Hexo, Jekyll and Hugo; refuses only what is surely wrong."""
    template = line_of_text(text)
    if not template:
        raise Refused("config-bad-permalink", "is empty", "write a template, such as /:year/:month/:title/")
    if template in PERMALINK_STYLES:
        return template
    path = re.sub(r"^https?://[^/]*", "", template)
    if braced := re.search(_BRACED, path):
        hint = f"write it as {re.sub(_BRACED, _as_token, template)}"
        raise Refused("config-bad-permalink", f"holds {braced.group()}, a token is written with a colon", hint)
    if " " in path or ".." in path.split("/") or "\\" in path:
        raise Refused("config-bad-permalink", "is not the path of a page", "write it such as /:year/:month/:title/")
    tokens = re.findall(_COLON_NAME, path)
    if not tokens:
        hint = "name what differs between articles, such as /:year/:month/:title/"
        raise Refused("config-bad-permalink", "gives every article the same link", hint)
    for token in tokens:
        if near := _slip_of(token):
            hint = f"write it as {template.replace(':' + token, ':' + near)}"
            raise Refused("config-bad-permalink", f"holds the unknown token :{token}", hint)
    return template


def _slip_of(token: str) -> str | None:
    """Give the token that was surely meant: a key of the front matter can have any name, short ones are alike."""
    if token.lower() in PERMALINK_TOKENS or len(token) < 4:
        return None
    return nearest(token, [known for known in PERMALINK_TOKENS if abs(len(known) - len(token)) <= 1], 0.75)


def _as_token(match: re.Match[str]) -> str:
    return ":" + (match[1].partition(":")[0].strip() or "title")


def feed_path(text: str) -> str:
    """Read where a category's feeds go under the output: a relative path that holds {category}."""
    path = line_of_text(text).removeprefix("./").rstrip("/")
    usual = "write it such as categories/{category}"
    if "\\" in path or path.startswith("/") or re.match(r"[A-Za-z]:", path):
        raise Refused("config-bad-feed-path", "is not a path under the output folder", usual)
    if any(step in ("", ".", "..") for step in path.split("/")):
        raise Refused("config-bad-feed-path", "has a step that is empty or leads upwards", usual)
    for found in re.findall(_BRACED, path):
        if found != "category":
            raise Refused("config-bad-feed-path", f"holds {{{found}}}, {{category}} alone is known", usual)
    if path.count("{category}") != 1 or re.search("[{}]", path.replace("{category}", "")):
        raise Refused("config-bad-feed-path", "does not hold {category} once", usual)
    return path


def condition(text: str) -> str:
    """Read a condition of feeds.custom: `category:NAME`, `tag:NAME`, `author:NAME`, `language:TAG`, `path:GLOB`."""
    kind, colon, value = line_of_text(text).replace("：", ":", 1).partition(":")
    kind, value = kind.strip(), value.strip()
    if kind not in CONDITIONS:
        near = nearest(kind, CONDITIONS) if colon else None
        hint = f"write it as {near}:{value}" if near else "write it such as category:NAME, tag:NAME or path:GLOB"
        raise Refused("config-bad-condition", "is not a condition", hint)
    if not value:
        raise Refused("config-bad-condition", f"names no {kind}", f"write it as {kind}:NAME")
    if kind == "path":
        value = glob(value)
    elif kind == "language":
        value = language(value)
    return f"{kind}:{value}"
