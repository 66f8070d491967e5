"""Values of config.yaml with a syntax of their own: globs, CSS selectors, permalinks, feed paths, conditions."""

import re
from functools import partial

from feedmaker.config.scalars import InvalidValueError, language, line_of_text
from feedmaker.text.messages import nearest, quoted

#: Kinds of conditions in feeds.custom.
CONDITIONS = ("category", "tag", "author", "language", "path")

_TOKENS = (
    "year month day hour minute second i_month i_day timestamp title name post_title slug id hash category categories "
    "abbrlink author lang short_year long_month short_month long_day short_day y_day w_year week w_day path basename "
    "slugified_categories output_ext collection monthname weekday weekdayname yearday section sections filename "
    "contentbasename slugorfilename slugorcontentbasename january monday "
    "contentpath folders lang_suffix lang_folder no_lang"
)
#: Tokens of all generators; any other is a key of the front matter, as in Hexo.
PERMALINK_TOKENS = frozenset(_TOKENS.split())
#: Names of Jekyll for a whole template.
PERMALINK_STYLES = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})

_COLON_NAME = r":([A-Za-z0-9_]*[A-Za-z0-9])"
_BRACED = r"\{([^{}]*)\}"
_BRACKETS = r"\[!?\]?[^\]]{0,200}+\]"
_MAX_SELECTOR = 2_000
#: Combinators `~` of a selector that soupsieve applies: its time grows with the number of siblings to that power.
_MAX_SIBLINGS = 2
_COMPOUND = r"(?:\*|[A-Za-z][\w-]*|[.#][A-Za-z][\w-]*)(?:[.#][A-Za-z][\w-]*)*"
#: Element names, classes and ids with combinators, such as `div#related > p.ad, aside`: valid without soupsieve, whose
#: import takes longer than a small build.
PLAIN_SELECTOR = rf"(?a:{_COMPOUND}(?:(?: ?[,>+~] ?| ){_COMPOUND})*)"

_bad_condition = partial(InvalidValueError, "config-bad-condition")
_bad_feed_path = partial(InvalidValueError, "config-bad-feed-path")
_bad_pattern = partial(InvalidValueError, "config-bad-pattern")
_bad_permalink = partial(InvalidValueError, "config-bad-permalink")
_bad_selector = partial(InvalidValueError, "config-bad-selector")


def glob(text: str) -> str:
    """Read a pattern of file paths under the source folder: `*`, `?`, `[…]` and `**` for any folders."""
    pattern = line_of_text(text).removeprefix("./")
    parts = pattern.split("/")
    joined = next((part for part in parts if "**" in part and part != "**"), "")
    for is_wrong, problem, hint in (
        (not pattern, "is empty", "write a pattern, such as **/*.md"),
        ("\\" in pattern, "contains a backslash", f"write it as {pattern.replace(chr(92), '/')}"),
        (pattern.startswith("!"), "begins with !", "put the pattern without ! into source.exclude"),
        (
            pattern.startswith("/") or re.match(r"[A-Za-z]:/", pattern) or ".." in parts,
            "leads out of the source folder",
            "write it from the source folder on, such as drafts/**",
        ),
        (pattern.endswith("/"), "is the pattern of a folder, not of files", f"write it as {pattern}**"),
        (
            "" in parts or "." in parts,
            "has an empty component or a single dot",
            f"write it as {'/'.join(part for part in parts if part not in ('', '.'))}",
        ),
        (
            joined,
            "joins ** with other characters",
            f"write it as {pattern.replace(joined, joined.replace('**', '**/*', 1))}",
        ),
        ("[" in re.sub(_BRACKETS, "", pattern), "has a [ without its ]", "write [[] for the character ["),
    ):
        if is_wrong:
            raise _bad_pattern(problem, hint)
    for found in re.findall(_BRACKETS, pattern):
        inner = found[1:-1].removeprefix("!")
        if inner in ("", "]") or any(low > high for low, high in re.findall(r"(.)-(.)", inner)):
            raise _bad_pattern(f"has the empty range {quoted(found)}", "write the lower character first: [a-z]")
    return pattern


def suffix(text: str) -> str:
    """Read the suffix of files, such as .meta."""
    line = line_of_text(text)
    if not re.fullmatch(r"\.[\w.-]*\w", line):
        raise _bad_pattern("is not the suffix of a file", "write it with its dot, such as .meta")
    return line


