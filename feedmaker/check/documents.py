"""Bytes → document: what it is, its tree or value, and the faults that parsing finds."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from html.entities import html5
from typing import Any, Literal, NamedTuple, TypeAlias

from feedmaker.check.html_tokens import VOID
from feedmaker.check.json_document import JsonFeed, looks_like_feed, parse_json
from feedmaker.check.rules import Flaw
from feedmaker.check.xml_tree import ATOM, XHTML, Element
from feedmaker.text.xml_characters import NOT_XML

Kind: TypeAlias = Literal["rss", "atom", "opml", "json", "other"]

_ROOTS: Mapping[str, Kind] = {"rss": "rss", ATOM + "feed": "atom", "opml": "opml"}
_LOOKS = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?(?:rss|feed|RDF|opml)[\s>]")
_DOCTYPE = re.compile(rb"<!DOCTYPE[\s\[]", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: Errors of libxml2 that have a rule of their own; every other one is X1. XML 2.2, 2.4, 4.1, 4.3.3; NS 5.
_RULE_OF_ERROR: Mapping[str, str] = {
    "ERR_INVALID_CHAR": "X2",
    "ERR_INVALID_CHARREF": "X2",
    "ERR_INVALID_ENCODING": "X4",
    "ERR_UNSUPPORTED_ENCODING": "X4",
    "ERR_UNKNOWN_ENCODING": "X4",
    "WAR_ENCODING_MISMATCH": "X4",
    "ERR_UNDECLARED_ENTITY": "X5",
    "WAR_UNDECLARED_ENTITY": "X5",
    "ERR_ENTITY_IS_EXTERNAL": "X5",
    "ERR_ENTITY_LOOP": "X5",
    "ERR_NAME_REQUIRED": "X6",
    "ERR_ENTITYREF_SEMICOL_MISSING": "X6",
    "ERR_LT_IN_ATTRIBUTE": "X6",
    "ERR_MISPLACED_CDATA_END": "X6",
    "NS_ERR_UNDEFINED_NAMESPACE": "X7",
}
_HINTS: Mapping[str, str] = {
    "X1": "write XML with a library, never by joining strings",
    "X2": "drop the character; no reference makes it legal",
    "X4": "write the file in UTF-8 and say so in the XML declaration",
    "X5": "write the character itself or a numeric reference",
    "X6": "write &amp; for &, &lt; for <, ]]&gt; for ]]>",
    "X7": "declare the prefix on the root element",
}
_MOST_OF_A_RULE = 10
#: Errors after which the tree is whole.
_HARMLESS = frozenset(("NS_ERR_UNDEFINED_NAMESPACE", "WAR_ENCODING_MISMATCH"))
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml\s[^>]{0,200}\?>")
_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31});|#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});|)")
_NOT_XML = re.compile(NOT_XML)


class Document(NamedTuple):
    """A parsed file. `root` is None for JSON and where nothing could be saved, `json` is None for XML."""

    kind: Kind
    data: bytes
    root: Element | None = None
    json: JsonFeed | None = None
    #: Prefix → namespace, as declared on the root.
    namespaces: Mapping[str, str] = {}
    flaws: tuple[Flaw, ...] = ()


def recognise(path: str, data: bytes) -> bool:
    """Tell whether the file is meant to be a feed or a list of feeds, by its name's end and first bytes."""
    if path.lower().endswith(".json"):
        return looks_like_feed(data)
    return not data.strip() or _LOOKS.search(data[:4000].replace(b"\0", b"")) is not None


def parse(path: str, data: bytes) -> Document:
    """Parse any bytes; never raises. JSON where the name or the first byte says so, else XML."""
    if path.lower().endswith(".json") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        feed, flaws = parse_json(data)
        return Document("json", data, json=feed, flaws=flaws)
    return _parse_xml(data)


def _parse_xml(data: bytes) -> Document:
    root, log = _tree(data)
    flaws = [*_encoding_flaws(data), *_doctype_flaws(data), *_error_flaws(log)]
    if any(error.type_name not in _HARMLESS for error in log):
        # What the parser saves may lack the rest of an element; only a repaired text that parses can be judged.
        root, log = _tree(_repaired(data))
        if root is not None and any(error.type_name not in _HARMLESS for error in log):
            return Document("other", data, flaws=tuple(flaws))
    if root is None:
        if not any(flaw.rule == "X1" for flaw in flaws):
            flaws.append(Flaw("X1", 1, "no XML document can be read", _HINTS["X1"]))
        return Document("other", data, flaws=tuple(flaws))
    tree = _element(root)
    namespaces = {prefix or "": uri for prefix, uri in root.nsmap.items()}
    return Document(_ROOTS.get(tree.tag, "other"), data, tree, None, namespaces, tuple(flaws))


