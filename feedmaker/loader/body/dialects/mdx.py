"""MDX: modules, comments, expressions and components of a body that is Markdown and JavaScript.

Nothing is run. An expression that is a string is its text, and one that is an imported picture is its path; any other
is left out and reported.
"""

import re

from feedmaker.loader.body import markup
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.problems import Problem
from feedmaker.text.media_types import PICTURES
from feedmaker.text.messages import quoted
from feedmaker.text.patterns import portable

# What ends a summary, `{/* truncate */}`, is left.
_COMMENT = portable(r"\{/\*(?!\s*(?:truncate|more)\s*\*/\})(?P<comment>(?:[^*{]++|\*(?!/)|\{(?!/\*))*+)\*/\s*\}")
# Lines at the start or after an empty one, up to the next empty one.
_MODULE = portable(r"(?<=\n\n)(?P<module>(?:import[ \t{*\"']|export[ \t{*])(?:[^\n]++|\n(?![ \t]*\n))*+)")
_TAG = r"<(?P<tag>[A-Za-z][\w.:-]*)(?=[^<>]*=\s*\{|\s*\{)|(?P<fragment></?>)"
# the text in <code> and <pre> is MDX, too
_CODE = f"{markup.MARKDOWN_ONLY_CODE}|{markup.HTML_CODE.replace('pre|code|', '')}"
_PATTERN = re.compile(rf"{_CODE}|{_COMMENT}|{_MODULE}|{_TAG}|(?P<escaped>\\[{{}}<])|(?P<brace>\{{)", markup.CODE_FLAGS)
_COMMENTS = markup.outside_code(_COMMENT)
_IMPORT = re.compile(r"import\s+(\w+)\s+from\s+[\"']([^\"'\n]+)[\"']")
_PATH = re.compile(rf"[\"'`]([^\"'`\n]+(?:{PICTURES}|\.(?:mp4|webm|mp3))(?:\?[^\"'`\n]*)?)[\"'`]", re.IGNORECASE)
_STRING = re.compile(r"\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\$]|\\.)*)`)\s*", re.DOTALL)
_ATTRIBUTE = re.compile(r"\s+([A-Za-z_][\w.:-]*)\s*=\s*(?=\{)")
_OTHER = re.compile(r"\s*(?:[A-Za-z_][\w.:-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'{}>=]+))?|/)|\s+")
_CODE_BLOCK = re.compile(
    r"[ \t]*(?P<fence>`{3,}+|~{3,}+)mdx-code-block[^\n]*\n(?P<inner>.*?)\n?(?<![ \t])[ \t]*+(?P=fence)[ \t]*+",
    re.DOTALL,
)
# Characters of one expression.
_LONGEST = 5000
_STRINGS = frozenset("\"'`")
_SIGN = re.compile(r"\\.|[\"'`{}]", re.DOTALL)


def remove_comments(text: str) -> str:
    """Remove `{/* … */}` outside of code."""
    return markup.replace_outside_code(_COMMENTS, lambda found: _lines(found[0]), text)


def _lines(removed: str) -> str:
    """Return the replacement of removed text: its line ends, hidden, so that no paragraph is divided."""
    return markup.HIDDEN_LINE * removed.count("\n")


def replace(text: str, *, line: int, problems: list[Problem]) -> str:
    """Return MDX as Markdown and HTML; `line` is that of its first line."""
    expansion = _Mdx("\n\n" + text)
    written = expansion.run()
    if expansion.left_out:
        first, count = expansion.left_out[0], len(expansion.left_out)
        more = f" (and {count - 1} more)" if count > 1 else ""
        message = f"expression of MDX left out: {quoted(first[1][:60])}{more}"
        hint = "write its value if subscribers should see it"
        problems.append(Problem("template-tag-dropped", message, hint, line + text.count("\n", 0, first[0])))
    return written


class _Mdx:
    """The expansion of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        #: Name → path.
        self._imports: dict[str, str] = dict(_IMPORT.findall(text)) if "import" in text else {}
        #: The place and the source of each expression that has no value.
        self.left_out: list[tuple[int, str]] = []
        self._is_broken = False

    def run(self) -> str:
        parts: list[str] = []
        position = search = 0
        while found := _PATTERN.search(self._text, search):
            replacement, end = self._replace(found)
            search = max(end, found.start() + 1)
            if replacement is not None:
                parts += self._text[position : found.start()], replacement
                position = end
        return ("".join(parts) + self._text[position:]).removeprefix("\n\n")

    def _replace(self, found: re.Match[str]) -> tuple[str | None, int]:
        """Return what replaces a match, None for itself, and where it ends."""
        match found.lastgroup:
            case "fence":
                block = _CODE_BLOCK.fullmatch(found[0].removeprefix("\n"))
                return (f"\n\n{block['inner']}\n" if block else None), found.end()
            case "comment" | "module":
                return _lines(found[0]), found.end()
            case "fragment":
                return "", found.end()
            case "tag":
                return self._tag(found)
            case "brace":
                return self._expression(found.start())
        return None, found.end()

    def _tag(self, found: re.Match[str]) -> tuple[str | None, int]:
        """Return a start tag without its expressions; those that have a value are attributes."""
        parts = ["<img" if found["tag"] == "Image" else found[0]]
        position = found.end()
        while position < len(self._text):
            attribute = _ATTRIBUTE.match(self._text, position)
            if attribute or self._text.startswith("{", position):
                start = attribute.end() if attribute else position
                end = self._end(start)
                if end is None:
                    return None, found.end()
                value = self._value(self._text[start + 1 : end - 1]) if attribute else None
                if attribute and value is not None:
                    parts.append(f' {attribute[1]}="{html_snippets.attribute(value)}"')
                position = end
            elif self._text[position] == ">":
                hidden = _lines(self._text[found.start() : position])
                return "".join([*parts, hidden, ">"]), position + 1
            else:
                other = _OTHER.match(self._text, position)
                if not other or not other[0]:
                    return None, found.end()
                parts.append(other[0])
                position = other.end()
        return None, found.end()

    def _expression(self, start: int) -> tuple[str | None, int]:
        end = self._end(start)
        if end is None:
            return None, start + 1
        source = self._text[start + 1 : end - 1]
        value = self._value(source)
        if value is None:
            if not source.strip().startswith("/*"):
                self.left_out.append((start - len("\n\n"), "{" + source + "}"))
            return _lines(source), end
        return html_snippets.text(value), end

    def _value(self, source: str) -> str | None:
        """Return the value of an expression, None where it is not known without running it."""
        string = _STRING.fullmatch(source)
        if string:
            return str(next(part for part in string.groups() if part is not None))
        name = source.strip()
        if name.removesuffix(".src") in self._imports:
            return self._imports[name.removesuffix(".src")]
        path = _PATH.search(source)
        return path[1] if path and ("require(" in source or "useBaseUrl(" in source) else None

    def _end(self, start: int) -> int | None:
        """Return where the expression that opens at `start` ends; None if it is not closed."""
        if self._is_broken:
            return None
        depth = 0
        quote = ""
        for found in _SIGN.finditer(self._text, start, start + _LONGEST):
            sign = found[0]
            if quote:
                quote = "" if sign == quote else quote
                continue
            # a backslash escapes in strings only
            sign = sign[-1]
            if sign in _STRINGS:
                quote = sign
            elif sign in "{}":
                depth += 1 if sign == "{" else -1
                if not depth:
                    return found.end()
        # each further one would be searched as far
        self._is_broken = True
        return None
