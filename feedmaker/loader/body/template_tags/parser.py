"""Template tags of generators never reach a subscriber: the common ones become what they mean, others are dropped.

Liquid and Nunjucks (`{% … %}`, `{{ … }}`), Hugo's and Zola's shortcodes (`{{< … >}}`, `{{% … %}}`, `{{ f(…) }}`), EJS
(`<% … %>`), PHP (`<?php … ?>`), kramdown's attribute lists (`{: … }`), containers (`:::`), `[TOC]`, MDX imports. Code
that shows tags is left as it is. What each name means stands in `tagmeanings`.
"""

import re
from functools import cache
from typing import NamedTuple

from feedmaker.loader.body.template_tags import html_snippets, meanings
from feedmaker.loader.body.template_tags.call import Call, Place, at_host, parse
from feedmaker.problems import Problem

# Whatever begins first in the text wins. Every branch is bounded or ends the text, so that the scan is linear, and
# begins with a literal character, so that it is fast: what stands at a line's start begins with the newline before.
_HTML_CODE = r"""
  <(?P<code>(?P<el>pre|code|script|style|textarea)\b[^<>]*>(?:(?!</?(?P=el)\b).)*</(?P=el)\s*>)
"""
_MARKDOWN_CODE = r"""
  \n(?P<fence>[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<f>`{3,}|~{3,})[^\n`]*\n
     (?:(?:.*?^)??[ \t>]*(?P=f)[`~]*[ \t]*$|.*\Z))
 |\n[ \t]*\n(?P<indented>(?:[ ]{4}|\t)[^\n]*(?:\n(?:[ ]{4}|\t)[^\n]*)*)
 |`(?<![`\\]`)(?P<tick>(?P<t>`{0,3})(?!`)(?:(?!\n[ \t]*\n).){1,500}?(?<!`)`(?P=t)(?!`))
"""
_TAGS = r"""
  \{%-?\s*+(?P<liquid>(?:(?!%\}|\{%).){0,2000})%\}
 |\{\{[<%]-?\s*+(?P<short>(?:(?![>%]\}\}|\{\{[<%]).){0,2000})[>%]\}\}
 |\{\{-?\s*+(?P<brace>"[{}%<>]{1,3}"|'[{}%<>]{1,3}')\s*+-?\}\}
 |\{\{(?P<output>(?:(?!\}\}|\{\{).){0,1000})\}\}
 |\{\#[ ](?P<comment>(?:(?!\#\}).){0,500})\#\}
 |<%(?P<ejs>(?:(?!%>|<%).){0,2000})%>
 |<\?(?P<php>(?:php\b|=)(?:(?!\?>|<\?).){0,2000})\?>
"""
_MARKDOWN_MARKS = r"""
 |\n[ \t]*:::+[ \t]*(?P<fenceblock>(?:\{?[ \t]*\.?(?P<container>[A-Za-z][\w-]*)[ \t]*(?P<caption>[^\n]*))?)$
 |\{::?/?(?P<kramdown>[ \t]*(?:(?:[.\#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s}"']+)
     |toc|no_toc|footnotes|options|comment|nomarkdown|/)[ \t]*)*\})
 |\n[ \t]*(?P<toc>(?:\[TOC\]|\[\[_?TOC_?\]\]|@\[toc\](?:\([^)\n]*\))?|<!--[ \t]*toc[ \t]*-->)[ \t]*$)
 |\{[ \t]*(?P<attributes>[\#.][\w-][^}\n]{0,200}\})(?=[ \t]*$)
 |\n(?P<mdx>(?:import[ ](?:[\w${}*,\s]{1,1000}?[ ]from[ ])?["'][^"'\n]+["'];?|export[ ]
     (?:const|default|let|function)[ ][^\n]*)[ \t]*$)
"""
_FLAGS = re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE
#: Goes before the text, so that its first line is a line like others.
_LEAD = "\n\n"

_SIGNS = ("{%", "{{", "{# ")
_BRACES = ("{:", "{#", "{.", "{ #", "{ .")
_CONTENTS = ("[TOC]", "[toc]", "[[toc", "[[_TOC")
_MDX_SIGNS = re.compile(r"\n(?:import|export) ")
_NAME = re.compile(r"(/?)\s*([\w./:-]*)\s*(\(?)")
_RAW = re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}\n?(.*?)\n?\{%-?\s*end\1\s*-?%\}", re.DOTALL)
_ESCAPED_SHORTCODE = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_LIST_ITEM = re.compile(r"[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]|[ \t]{1,3}\S")
# In a formula `{{a}}` is a group: what stands before it tells.
_FORMULA_BEFORE = re.compile(r"(?:[\\^_}$]|\\[A-Za-z]{1,20})\Z")
# How far a tag may be indented, and how far back a list is looked for.
_INDENT = 200
_REACH = 4000
_PLAIN_WORD = re.compile(r"\w+")


