"""Finds every regular expression of feedmaker and the texts on which its time grows faster than their length.

Run as a program, it prints one line a slow pattern; `test_linear_patterns.py` does so with a time limit.
"""

import ast
import collections
import importlib
import itertools
import math
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any, NamedTuple

import feedmaker
from feedmaker.generators import eleventy, script_modules, site_folder
from feedmaker.loader import file_patterns
from feedmaker.loader.body import article_links, embeds, tex
from feedmaker.loader.body.markup import CODE, CODE_FLAGS, OutsideCode
from feedmaker.loader.body.template_tags import parser as tag_parser
from feedmaker.loader.body.template_tags import syntax
from feedmaker.loader.links.permalink_tokens import hexo_name_form
from feedmaker.loader.metadata import plain_text
from feedmaker.text.languages import HAN

#: Characters of the shorter text; the longer one has FACTOR times as many.
SIZE, FACTOR = 20_000, 4
#: Seconds of CPU below which no text is slow: a square of SIZE steps takes ten times as long.
NEGLIGIBLE = 0.004
#: How much longer the longer text may take: linear is FACTOR, a square is FACTOR squared.
MOST = 9.0
#: Seconds of CPU after which a text counts as slow without a second measurement.
SECONDS = 4.0

_SCANNING = {"search", "finditer", "findall", "split", "sub", "subn"}
_METHODS = _SCANNING | {"match", "fullmatch"}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
#: Characters of the texts that stand for the categories of a class, such as \\s.
_OF_CATEGORY = {
    "CATEGORY_SPACE": " \n\t\xa0",
    "CATEGORY_DIGIT": "0",
    "CATEGORY_WORD": "a0_",
    "CATEGORY_NOT_SPACE": "a.",
    "CATEGORY_NOT_DIGIT": "a ",
    "CATEGORY_NOT_WORD": " .",
}

_TAGS = "".join(construct.pattern for construct in syntax._CONSTRUCTS)
#: Patterns that only a call of a function knows, by the module and the expression: examples of each.
MADE: dict[str, list[str | bytes | re.Pattern[str]]] = {
    r"feedmaker.loader.body.losses:'[\\W_]{1,40}'.join(map(re.escape, words))": [r"a[\W_]{1,40}b[\W_]{1,40}c"],
    r"feedmaker.check.html_tokens:f'</{name}(?=[\\s/>])'": [r"</script(?=[\s/>])"],
    r"feedmaker.generators.eleventy_code:f'\\b(?:run|yarn|pnpm)\\s++{re.escape(name)}(?![\\w:-])'": [
        r"\b(?:run|yarn|pnpm)\s++build(?![\w:-])"
    ],
    "feedmaker.build.store_state:f'{stem}({SHARD}[0-9a-f]{{6}})?{suffix}(?P<aside>{_ASIDE})?'": [
        r"state(-shard-[0-9a-f]{6})?\.sqlite3(?P<aside>\.unusable[0-9]*)?"
    ],
    "feedmaker.generators.site_folder:_STRING_OF % re.escape(path)": [site_folder._STRING_OF % "site"],
    "feedmaker.generators.site_folder:_VALUE_OF % re.escape(name)": [site_folder._VALUE_OF % "drafts"],
    "feedmaker.generators.site_folder:_LIST_OF % re.escape(path)": [site_folder._LIST_OF % "tags"],
    "feedmaker.generators.site_folder:_KEY % re.escape(key)": [site_folder._KEY % "url"],
    "feedmaker.loader.body.embeds:pattern": [pattern for _, pattern, _ in embeds._HOSTS],
    "feedmaker.loader.body.template_tags.parser:_END_TAG.format(name=re.escape(name))": [
        tag_parser._END_TAG.format(name="raw")
    ],
    "feedmaker.loader.body.template_tags.syntax:"
    "portable((MARKDOWN_CODE + _INDENTED_CODE if markdown else HTML_CODE) + constructs)": [
        syntax._compile(_TAGS, markdown=markdown) for markdown in (True, False)
    ],
    "feedmaker.loader.body.article_links:CODE[markup] + targets + roles": [
        article_links._pattern(markup, targets)
        for markup in CODE
        for targets in (article_links._TARGETS, article_links._REFERENCES)
    ],
    "feedmaker.loader.body.dialects.definitions:"
    "f\"(?<!\\\\w)(?:{'|'.join((re.escape(escape(name, quote=False)) for name in names))})(?!\\\\w)\"": [
        r"(?<!\w)(?:HTML|RSS\ 2)(?!\w)"
    ],
    # those of a site's settings, with few repetitions
    "feedmaker.generators.hugo:expression": [],
    # those that it makes are found where they are kept
    "feedmaker.loader.body.markup:code.pattern": [],
    "feedmaker.loader.body.stray_tags:f'</{re.escape(name)}'": ["</x"],
    "feedmaker.loader.body.tex:f'{(MARKDOWN_CODE if markdown else HTML_CODE)}|{_DOLLARS}|{_BACKSLASH}'": [
        tex._pattern(markdown=markdown) for markdown in (True, False)
    ],
    "feedmaker.loader.links.permalink_tokens:expression": [hexo_name_form(":year-:month-:day-:title").__self__],  # type: ignore[attr-defined]
    "feedmaker.loader.metadata.plain_text:"
    "_PAIR_OF_MARKS.format(mark=re.escape(mark), c=mark[0], word=word, text=text)": [
        pattern for _, pattern in plain_text._EMPHASIS
    ],
    "feedmaker.loader.file_patterns:'|'.join(map(_regex, patterns)) or '(?!)'": [
        "|".join(map(file_patterns._regex, ["**/*.md", "**/_*/[a-c]?/*-*.html"]))
    ],
    "feedmaker.text.languages:source": [f"[^{HAN}]*+", f"[{HAN}]++"],
    "feedmaker.generators.eleventy:_VALUE_OF % re.escape(named[1])": [eleventy._VALUE_OF % "TEXTS"],
    "feedmaker.generators.script_modules:_DEFINITION % re.escape(name)": [
        re.compile(script_modules._DEFINITION % "post", re.MULTILINE)
    ],
    "feedmaker.generators.script_modules:_CONSTANT % re.escape(name)": [script_modules._CONSTANT % "SITE"],
    "feedmaker.generators.script_modules:_CONSTANT % re.escape(imported[1])": [script_modules._CONSTANT % "title"],
    "feedmaker.serve.published_site:re.escape(self.feeds_url.encode()) + b'(' + _PATH + b')'": [
        rb"https://harbour\.example/feeds/([A-Za-z0-9%._~/-]*)"
    ],
}


