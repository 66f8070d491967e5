"""Replaces the template tags of generators by what they mean, or by nothing: none reaches a subscriber.

`syntax` finds them, `meanings` has the meaning of each name. Code that shows tags is not changed.
"""

import re

from feedmaker.loader.body.markup import CODE_GROUPS, LEAD, LIST_LINE, lines_before
from feedmaker.loader.body.template_tags import hexo_theme_tags, html_snippets, meanings, variables
from feedmaker.loader.body.template_tags.syntax import Call, Place, at_host, find_pattern, parse
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

# An unclosed block extends to the end of the text, so that a search is linear; the last group is then None.
_RAW = re.compile(r"\{%-?\s*+(raw|verbatim)\s*+-?%\}\n?(.*?)(?:\n?(\{%-?\s*+end\1\s*+-?%\})|\Z)", re.DOTALL)
_ESCAPED_SHORTCODE = re.compile(r"\{\{([<%])/\*(.*?)(?:\*/([>%])\}\}|\Z)", re.DOTALL)
# {{< /name >}}, {% endname %}
_END_TAG = r"\{{\{{[<%]\s*+/\s*+{name}\s*+[>%]\}}\}}|\{{%-?\s*+end{name}\s*+-?%\}}"
# What precedes a group of a formula, `x^{{a}}`.
_FORMULA_BEFORE = re.compile(r"(?:[\\^_}$]|\\[A-Za-z]{1,20})\Z")
# The line below a heading.
_UNDERLINE = re.compile(r"[ \t]*\n {0,3}(?:=+|-+)[ \t]*(?:\n|\Z)")
_PLAIN_WORD = re.compile(r"\w+")
# Characters that a tag may be indented.
_MAX_INDENT = 200
# Characters in which the start of a list is searched.
_MAX_LIST = 4000


def expand(text: str, place: Place, line: int = 1) -> tuple[str, tuple[Problem, ...]]:
    """Return `text` with its tags replaced, and a problem for each dropped name; its first line is `line`."""
    searched = LEAD + text
    pattern = find_pattern(searched, markdown=place.markdown)
    if pattern is None:
        return text, ()
    expansion = _Expansion(searched, place, line)
    return expansion.run(pattern), expansion.problems()