@cache
def _pattern(*, markdown: bool) -> re.Pattern[str]:
    """Compile what is searched for, which takes longer than many a build that needs none of it."""
    parts = (f"{_MARKDOWN_CODE}|{_HTML_CODE}", _TAGS + _MARKDOWN_MARKS) if markdown else (_HTML_CODE, _TAGS)
    return re.compile("|".join(parts), _FLAGS)


class Expanded(NamedTuple):
    """The text without tags, and what was dropped."""

    text: str
    problems: tuple[Problem, ...]


def expand(text: str, place: Place, line: int = 1) -> Expanded:
    """Return `text`, Markdown or HTML as `place` says, with its tags replaced; `line` is that of its first line."""
    if not _has_tags(text) and not (place.markdown and _has_marks(text)):
        return Expanded(text, ())
    scan = _Scan(text, place)
    return Expanded(scan.run(), scan.problems(line))


# A search for one character takes a tenth of the time of one for two or more: most texts are done with after the first.
def _has_tags(text: str) -> bool:
    return (
        ("{" in text and any(sign in text for sign in _SIGNS))
        or ("%" in text and "<%" in text)
        or ("?" in text and "<?" in text)
    )


def _has_marks(text: str) -> bool:
    return (
        ("{" in text and any(sign in text for sign in _BRACES))
        or ("[" in text and any(sign in text for sign in _CONTENTS))
        or ":::" in text
        or "<!-- toc" in text
        or (("import " in text or "export " in text) and bool(_MDX_SIGNS.search("\n" + text)))
    )


