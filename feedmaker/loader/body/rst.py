"""reStructuredText → HTML with docutils, which is an extra: without it, bodies are shown as plain text."""

import io
import re
from collections import Counter
from functools import lru_cache

from feedmaker.loader.body import embeds
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.loader.body.template_tags.parser import times
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_SETTINGS = {
    "_disable_config": True, "file_insertion_enabled": False, "raw_enabled": True,  # the sanitiser comes after
    "halt_level": 5, "report_level": 3, "traceback": False, "line_length_limit": 1_000_000, "tab_width": 4,
    "input_encoding": "unicode", "output_encoding": "unicode", "embed_stylesheet": False, "stylesheet_path": "",
    "doctitle_xform": False, "sectsubtitle_xform": False, "initial_header_level": 2, "toc_backlinks": False,
    "cloak_email_addresses": False, "math_output": "LaTeX", "smart_quotes": False, "syntax_highlight": "none",
    "strip_elements_with_classes": ["system-message"],
}  # fmt: skip
_UNKNOWN = re.compile(
    r"^<string>:(\d+): .*?Unknown (?:directive type|interpreted text role) \"([^\"\n]{1,60})\"", re.MULTILINE
)
_PROBLEMATIC = re.compile(r'<a href="#system-message-\d+">(<span class="problematic".*?</span>)</a>', re.DOTALL)


def to_html(text: str, line: int = 1) -> tuple[str, tuple[Problem, ...]]:
    """Return `text` as HTML that is not yet safe, and what was lost; `line` is that of its first line in the file."""
    try:
        from docutils.core import publish_parts
    except ImportError:
        problem = Problem(
            "rst-unsupported",
            "the body is reStructuredText, and docutils is not installed: shown as plain text",
            "install feedmaker[rst]",
            line,
        )
        return html_snippets.plain(text), (problem,)
    _register_players()
    messages = io.StringIO()
    settings = {**_SETTINGS, "warning_stream": messages}
    try:
        parts = publish_parts(text, writer="html5", settings_overrides=settings)
    except Exception as error:  # docutils raises of every kind on broken input
        problem = Problem("rst-unreadable", f"docutils cannot read the body: {type(error).__name__}", "", line)
        return html_snippets.plain(text), (problem,)
    html: str = parts["body"]
    return _PROBLEMATIC.sub(r"\1", html), _problems(messages.getvalue(), line)


@lru_cache(maxsize=1)
def _register_players() -> None:
    """Teach docutils the directives of Nikola and Pelican for embedded players: a link each."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives

    class Player(Directive):
        required_arguments = 1
        optional_arguments = 5
        final_argument_whitespace = True
        has_content = True
        option_spec = dict.fromkeys(("width", "height", "align", "title", "class"), directives.unchanged)

        def run(self) -> list[nodes.Node]:
            page = embeds.of_tag(self.name, self.arguments[0])
            if page is None:
                return []
            link = nodes.reference("", self.options.get("title") or page.label, refuri=page.url)
            return [nodes.paragraph("", "", link)]

    for name in ("youtube", "vimeo", "gist"):
        directives.register_directive(name, Player)


def _problems(messages: str, line: int) -> tuple[Problem, ...]:
    first: dict[str, int] = {}
    count: Counter[str] = Counter()
    for number, name in _UNKNOWN.findall(messages):
        first.setdefault(name, int(number))
        count[name] += 1
    return tuple(
        Problem(
            "template-tag-dropped",
            f"template tag dropped: {quoted(name)} ({times(count[name])})",
            "docutils knows no such directive or role; write it in HTML if subscribers are to see it",
            line + first[name] - 1,
        )
        for name in first
    )
