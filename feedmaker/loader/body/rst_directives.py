"""The directives and roles of reStructuredText that an article may use; any other keeps its text and does nothing.

An allow-list: docutils, its later versions and what other packages register with it can read files, fetch addresses
and ask the clock. Only the directives, roles and options listed here are processed.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles, states
from docutils.parsers.rst.directives import admonitions, body, images, misc, parts, references, tables

from feedmaker.loader.body import embeds

_COMMON = ("class", "name")
#: A value of an option that is left out: it is unknown, not allowed, or not valid.
_IGNORED = object()
#: Options that name what a directive would read.
_SOURCES = frozenset({"file", "url"})
#: Roles of Sphinx whose text may be `Text <target>`, beside those of domains, ":py:func:".
_CROSS_REFERENCES = frozenset({
    "any", "attr", "class", "const", "data", "doc", "download", "envvar", "exc", "func", "keyword", "meth", "mod",
    "numref", "obj", "option", "ref", "term", "token",
})  # fmt: skip


class _Options(dict[str, Callable[[str], Any]]):
    """The options of a directive: others, and values that are not valid, are ignored and lose no text."""

    def __init__(self, allowed: Mapping[str, Callable[[str], Any]]) -> None:
        super().__init__({name: _lenient(convert) for name, convert in allowed.items()})

    def __missing__(self, _name: str) -> Callable[[str], Any]:
        return lambda _value: _IGNORED


def _lenient(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    def value(text: str) -> Any:
        try:
            return convert(text)
        except (ValueError, TypeError, AttributeError):
            return _IGNORED

    return value


def _limited(base: type[Directive], *options: str) -> type[Directive]:
    """Return a directive of docutils that takes these options only, "class" and "name" without any."""
    options = options or _COMMON
    known: Mapping[str, Callable[[str], Any]] = base.option_spec or {}

    class Limited(base):  # type: ignore[misc, valid-type]
        option_spec = _Options({name: known[name] for name in options if name in known})

        def __init__(self, name: str, arguments: list[str], options: dict[str, Any], *rest: Any) -> None:
            allowed = {key: value for key, value in options.items() if key in self.option_spec}
            super().__init__(name, arguments, {k: v for k, v in allowed.items() if v is not _IGNORED}, *rest)
            for option in _SOURCES & options.keys():
                message = f'Option "{option}" of "{name}" is not supported: feedmaker reads the article alone.'
                self.state_machine.reporter.error(message, line=self.lineno)

    return Limited


class _Player(Directive):
    """An embedded player of Nikola and Pelican: a link to its page."""

    required_arguments = 1
    optional_arguments = 5
    final_argument_whitespace = True
    has_content = True
    option_spec = _Options({"title": directives.unchanged})

    def run(self) -> list[nodes.Node]:
        page = embeds.of_tag(self.name, self.arguments[0])
        if page is None:
            return []
        title = self.options.get("title")
        link = nodes.reference("", title if isinstance(title, str) and title else page.label, refuri=page.url)
        return [nodes.paragraph("", "", link)]


class _Unknown(Directive):
    """A directive that is not allowed: its content is read as text, and it is a problem."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = _Options({})

    def run(self) -> list[nodes.Node]:
        self.state_machine.reporter.error(f"unknown directive {self.name}", line=self.lineno, unknown=self.name)
        if isinstance(self.state, states.SubstitutionDef):
            return []
        found = nodes.Element()
        if self.arguments and " " in self.arguments[0]:
            # Words, such as the title of a box; one word is a path or an identifier.
            words, _ = self.state.inline_text(self.arguments[0], self.lineno)
            found += nodes.paragraph("", "", *words)
        if self.content:
            self.state.nested_parse(self.content, self.content_offset, found)
        return list(found.children)


class _Nothing(_Unknown):
    """A directive about the document, which has nothing to show."""

    def run(self) -> list[nodes.Node]:
        return []


#: Directives with common options alone.
_PLAIN: Mapping[str, type[Directive]] = {
    **{
        name: getattr(admonitions, name.capitalize())
        for name in (
            "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "admonition",
        )
    },
    **dict.fromkeys(("code", "code-block", "sourcecode"), body.CodeBlock),
    "topic": body.Topic, "line-block": body.LineBlock, "parsed-literal": body.ParsedLiteral, "math": body.MathBlock,
    "rubric": body.Rubric, "compound": body.Compound, "table": tables.RSTTable, "target-notes": references.TargetNotes,
}  # fmt: skip
_TABLE = ("header-rows", "stub-columns", "header", "delim", "keepspace", "quote", "escape", *_COMMON)
_IMAGE = ("alt", "height", "width", "scale", "align", "target", *_COMMON)

