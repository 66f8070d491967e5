"""reStructuredText → HTML with docutils' parser and HTML 5 writer; imported only where docutils is installed.

The steps of docutils.core.Publisher without its command line: no configuration files, no templates or style sheets, no
boxes of errors in the text, no end of the process.
"""

import re
import textwrap
from copy import copy
from functools import lru_cache
from typing import Any, NamedTuple

from docutils import frontend, nodes
from docutils.parsers.rst import Parser
from docutils.readers import standalone
from docutils.transforms import writer_aux
from docutils.utils import DependencyList, new_document
from docutils.writers import html5_polyglot

from feedmaker.loader.body.rst_directives import only_allowed
from feedmaker.text.media_types import file_type
from feedmaker.text.patterns import portable

_SETTINGS = {
    "_disable_config": True, "file_insertion_enabled": False, "raw_enabled": True,  # the sanitiser comes after
    "halt_level": 5, "report_level": 5, "warning_stream": False, "traceback": True, "line_length_limit": 100_000_000,
    "tab_width": 4, "datestamp": None, "generator": False, "source_link": False,
    "input_encoding": "unicode", "output_encoding": "unicode", "embed_stylesheet": False, "stylesheet_path": "",
    "stylesheet": None, "doctitle_xform": False, "sectsubtitle_xform": False, "initial_header_level": 2,
    "toc_backlinks": False, "cloak_email_addresses": False, "math_output": "MathJax", "smart_quotes": False,
    "syntax_highlight": "none", "image_loading": "link",
}  # fmt: skip
# Line breaks of Python's str.splitlines, by which docutils counts, that are none in a file.
_LINE_BREAKS = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
#: Level of messages that concern the text, not its style (docutils.utils.Reporter).
_ERROR = 3
# The first line of a directive or definition and the options below it.
_MARKUP = re.compile(portable(r"\.\. [^\n]*+(?:\n[ \t]++:[^:\n]++:[^\n]*+)*+\n?"))
_PIXELS = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)(?:px)?")


class Message(NamedTuple):
    """An error of docutils."""

    text: str
    line: int | None
    #: Name of an unknown directive or role, or "".
    unknown: str = ""


def to_html(text: str) -> tuple[str, list[Message]]:
    """Return `text` as HTML that is not yet safe. Raises whatever docutils raises on broken or deeply nested input."""
    parser = Parser()
    reader: Any = standalone.Reader()
    document = new_document("<string>", _settings())
    messages: list[Message] = []

    def observe(node: nodes.system_message) -> None:
        if node["level"] >= _ERROR:
            messages.append(Message(node[0].astext() if len(node) else "", node.get("line"), node.get("unknown", "")))

    document.reporter.attach_observer(observe)
    with only_allowed():
        parser.parse(text.translate(_LINE_BREAKS), document)
        document.transformer.populate_from_components((reader, parser, _Writer()))
        document.transformer.apply_transforms()
        _remove_messages(document)
        translator = _Translator(document)
        document.walkabout(translator)
    return "".join(translator.fragment), messages


class _Writer(html5_polyglot.Writer):
    """The HTML 5 writer without its transforms that show messages."""

    def get_transforms(self) -> list[Any]:
        return [writer_aux.Admonitions]


@lru_cache(maxsize=1)
def _defaults() -> Any:
    return frontend.get_default_settings(Parser, standalone.Reader, html5_polyglot.Writer)


def _settings() -> Any:
    """Return settings for one document, which docutils changes."""
    settings = copy(_defaults())
    settings.__dict__.update(_SETTINGS, record_dependencies=DependencyList(None))
    return settings


def _remove_messages(document: nodes.document) -> None:
    """Leave of the boxes of errors the text that they quote, and of what they refer to its text."""
    for box in list(document.findall(nodes.system_message)):
        quoted = [child.astext() for child in box if isinstance(child, nodes.literal_block)]
        text = textwrap.dedent(_MARKUP.sub("", quoted[0], count=1)) if quoted and box["level"] >= _ERROR else ""
        if box.parent is not None:
            box.parent.replace(box, [nodes.literal_block("", text.strip("\n"))] if text.strip() else [])
    for mark in list(document.findall(nodes.problematic)):
        mark.parent.replace(mark, nodes.Text(mark.astext()))


class _Translator(html5_polyglot.HTMLTranslator):
    """The HTML 5 writer, whose images never read a file."""

    def visit_image(self, node: nodes.image) -> None:
        url, alt = node["uri"], node.get("alt", "")
        scale = node.get("scale", 100) / 100
        sizes: dict[str, Any] = {
            name: f"{float(found[1]) * scale:.0f}"
            for name in ("width", "height")
            if (found := _PIXELS.fullmatch(str(node.get(name, ""))))
        }
        classes = [f"align-{node['align']}"] if "align" in node else []
        if (file_type(url) or "").startswith("video/"):
            start = self.starttag(node, "video", "", src=url, title=alt, controls="controls", classes=classes, **sizes)
            self.body.append(f"{start}</video>")
        else:
            self.body.append(self.emptytag(node, "img", "", src=url, alt=alt, classes=classes, **sizes))

    def depart_image(self, node: nodes.image) -> None:
        pass

    def visit_system_message(self, _node: nodes.system_message) -> None:
        raise nodes.SkipNode