def _tree(data: bytes) -> tuple[Any, Any]:
    from lxml import etree

    # Entities are never expanded in text, nothing external is read, and libxml2 caps what attributes may expand
    # to. recover names every error, not the first alone.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser), parser.error_log
    except (etree.XMLSyntaxError, ValueError):
        return None, parser.error_log


def _repaired(data: bytes) -> bytes:
    """Mend what is wrong with single characters, line by line, so that the rest of the file can be judged."""
    text = _DECLARATION.sub("", data.decode("utf-8", "replace"), count=1)
    return _REFERENCE.sub(_mended, _NOT_XML.sub(" ", text)).encode("utf-8")


def _mended(reference: re.Match[str]) -> str:
    name, number = reference[1], reference[2]
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return reference[0]
    if name:
        return html5.get(name + ";", f"&amp;{name};").replace("<", "&lt;")
    if number:
        point = int(number[1:], 16) if number[0] in "xX" else int(number)
        legal = point < 0x110000 and not _NOT_XML.match(chr(point))
        return f"&#{point};" if legal else " "
    return "&amp;"


def _error_flaws(log: Any) -> Iterator[Flaw]:
    seen: dict[str, int] = {}
    for error in log:
        rule = _RULE_OF_ERROR.get(error.type_name, "X1")
        seen[rule] = seen.get(rule, 0) + 1
        # After the first break of the structure the parser guesses, and its further errors are echoes.
        if seen[rule] > (1 if rule == "X1" else _MOST_OF_A_RULE):
            continue
        yield Flaw(rule, error.line or None, f"XML: {_shown(error.message)}", _HINTS[rule])


def _shown(message: str) -> str:
    line = " ".join(message.split())[:120]
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)


def _encoding_flaws(data: bytes) -> Iterator[Flaw]:
    hint = 'begin the file with <?xml version="1.0" encoding="UTF-8"?>'
    for bom in _BOMS:
        if data.startswith(bom):
            yield Flaw("X4", 1, "the file begins with a byte order mark", "write UTF-8 without it")
            data = data[len(bom) :]
    declaration = re.match(rb"\s*<\?xml\s([^>]{0,200})\?>", data)
    if declaration is None:
        if data.lstrip()[:1].strip(b"\0"):
            yield Flaw("X4", 1, "no XML declaration", hint)
        return
    if not data.startswith(b"<?xml"):
        yield Flaw("X4", 1, "the XML declaration does not stand at byte 0", hint)
    encoding = re.search(rb"""\sencoding\s*=\s*["']([^"']*)["']""", b" " + declaration[1])
    if encoding is None:
        yield Flaw("X4", 1, "the XML declaration names no encoding", hint)
    elif encoding[1].lower() != b"utf-8":
        yield Flaw("X4", 1, f"the encoding is {encoding[1][:40].decode('ascii', 'replace')!r}, not UTF-8", hint)


def _doctype_flaws(data: bytes) -> Iterator[Flaw]:
    # Only before the root: content in a CDATA section may well speak of document types.
    start = re.search(rb"<[A-Za-z_]", data)
    found = _DOCTYPE.search(data, 0, start.start() if start else len(data))
    if found:
        line = data.count(b"\n", 0, found.start()) + 1
        yield Flaw("X5", line, "the file has a document type declaration", "feeds need none; remove it")


def _element(root: Any) -> Element:
    from lxml import etree

    open_: list[tuple[Any, list[Element], list[str]]] = [(None, [], [])]
    skipped: Any = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None and (event == "start" or node is not skipped):
            continue
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            open_.append((node, [], [node.text or ""]))
            if node.tag.startswith(XHTML):
                skipped = node
            continue
        skipped = None
        _, children, texts = open_.pop()
        for child in node:
            # Entities that were not expanded stand as nodes without a name; the text after them is ours.
            texts.append(child.tail or "")
        markup = _html(node) if node.tag.startswith(XHTML) else ""
        open_[-1][1].append(
            Element(
                node.tag, node.prefix or "", dict(node.attrib), "".join(texts), tuple(children), _line(node), markup
            )
        )
    return open_[0][1][0]


def _html(root: Any) -> str:
    """Write XHTML as HTML: names without namespaces, void elements without an end."""
    from lxml import etree

    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        name = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if event == "start" and name:
            pairs = [f' {key.rpartition("}")[2]}="{escape(value)}"' for key, value in node.attrib.items()]
            parts += f"<{name}", *pairs, ">", escape(node.text or "", quote=False)
        elif event == "end":
            if name and name not in VOID:
                parts.append(f"</{name}>")
            if node is not root:
                parts.append(escape(node.tail or "", quote=False))
    return "".join(parts)


def _line(node: Any) -> int | None:
    # Old versions of libxml2 count no further than 65535 and say so for every line below.
    line: int | None = node.sourceline
    return None if line is None or line == 65535 else line