def selector(text: str) -> str:
    """Read a CSS selector and check it with soupsieve, which applies it."""
    line = line_of_text(text)
    if not line:
        raise _bad_selector("is empty", "quote a selector that begins with #")
    if len(line) > _MAX_SELECTOR:
        raise _bad_selector(f"is longer than {_MAX_SELECTOR} characters", "split it into several")
    if not re.fullmatch(PLAIN_SELECTOR, line):
        if line.count("~") > _MAX_SIBLINGS:
            raise _bad_selector(f"has more than {_MAX_SIBLINGS} ~ and takes too long", "name a class of the element")
        _check_selector(line)
    return line


def _check_selector(line: str) -> None:
    import warnings

    import soupsieve

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # names that soupsieve will rename some day still work
            soupsieve.compile(line)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError, RecursionError) as error:
        hint = _selector_hint(line) or str(error).split("\n", 1)[0][:120]
        raise _bad_selector("is not a CSS selector", hint) from None


def _selector_hint(line: str) -> str:
    if re.search(r"::?(?:before|after|marker|first-line|first-letter|placeholder|selection)", line):
        return "name an element: pseudo-elements are not part of the document"
    if line.endswith((",", ">", "+", "~")):
        return f"write it as {line.rstrip(' ,>+~')}"
    if "<" in line:
        return "write the element's name, such as div.ad for <div class=ad>"
    return ""


def permalink(text: str) -> str:
    """Read a permalink template with the tokens of Hexo, Jekyll and Hugo; only what is certainly wrong is an error."""
    template = line_of_text(text)
    if not template:
        raise _bad_permalink("is empty", "write a template, such as /:year/:month/:title/")
    if template in PERMALINK_STYLES:
        return template
    path = re.sub(r"^https?://[^/]*", "", template)
    if braced := re.search(_BRACED, path):
        hint = f"write it as {re.sub(_BRACED, _as_token, template)}"
        raise _bad_permalink(f"has {quoted(braced[0])} instead of a token that begins with a colon", hint)
    if " " in path or ".." in path.split("/") or "\\" in path:
        raise _bad_permalink("is not the path of a page", "write it as /:year/:month/:title/")
    tokens = re.findall(_COLON_NAME, path)
    if not tokens:
        hint = "name what differs between articles, such as /:year/:month/:title/"
        raise _bad_permalink("gives every article the same link", hint)
    for token in tokens:
        if near := _misspelled(token):
            hint = f"write it as {template.replace(':' + token, ':' + near)}"
            raise _bad_permalink(f"has the unknown token :{token}", hint)
    return template


def _misspelled(token: str) -> str | None:
    """Return the token that was certainly meant: any name may be a key of the front matter; short ones are alike."""
    if token.lower() in PERMALINK_TOKENS or len(token) < 4:
        return None
    return nearest(token, [known for known in PERMALINK_TOKENS if abs(len(known) - len(token)) <= 1], 0.75)


def _as_token(match: re.Match[str]) -> str:
    return ":" + (match[1].partition(":")[0].strip() or "title")


def feed_path(text: str) -> str:
    """Read the folder of a category's feeds in the output: a relative path with {category}."""
    path = line_of_text(text).removeprefix("./").rstrip("/")
    usual = "write it such as categories/{category}"
    if "\\" in path or path.startswith("/") or re.match(r"[A-Za-z]:", path):
        raise _bad_feed_path("is not a path under the output folder", usual)
    if any(part in ("", ".", "..") for part in path.split("/")):
        raise _bad_feed_path("has a component that is empty, a dot or two dots", usual)
    for found in re.findall(_BRACED, path):
        if found != "category":
            raise _bad_feed_path(f"has {quoted('{' + found + '}')} instead of {{category}}", usual)
    if path.count("{category}") != 1 or re.search("[{}]", path.replace("{category}", "")):
        raise _bad_feed_path("does not contain {category} exactly once", usual)
    return path


def condition(text: str) -> str:
    """Read a condition of feeds.custom: `category:NAME`, `tag:NAME`, `author:NAME`, `language:TAG`, `path:GLOB`."""
    kind, colon, value = line_of_text(text).replace("：", ":", 1).partition(":")
    kind, value = kind.strip(), value.strip()
    if kind not in CONDITIONS:
        near = nearest(kind, CONDITIONS) if colon else None
        hint = f"write it as {near}:{value}" if near else "write it such as category:NAME, tag:NAME or path:GLOB"
        raise _bad_condition("is not a condition", hint)
    if not value:
        raise _bad_condition(f"has no name after {kind}:", f"write it as {kind}:NAME")
    if kind == "path":
        value = glob(value)
    elif kind == "language":
        value = language(value)
    return f"{kind}:{value}"
