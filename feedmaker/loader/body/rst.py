"""reStructuredText → HTML with docutils, which is an extra: without it, bodies are shown as plain text."""

import re
from collections import Counter
from typing import TYPE_CHECKING

from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.loader.body.template_tags.parser import times
from feedmaker.problems import Problem
from feedmaker.text.messages import printable, quoted

if TYPE_CHECKING:
    from feedmaker.loader.body.rst_document import Message

#: The maximum number of problems reported for one body.
_PROBLEMS = 20
#: The maximum work of docutils for one body, in comparisons of about 20 ns; real articles need a thirtieth.
_WORK = 150_000_000
#: The work for a line and for each four columns of its indentation, and for a pair of targets or footnotes.
_LINE = 8_000
_PAIR = 9
#: Shorter bodies are always cheap.
_SHORT = 5_000
_BLOCKS = re.compile(r"\n[ \t]*+\n")
#: The maximum length of a reported message of docutils, in characters.
_MESSAGE = 150


def to_html(text: str, line: int = 1) -> tuple[str, tuple[Problem, ...]]:
    """Return `text` as HTML that is not yet safe, and what was lost; `line` is that of its first line in the file."""
    if len(text) > _SHORT and (work := _work(text)) > _WORK:
        message = (
            f"reStructuredText of this size takes too long ({work // _WORK + 1} times the limit): shown as plain text"
        )
        hint = "split the article, or its longest paragraph"
        return html_snippets.plain(text), (Problem("body-too-large", message, hint, line),)
    try:
        from feedmaker.loader.body.rst_document import to_html as from_docutils
    except ImportError:
        problem = Problem(
            "rst-unsupported",
            "the body is reStructuredText, and docutils is not installed: shown as plain text",
            "install feedmaker[rst]",
            line,
        )
        return html_snippets.plain(text), (problem,)
    try:
        html, messages = from_docutils(text)
    except (Exception, SystemExit) as error:  # docutils raises of every kind on broken input
        why = "is nested too deeply" if isinstance(error, RecursionError) else f"fails ({type(error).__name__})"
        hint = "use fewer levels of nesting, and split paragraphs of hundreds of links"
        problem = Problem("rst-unreadable", f"reStructuredText {why}: the body is shown as plain text", hint, line)
        return html_snippets.plain(text), (problem,)
    return html, _problems(messages, line)


def _work(text: str) -> int:
    """Estimate what docutils has to do: it searches the rest of a paragraph again after each sign of inline markup."""
    work = _PAIR * (text.count("\n.. ") + text.count("\n__ ")) ** 2
    for block in _BLOCKS.split(text):
        lines = block.splitlines()
        work += sum(_LINE * (4 + len(each) - len(each.lstrip())) // 4 for each in lines)
        is_table = block.lstrip().startswith("+-")
        # the lines of a grid table are divided into cells
        for part in lines if is_table else [block]:
            work += sum(map(part.count, "*`_|+")) * len(part)
        work += len(lines) * len(block) if is_table else 0
    return work


def _problems(messages: "list[Message]", line: int) -> tuple[Problem, ...]:
    unknown = Counter(message.unknown for message in messages if message.unknown)
    found: dict[tuple[str, str], Problem] = {}
    for message in messages:
        at = line + (message.line or 1) - 1
        if message.unknown:
            name = message.unknown
            problem = Problem(
                "template-tag-dropped",
                f"template tag dropped: {quoted(name)} ({times(unknown[name])})",
                "feedmaker knows no such directive or role and keeps its text alone; write it in HTML",
                at,
            )
        else:
            problem = Problem("rst-error", f"docutils: {_one_line(message.text)}", "correct the markup", at)
        found.setdefault((problem.code, problem.message), problem)
    more = len(found) - _PROBLEMS
    problems = tuple(found.values())
    if more > 0:
        rest = Problem("rst-error", f"docutils: {more} more errors", "correct the markup", problems[_PROBLEMS].line)
        return (*problems[:_PROBLEMS], rest)
    return problems


def _one_line(text: str) -> str:
    words = printable(" ".join(text[: 4 * _MESSAGE].split())).rstrip(".")
    return words if len(words) <= _MESSAGE else f"{words[: _MESSAGE - 1]}…"
