"""Which files are articles: the patterns of `source.include` and `source.exclude`, and of paths elsewhere."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from unicodedata import normalize

from feedmaker.config.schema import Config

#: **/*.md → .md and **/README.md → README.md: ASCII without "*", "/", "?" and "[".
_SUFFIX = re.compile(r"\*\*/\*([\x00-)+-.0->@-Z\\-\x7f]+)")
_NAME = re.compile(r"\*\*/([\x00-)+-.0->@-Z\\-\x7f]+)")
_TOKEN = re.compile(r"(\*\*|\*|\?|\[!?\]?[^\]]{0,200}+\])")


class Patterns:
    """Which files are articles: those that an include pattern matches and no exclude pattern, in any letter case.

    An exclude pattern of a folder excludes what is in it: drafts, a/**/notes.old, _*. Patterns whose last segment is a
    wildcard alone, and those that end with the suffix of an include pattern, are for files only: a/*, *.md.

    `*` and `?` stay within a segment, `**/` matches any folders or none, `[…]` one of the characters. Names are in NFC.
    """

    def __init__(
        self, include: Sequence[str], exclude: Sequence[str], sidecar: str | None = None, *, bundles: bool = False
    ) -> None:
        #: Whether a folder below the source with an `index` has no other article: the leaf bundles of Hugo.
        self.bundles = bundles
        #: Suffix of the files beside articles that hold their front matter.
        self.sidecar = sidecar
        # Most patterns are like **/*.md and **/README.md: comparing names is faster than a regular expression. Letter
        # case of non-ASCII characters has special rules, such as the Kelvin sign for K: those names use the expression.
        self._suffixes = tuple(match[1].lower() for match in map(_SUFFIX.fullmatch, include) if match)
        exclude = [*exclude, *(f"{one}/**" for one in exclude if self._may_be_folder(one))]
        self._excluded_names = frozenset(match[1].lower() for match in map(_NAME.fullmatch, exclude) if match)
        self._include, self._exclude = _expression(include), _expression(exclude)
        self._other_include = _expression([pattern for pattern in include if not _SUFFIX.fullmatch(pattern)])
        other_excludes = [pattern for pattern in exclude if not _NAME.fullmatch(pattern)]
        self._other_exclude = _expression(other_excludes) if other_excludes else None

    def _may_be_folder(self, pattern: str) -> bool:
        is_any = pattern.rpartition("/")[2].strip("*") == ""
        return not is_any and not pattern.lower().endswith(self._suffixes)

    def match(self, prefix: str, name: str) -> bool:
        """Return True if the file `prefix + name` is an article; `prefix` is "" or ends with "/"."""
        if not (name.isascii() and prefix.isascii()):
            path = normalize("NFC", prefix + name)
            return self._include(path) is not None and self._exclude(path) is None
        lower = name.lower()
        if not lower.endswith(self._suffixes) and self._other_include(prefix + name) is None:
            return False
        is_excluded = self._other_exclude is not None and self._other_exclude(prefix + name) is not None
        return lower not in self._excluded_names and not is_excluded

    def match_path(self, path: str) -> bool:
        """Return True if the file at a path is an article."""
        folder, slash, name = path.rpartition("/")
        return self.match(folder + slash, name)


def article_patterns(config: Config) -> Patterns:
    """Return the patterns of the articles of a configuration."""
    source = config.source
    bundles = config.articles.generator == "hugo"
    return Patterns(source.include, source.exclude, source.sidecar, bundles=bundles)


def _expression(patterns: Sequence[str]) -> Callable[[str], re.Match[str] | None]:
    """Return the `fullmatch` of the regular expression that matches what any of the patterns matches."""
    return re.compile("|".join(map(_regex, patterns)) or r"(?!)", re.IGNORECASE).fullmatch


def _regex(pattern: str) -> str:
    r"""Translate "a/**/b*c*.md" to "a/(?:[^/]+/)*b(?>[^/]*?c)[^/]*\.md".

    What stands between two stars is looked for where it is first found, and nowhere else: this finds every match, in
    time that does not grow with the power of the number of stars.
    """
    chunks = [chunk.strip("/") for chunk in re.split(r"(?:\A|(?<=/))\*\*(?=/|\Z)", pattern.removeprefix("./"))]
    first, *others = ["/".join(map(_segment_regex, chunk.split("/"))) for chunk in chunks]
    if not others:
        return first
    middle = "".join(f"(?>(?:[^/]+/)*?{chunk}/)" for chunk in others[:-1] if chunk)
    return (first and first + "/") + middle + (f"(?:[^/]+/)*{others[-1]}" if others[-1] else ".*")


def _segment_regex(segment: str) -> str:
    """Translate what stands between two slashes; "**" within it is a star."""
    tokens = _TOKEN.split(normalize("NFC", segment))
    by_stars = groupby(tokens, ("*", "**").__contains__)
    first, *others = ["".join(map(_token_regex, part)) for is_star, part in by_stars if not is_star]
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{part})" for part in others[:-1] if part) + "[^/]*" + others[-1]


def _token_regex(written: str) -> str:
    if written == "?":
        return "[^/]"
    if written.startswith("[") and written.endswith("]") and len(written) > 2:
        inner = written[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner.replace('^', chr(92) + '^', 1)}]"
    return re.escape(written)