class Use(NamedTuple):
    """A regular expression and the method that it is used with."""

    pattern: re.Pattern[Any]
    method: str


class TooSlowError(Exception):
    """Raised by the alarm while a text is matched."""


def uses() -> tuple[dict[Use, str], set[str]]:
    """Return each use of a regular expression and where it is, and the places whose pattern only a call knows."""
    found: dict[Use, str] = {}
    unknown = set[str]()
    for place, patterns in MADE.items():
        method = "fullmatch" if "file_patterns" in place or "*+" in place else "search"
        found.update({Use(re.compile(pattern), method): place for pattern in patterns})
    for info in pkgutil.walk_packages(feedmaker.__path__, "feedmaker."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        named = set[re.Pattern[Any]]()
        for use, line in _uses_of(module, unknown):
            found.setdefault(use, f"{info.name}:{line}")
            named.add(use.pattern)
        for pattern in set(_patterns(list(vars(module).values()))) - named:
            if not any(use.pattern == pattern for use in found):
                found[Use(pattern, "search")] = info.name
    return found, unknown


def _uses_of(module: ModuleType, unknown: set[str]) -> Iterator[tuple[Use, int]]:
    file = module.__file__
    assert file
    with open(file, encoding="utf-8") as source:
        tree = ast.parse(source.read())
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Call, ast.Name)):
            continue
        value = _value(node.func if isinstance(node, ast.Call) else node, module)
        owner = getattr(value, "__self__", None)
        if isinstance(owner, re.Pattern) and value.__name__ in _METHODS:
            yield Use(owner, value.__name__), node.lineno
        elif isinstance(node, ast.Call) and value in [getattr(re, name) for name in _METHODS]:
            pattern = _value(node.args[0], module)
            if pattern is None:
                unknown.add(f"{module.__name__}:{ast.unparse(node.args[0])}")
                continue
            flags = [_value(word.value, module) for word in node.keywords if word.arg == "flags"]
            if value.__name__ in ("match", "fullmatch", "search", "findall", "finditer"):
                flags += [_value(argument, module) for argument in node.args[2:]]
            yield Use(re.compile(pattern, *flags), value.__name__), node.lineno
        elif isinstance(node, ast.Call) and value is re.compile and _value(node.args[0], module) is None:
            unknown.add(f"{module.__name__}:{ast.unparse(node.args[0])}")


def _value(node: ast.expr, module: ModuleType) -> Any:
    """Return the value that an expression has in a module, None if only a call of a function knows it."""
    try:
        return eval(compile(ast.Expression(node), "<expression>", "eval"), vars(module))
    except Exception:
        return None


def _patterns(values: Iterable[object], depth: int = 0) -> Iterator[re.Pattern[Any]]:
    for value in values:
        if isinstance(value, re.Pattern):
            yield value
        elif isinstance(value, OutsideCode):
            yield re.compile(value.pattern, CODE_FLAGS)
        elif isinstance(getattr(value, "__self__", None), re.Pattern):
            yield value.__self__  # type: ignore[attr-defined]
        elif isinstance(value, (tuple, list, set, frozenset)) and depth < 3:
            yield from _patterns(value, depth + 1)
        elif isinstance(value, dict) and depth < 3:
            yield from _patterns([*value, *value.values()], depth + 1)