_DIRECTIVES: Mapping[str, type[Directive]] = {
    **{name: _limited(directive) for name, directive in _PLAIN.items()},
    "sidebar": _limited(body.Sidebar, "subtitle", *_COMMON),
    "epigraph": body.Epigraph,
    "highlights": body.Highlights,
    "pull-quote": body.PullQuote,
    "container": _limited(body.Container, "name"),
    "csv-table": _limited(tables.CSVTable, *_TABLE),
    "list-table": _limited(tables.ListTable, *_TABLE),
    "image": _limited(images.Image, *_IMAGE),
    **dict.fromkeys(("figure", "thumbnail"), _limited(images.Figure, "figclass", "figname", *_IMAGE)),
    "contents": _limited(parts.Contents, "depth", "local", "backlinks", "class"),
    **dict.fromkeys(("sectnum", "section-numbering"), _limited(parts.Sectnum, "depth", "start", "prefix", "suffix")),
    "replace": misc.Replace,
    "unicode": misc.Unicode,
    **dict.fromkeys(("class", "rst-class"), misc.Class),
    "role": misc.Role,
    "default-role": misc.DefaultRole,
    "raw": _limited(misc.Raw, "class"),  # the sanitiser comes after
    **dict.fromkeys(("meta", "title"), _Nothing),
    **dict.fromkeys(("youtube", "vimeo", "gist", "soundcloud"), _Player),
}


def _words_of(role: str, text: str) -> str:
    """Return the text that a role shows which names a target that is not known."""
    words, _, target = text.rpartition("<")
    if words.strip() and target.endswith(">") and (role in _CROSS_REFERENCES or ":" in role):
        return words.rstrip()
    return text


def _unknown_role(
    role: str, _raw: str, text: str, line: int, inliner: states.Inliner, *_: object, **__: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    inliner.reporter.error(f"unknown role {role}", line=line, unknown=role)
    return [nodes.Text(nodes.unescape(_words_of(role.lower(), text)))], []


def _abbreviation(
    _role: str, _raw: str, text: str, *_: object, **__: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Read Pelican's ``:abbr:`HTML (Hypertext Markup Language)` ``."""
    short, opening, long = nodes.unescape(text).partition(" (")
    title = f' title="{escape(long.removesuffix(")"))}"' if opening else ""
    return [nodes.raw("", f"<abbr{title}>{escape(short)}</abbr>", format="html")], []


#: Roles whose text is in a node.
_NODES = {
    **dict.fromkeys(("abbreviation", "ab"), nodes.abbreviation), **dict.fromkeys(("acronym", "ac"), nodes.acronym),
    "emphasis": nodes.emphasis, "literal": nodes.literal, "strong": nodes.strong,
    **dict.fromkeys(("subscript", "sub"), nodes.subscript), **dict.fromkeys(("superscript", "sup"), nodes.superscript),
    **dict.fromkeys(("title-reference", "title", "t", ""), nodes.title_reference),
}  # fmt: skip
_ROLES: Mapping[str, Any] = {
    **{name: roles.GenericRole(name, node) for name, node in _NODES.items()},
    **dict.fromkeys(("pep-reference", "pep"), roles.pep_reference_role),
    **dict.fromkeys(("rfc-reference", "rfc"), roles.rfc_reference_role),
    "code": roles.code_role,
    "math": roles.math_role,
    "raw": roles.raw_role,
    "abbr": _abbreviation,
}
for _role in (*_ROLES.values(), _unknown_role):
    roles.set_implicit_options(_role)

# Typed as what may be replaced, which the types of docutils do not say.
_DIRECTIVE_LOOKUP: Any = directives
_ROLE_LOOKUP: Any = roles
_lock = threading.Lock()


@contextmanager
def only_allowed() -> Iterator[None]:
    """Have docutils find the directives and roles of this module only, and forget the roles that an article defines.

    docutils looks both up by functions of its modules, as Sphinx replaces them too; one thread at a time may do so.
    """

    def directive(name: str, *_: object) -> tuple[type[Directive], list[nodes.system_message]]:
        return _DIRECTIVES.get(name.lower(), _Unknown), []

    def role(name: str, *_: object) -> tuple[Any, list[nodes.system_message]]:
        own: dict[str, Any] = _ROLE_LOOKUP._roles  # those that the article defines
        return own.get(name.lower()) or _ROLES.get(name.lower(), _unknown_role), []

    with _lock:
        kept = _DIRECTIVE_LOOKUP.directive, _ROLE_LOOKUP.role, _ROLE_LOOKUP._roles
        try:
            _DIRECTIVE_LOOKUP.directive, _ROLE_LOOKUP.role, _ROLE_LOOKUP._roles = directive, role, {}
            yield
        finally:
            _DIRECTIVE_LOOKUP.directive, _ROLE_LOOKUP.role, _ROLE_LOOKUP._roles = kept