class _Scan:
    """One pass over one text."""

    def __init__(self, text: str, place: Place) -> None:
        self._text = _LEAD + text
        self._place = place
        self._parts: list[str] = []
        self._position = 0
        #: Name → how often dropped, and where first.
        self._dropped: dict[str, list[int]] = {}
        #: End tags known to be missing from here on.
        self._missing: set[str] = set()
        #: What closes the containers that are open.
        self._open: list[str] = []
        #: Where it was last asked whether a list goes on, and the answer.
        self._listed_at = 0
        self._listed = False

    def run(self) -> str:
        pattern = _pattern(markdown=self._place.markdown)
        search = 0
        while found := pattern.search(self._text, search):
            search = self._take(found)
        self._parts.append(self._text[self._position :])
        return "".join(self._parts).removeprefix(_LEAD)

    def problems(self, line: int) -> tuple[Problem, ...]:
        return tuple(
            Problem(
                "template-tag-dropped",
                f"template tag dropped: {name[:60]!r} ({'once' if count == 1 else f'{count} times'})",
                "write it in Markdown or HTML if subscribers are to see it",
                line + self._text.count("\n", len(_LEAD), first),
            )
            for name, (count, first) in self._dropped.items()
        )

    def _take(self, found: re.Match[str]) -> int:
        """Deal with one piece; return where to search on."""
        kind = found.lastgroup
        if kind == "indented" and self._in_list(found.start("indented")):
            return found.start("indented")
        if kind in ("code", "fence", "tick", "indented"):
            return self._put(found, _shown(found[0]))
        if kind == "liquid":
            return self._liquid(found)
        if kind == "short":
            return self._short(found)
        if kind == "output":
            return self._output(found)
        if kind == "brace":
            return self._put(found, html_snippets.text(found["brace"][1:-1]))
        if kind in ("fenceblock", "caption", "container"):
            return self._container(found)
        if kind == "ejs":
            self._count("<% %>", found)
        elif kind == "php":
            self._count("<?php ?>", found)
        # a mark at a line's start was found by the newline before it
        return self._put(found, "\n" if found[0].startswith("\n") else "")

    def _put(self, found: re.Match[str], replacement: str, end: int | None = None) -> int:
        end = found.end() if end is None else end
        self._parts.append(self._text[self._position : found.start()])
        self._parts.append(replacement)
        self._position = end
        return max(end, found.start() + 1)

    def _count(self, name: str, found: re.Match[str]) -> None:
        self._dropped.setdefault(name, [0, found.start()])[0] += 1

    def _liquid(self, found: re.Match[str]) -> int:
        call = _call(found["liquid"].rstrip("- \t\n"))
        if call is None:
            return self._put(found, "")
        if call.name in meanings.VERBATIM:
            inner_end = self._until(call.name, found.end())
            if inner_end is not None:
                inner, end = inner_end
                meaning = meanings.verbatim(call, inner)
                return self._put(found, self._as_block(found, meaning, end), end)
        return self._mean(found, call)

    def _until(self, name: str, start: int) -> tuple[str, int] | None:
        """Return what stands up to the end tag of `name`, and where that ends."""
        if name in self._missing:
            return None
        ends = r"\{\{[<%]\s*/\s*" + re.escape(name) + r"\s*[>%]\}\}|\{%-?\s*end" + re.escape(name) + r"\s*-?%\}"
        end = re.compile(ends).search(self._text, start)
        if end is None:
            self._missing.add(name)
            return None
        return self._text[start : end.start()], end.end()

    def _short(self, found: re.Match[str]) -> int:
        source = found["short"].strip()
        if source.startswith("/*"):
            return self._put(found, _ESCAPED_SHORTCODE.sub(_unescaped, found[0]))
        call = _call(source.removesuffix("/").rstrip())
        if call is None:
            return self._put(found, "")
        if call.name in meanings.VERBATIM and not call.closes:
            inner_end = self._until(call.name, found.end())
            if inner_end is not None:
                inner, end = inner_end
                return self._put(found, self._as_block(found, meanings.verbatim(call, inner), end), end)
        return self._mean(found, call)

    def _output(self, found: re.Match[str]) -> int:
        source = found["output"].strip("- \t\n")
        before = self._text[max(0, found.start() - 22) : found.start()]
        if _PLAIN_WORD.fullmatch(found["output"]) and _FORMULA_BEFORE.search(before):
            return found.end()
        value = meanings.output(source, self._place)
        if value is not None:
            return self._put(found, value)
        call = _call(source)
        if call is not None and call.called:
            return self._mean(found, call)
        self._count("{{ " + source.split("|")[0].strip() + " }}", found)
        return self._put(found, "")

    def _mean(self, found: re.Match[str], call: Call) -> int:
        place = self._place
        if self._text.endswith("}}", 0, found.start()):
            # `{{ site.baseurl }}{% link x %}`: the site's folder stands there already
            place = at_host(place)
        meaning = meanings.meaning(call, place, alone=self._is_alone(found), inside=self._is_address(found))
        if meaning is None:
            if not call.closes:
                self._count(call.name, found)
            return self._put(found, "")
        return self._put(found, self._as_block(found, meaning, found.end()))

    def _container(self, found: re.Match[str]) -> int:
        name = found["container"]
        if not name:
            return self._put(found, self._open.pop() if self._open else "")
        opening, closing = meanings.container(name, (found["caption"] or "").strip(" }"))
        self._open.append(closing)
        return self._put(found, opening)

    def _as_block(self, found: re.Match[str], meaning: str, end: int) -> str:
        """Keep what stands alone on its lines apart from the Markdown around it."""
        if not self._place.markdown or not meaning.startswith("<"):
            return meaning
        after = self._text[end : end + 1]
        return meaning + "\n" if after in ("", "\n") and self._is_alone(found, end) else meaning

    def _is_alone(self, found: re.Match[str], end: int | None = None) -> bool:
        """Tell whether nothing else stands on the lines of a tag; only so far is looked as an indent may reach."""
        end = found.end() if end is None else end
        before = self._text[max(0, found.start() - _INDENT) : found.start()].rpartition("\n")
        after = self._text[end : end + _INDENT].partition("\n")[0]
        return bool(before[1]) and not before[2].strip(" \t>") and not after.strip()

    def _is_address(self, found: re.Match[str]) -> bool:
        """Tell whether the tag stands where a URL does: `](…)`, `href="…"`, `src=…`."""
        before = self._text[max(0, found.start() - 2) : found.start()]
        return before.endswith(("](", "=", '="', "='", "(<"))

    def _in_list(self, start: int) -> bool:
        """Tell whether the indented lines at `start` continue a list, so that they are no code."""
        since, self._listed_at = self._listed_at, start
        for previous in reversed(self._text[max(since, start - _REACH) : start].split("\n")):
            if previous.strip() and not previous.startswith(("    ", "\t")):
                self._listed = bool(_LIST_ITEM.match(previous))
                break
        return self._listed


def _call(source: str) -> Call | None:
    found = _NAME.match(source)
    if found is None or not found[2]:
        return None
    rest = source[found.end() :]
    if found[3]:
        rest = rest.removesuffix(")")
    return parse(found[2], rest, closes=bool(found[1]), called=bool(found[3]))


def _shown(code: str) -> str:
    """Code stays; only what protects tags in it from the generator goes."""
    if "{%" in code:
        code = _RAW.sub(_unprotected, code)
    return _ESCAPED_SHORTCODE.sub(_unescaped, code) if "/*" in code else code


def _unprotected(found: re.Match[str]) -> str:
    return found[2] if "{{" in found[2] or "{%" in found[2] else found[0]


def _unescaped(found: re.Match[str]) -> str:
    return "{{" + found[1] + found[2] + found[3] + "}}"