def texts(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], str]]:
    """Return functions from a length to a text made of repeated pieces of a pattern."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    wholes = [_sample(tree, choice) for choice in range(3)]
    singles = list(dict.fromkeys(wholes[0]))[:8]
    alone = [piece for whole in wholes for piece in (whole, whole[:-1], whole[: len(whole) // 2])]
    alone += [*singles, *map("".join, itertools.permutations(singles[:3], 2))]
    repeated = dict.fromkeys(("", piece) for piece in alone)
    ends = {"": None, "\n\0": None}
    _collect(tree, "", repeated, ends)
    for (start, piece), end in itertools.product(list(repeated)[:60], list(ends)[:3]):
        if piece:
            yield lambda size, start=start, piece=piece, end=end: (  # type: ignore[misc]
                start + piece * (size // len(piece)) + end
            )


def _collect(tree: Any, before: str, repeated: dict[tuple[str, str], None], ends: dict[str, None]) -> None:
    """Collect what may be repeated, each with what may stand before it, and what may follow."""
    for code, argument in tree:
        if code in _REPEATS:
            _, high, inner = argument
            if high > 20:
                for choice in range(3):
                    repeated[before, _sample(inner, choice)] = None
                    repeated["", before + _sample(inner, choice)] = None
            _collect(inner, before, repeated, ends)
        elif code is codes.SUBPATTERN:
            _collect(argument[3], before, repeated, ends)
        elif code is codes.BRANCH:
            for branch in argument[1]:
                _collect(branch, before, repeated, ends)
        elif code is codes.ATOMIC_GROUP:
            _collect(argument, before, repeated, ends)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            _collect(argument[1], before, repeated, ends)
            ends[_sample(argument[1])] = None
            repeated["", before + "a" + _sample(argument[1])] = None
        before += _sample([(code, argument)])


def _sample(tree: Any, choice: int = 0) -> str:
    """Return a text that a parsed pattern matches, nearly; `choice` is which of several."""
    parts = []
    for code, argument in tree:
        if code in (codes.LITERAL,):
            parts.append(chr(argument))
        elif code is codes.NOT_LITERAL:
            parts.append("a" if argument != ord("a") else "b")
        elif code is codes.ANY:
            parts.append("a ."[choice % 3])
        elif code is codes.IN:
            members = _members(argument)
            parts.append(members[choice % len(members)])
        elif code in _REPEATS:
            low, high, inner = argument
            parts.append(_sample(inner, choice) * max(low, min(1, high)))
        elif code is codes.SUBPATTERN:
            parts.append(_sample(argument[3], choice))
        elif code is codes.ATOMIC_GROUP:
            parts.append(_sample(argument, choice))
        elif code is codes.BRANCH:
            parts.append(_sample(argument[1][choice % len(argument[1])], choice))
    return "".join(parts)


def _members(items: Any) -> str:
    """Return characters of a class."""
    negated = items[0][0] is codes.NEGATE
    members = ""
    for code, argument in items:
        if code is codes.LITERAL:
            members += chr(argument)
        elif code is codes.RANGE:
            members += chr(argument[0]) + chr(argument[1])
        elif code is codes.CATEGORY:
            members += _OF_CATEGORY.get(str(argument), "a")
    if negated:
        excluded = re.compile("[" + "".join(map(re.escape, members)) + "]") if members else re.compile(r"(?!)")
        members = "".join(char for char in "a 0.<-\n\"'" if not excluded.match(char)) or "é"
    return members or "a"


def seconds(use: Use, text: Any) -> float:
    """Return the CPU time that a text takes, infinity if it is more than SECONDS."""
    run = getattr(use.pattern, use.method)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    started = time.process_time()
    try:
        if use.method in ("sub", "subn"):
            run(text[:0], text)
        else:
            found = run(text)
            if use.method == "finditer":
                collections.deque(found, maxlen=0)
    except TooSlowError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - started


def slow_text(use: Use) -> str | None:
    """Return a text on which the time of a pattern grows faster than its length, None if there is none."""
    for text in texts(use.pattern):
        short, long = text(SIZE), text(SIZE * FACTOR)
        if isinstance(use.pattern.pattern, bytes):
            short, long = short.encode("latin-1", "replace"), long.encode("latin-1", "replace")  # type: ignore[assignment]
        if (first := seconds(use, short)) < NEGLIGIBLE:
            continue
        if first == math.inf or seconds(use, long) > MOST * max(first, NEGLIGIBLE):
            first = min(seconds(use, short) for _ in range(2))
            if first == math.inf or seconds(use, long) > MOST * max(first, NEGLIGIBLE):
                return text(60)
    return None


def main() -> None:
    """Print where each pattern is that is slow, on what, and the pattern."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    signal.signal(signal.SIGVTALRM, stop)
    found, unknown = uses()
    for use, place in found.items():
        text = slow_text(use)
        if text is not None:
            print(f"{place} {use.method} {text!r}: {use.pattern.pattern!r}", flush=True)
    for place in unknown.symmetric_difference(MADE):
        print(f"{place}: no example in MADE, or no such pattern")
    print(f"{len(found)} uses", file=sys.stderr)


if __name__ == "__main__":
    main()