class _Expansion:
    """The expansion of one text, which begins with LEAD."""

    def __init__(self, text: str, place: Place, line: int) -> None:
        self._text = text
        self._line = line
        self._place = place
        #: Where the current match ends, or the block that it begins.
        self._end = 0
        #: Name → how often it was dropped, and where first.
        self._dropped: dict[str, list[int]] = {}
        #: The HTML that closes each open container, each open shortcode of Zola, and each open quotation.
        self._open: list[str] = []
        self._bodies: list[str] = []
        self._sources: list[str] = []
        #: The open blocks that comments divide into parts, with the number of parts so far.
        self._divided: list[tuple[Call, int]] = []
        #: Name → the captured text and its position.
        self._captured: dict[str, tuple[str, int]] = {}
        #: The problems of captured texts that were shown.
        self._inner: list[Problem] = []
        #: Name → the next end tag, None if there is no other.
        self._ends: dict[str, re.Match[str] | None] = {}
        #: The last argument and result of _is_in_list.
        self._asked_at = 0
        self._answer = False

    def run(self, pattern: re.Pattern[str]) -> str:
        parts: list[str] = []
        position = search = 0
        while found := pattern.search(self._text, search):
            self._end = found.end()
            replacement = self._replacement(found)
            if replacement is not None:
                parts += self._text[position : found.start()], replacement
                position = self._end
            search = max(self._end, found.start() + 1)
        return ("".join(parts) + self._text[position:]).removeprefix(LEAD)

    def problems(self) -> tuple[Problem, ...]:
        return *self._inner, *(
            Problem(
                "template-tag-dropped",
                f"template tag dropped: {quoted(name[:60])} ({times(count)})",
                "write it in Markdown or HTML if subscribers should see it",
                self._line_at(first),
            )
            for name, (count, first) in self._dropped.items()
        )

    def _line_at(self, position: int) -> int:
        return self._line + lines_before(self._text, position) - len(LEAD)

    def _replacement(self, found: re.Match[str]) -> str | None:
        """Return what replaces a match up to `self._end`, None for itself."""
        kind = found.lastgroup
        if kind == "indented" and self._is_in_list(found.start("indented")):
            self._end = found.start("indented") - 1  # a fence follows a newline
            return None
        if kind in CODE_GROUPS or kind == "indented":
            return _unprotected(found[0]) if "{%" in found[0] or "/*" in found[0] else None
        match kind:
            case "liquid":
                return self._liquid(found)
            case "short":
                return self._short(found)
            case "output":
                return self._output(found)
            case "brace":
                return html_snippets.text(found["brace"][1:-1])
            case "fenceblock":
                return self._container(found)
            case "pane":
                return self._pane(found)
            case "leaf" if written := meanings.directive(found["leaf"]):
                return f"\n\n{written}\n"
            case "leaf" if found["directive"]:
                self._count(f"::{found['directive']}", found)
            case "attributes" if not self._has_attributes(found):
                return None
            case "include":
                self._count(found["include"].strip(), found)
            case "mdx":
                self._count(" ".join(found["mdx"].split()[:2]), found)
            case "ejs" | "php":
                self._count("<% %>" if kind == "ejs" else "<?php ?>", found)
        return "\n" if found[0].startswith("\n") else ""

    def _count(self, name: str, found: re.Match[str]) -> None:
        # a match at the start of a line includes the newline before it
        self._dropped.setdefault(name, [0, found.start() + found[0].startswith("\n")])[0] += 1

    def _liquid(self, found: re.Match[str]) -> str:
        source = found["liquid"].rstrip("- \t\n")
        if source == "end":
            return self._bodies.pop() if self._bodies else ""
        return self._tag(found, source)

    def _short(self, found: re.Match[str]) -> str:
        source = found["short"].strip()
        if source.startswith("/*"):
            return _ESCAPED_SHORTCODE.sub(_unescaped, found[0])
        return self._tag(found, source.removesuffix("/").rstrip())

    def _tag(self, found: re.Match[str], source: str) -> str:
        call = parse(source)
        if call is None:
            return ""
        if call.name in meanings.VERBATIM and not call.closes:
            end = self._end_tag("" if call.called else call.name, found.end())
            if end:
                inner = self._text[found.end() : end.start()]
                if call.name == "capture" and call.words:
                    self._captured[call.words[0]] = inner, found.end()
                meaning = meanings.verbatim(call, inner, self._place)
                self._end = end.end()
                return self._as_block(found, meaning)
        if call.called and found.lastgroup == "liquid":
            # a shortcode of Zola with a body, closed by `{% end %}` without a name
            self._bodies.append(meanings.end(call.name))
        return self._meaning(found, call)

    def _end_tag(self, name: str, start: int) -> re.Match[str] | None:
        """Return the next end tag of `name` after `start`; each is searched once, so that all searches are linear."""
        known = self._ends.get(name)
        if name not in self._ends or (known and known.start() < start):
            self._ends[name] = re.compile(_END_TAG.format(name=re.escape(name))).search(self._text, start)
        return self._ends[name]

    def _shown(self, captured: tuple[str, int], *, markdown: bool) -> str:
        """Return a captured text with its tags replaced; each is shown once, so that a body cannot grow."""
        inner, problems = expand(captured[0], self._place, self._line_at(captured[1]))
        self._inner += problems
        return f"\n\n{inner.strip()}\n\n" if markdown and self._place.markdown else inner

    def _output(self, found: re.Match[str]) -> str | None:
        source = found["output"].strip("- \t\n")
        name, _, filters = source.partition("|")
        if (captured := self._captured.get(name.strip())) and filters.strip() in ("", "markdownify"):
            del self._captured[name.strip()]
            return self._shown(captured, markdown=bool(filters))
        if "}" in source and "{" not in source.partition("}")[0]:
            return None  # a group of a formula, `{{x}^{2}}`
        before = self._text[max(0, found.start() - 22) : found.start()]
        if _PLAIN_WORD.fullmatch(found["output"]) and _FORMULA_BEFORE.search(before):
            return None
        value = variables.output(source, self._place, follows=self._text.endswith("}}", 0, found.start()))
        if value is not None:
            return value
        call = parse(source)
        if call is not None and call.called:
            return self._meaning(found, call)
        self._count("{{ " + source.split("|")[0].strip() + " }}", found)
        return ""

    def _meaning(self, found: re.Match[str], call: Call) -> str:
        place = self._place
        if self._text.endswith("}}", 0, found.start()):
            # `{{ site.baseurl }}{% link x %}`: the variable is the folder of the site
            place = at_host(place)
        inside = self._is_address(found)
        is_hexo = found.lastgroup == "liquid" and not call.called and not inside
        meaning = self._of_hexo(call, place) if is_hexo else None
        if meaning is None:
            meaning = meanings.meaning(call, place, alone=self._is_alone(found), inside=inside)
        if meaning is None and not call.closes:
            self._count(call.name, found)
        return "" if meaning is None else self._as_block(found, meaning)

    def _of_hexo(self, call: Call, place: Place) -> str | None:
        """Return what replaces a tag of Hexo and its themes, None if they have no such tag."""
        name = call.name.removeprefix("end")
        if name in hexo_theme_tags.SOURCED:
            if call.name != name:
                return (self._sources.pop() if self._sources else "") + meanings.end(name)
            self._sources.append(hexo_theme_tags.source_of_quotation(call))
        elif name in hexo_theme_tags.DIVIDED:
            if call.name != name:
                self._divided = self._divided[:-1]
                return "\n"
            self._divided.append((call, 0))
        return hexo_theme_tags.meaning(call, place, lambda: self._end_tag(name, self._end) is not None)

    def _pane(self, found: re.Match[str]) -> str | None:
        """Replace a comment that begins a part of a block; elsewhere it is an ordinary comment."""
        if not self._divided:
            return None
        group, number = self._divided[-1]
        self._divided[-1] = (group, number + 1)
        return hexo_theme_tags.pane(found["pane"], group, number + 1)

    def _container(self, found: re.Match[str]) -> str:
        if not found["container"] and found["settings"] is None:
            return self._open.pop() if self._open else ""
        opening, closing = meanings.container(found["container"] or "", found["caption"] or "", found["settings"] or "")
        self._open.append(closing)
        return opening

    def _as_block(self, found: re.Match[str], meaning: str) -> str:
        """Separate a block that is alone on its lines from the Markdown below it."""
        if not self._place.markdown or not meaning.startswith("<"):
            return meaning
        after = self._text[self._end : self._end + 1]
        return meaning + "\n" if after in ("", "\n") and self._is_alone(found) else meaning

    def _is_alone(self, found: re.Match[str]) -> bool:
        """Return True if nothing else is on the lines of a tag, up to _MAX_INDENT characters away."""
        before = self._text[max(0, found.start() - _MAX_INDENT) : found.start()].rpartition("\n")
        after = self._text[self._end : self._end + _MAX_INDENT].partition("\n")[0]
        return bool(before[1]) and not before[2].strip(" \t>") and not after.strip()

    def _is_address(self, found: re.Match[str]) -> bool:
        """Return True if the tag is in the place of a URL: `](…)`, `href="…"`, `src=…`."""
        before = self._text[max(0, found.start() - 2) : found.start()]
        return before.endswith(("](", "=", '="', "='", "(<"))

    def _has_attributes(self, found: re.Match[str]) -> bool:
        """Return True if braces end a heading, a link, a span or code, or are alone; elsewhere they are text."""
        line = self._text[self._text.rfind("\n", 0, found.start()) + 1 : found.start()].strip(" \t>")
        return (
            not line or line[0] == "#" or line[-1] in ")]`*_" or _UNDERLINE.match(self._text, found.end()) is not None
        )

    def _is_in_list(self, start: int) -> bool:
        """Return True if the indented lines at `start` continue a list, so that they are not code."""
        since, self._asked_at = self._asked_at, start
        for previous in reversed(self._text[max(since, start - _MAX_LIST) : start].split("\n")):
            if previous.strip() and not previous.startswith(("    ", "\t")):
                self._answer = bool(LIST_LINE.match(previous))
                break
        return self._answer


def times(count: int) -> str:
    """Return "once", or "3 times"."""
    return "once" if count == 1 else f"{count} times"


def _unprotected(code: str) -> str:
    """Return code without the raw tags and escapes that protect tags in it from the generator."""
    return _ESCAPED_SHORTCODE.sub(_unescaped, _RAW.sub(_without_raw, code))


def _without_raw(found: re.Match[str]) -> str:
    return found[2] if found[3] and ("{{" in found[2] or "{%" in found[2]) else found[0]


def _unescaped(found: re.Match[str]) -> str:
    return "{{" + found[1] + found[2] + found[3] + "}}" if found[3] else found[0]
