"""XML safely parsed: bytes → lxml tree, and the problems of encoding, escaping, characters and namespaces."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from html import escape, unescape
from typing import Any, TypeAlias

from lxml import etree

from feedmaker.check.rules import problem
from feedmaker.check.values import character_problems
from feedmaker.problems import Problem
from feedmaker.text.messages import printable, quoted
from feedmaker.text.xml_characters import NOT_XML

#: An lxml element; lxml ships no types.
Element: TypeAlias = Any

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
FH = "{http://purl.org/syndication/history/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
MEDIA = "{http://search.yahoo.com/mrss/}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
WFW = "{http://wellformedweb.org/CommentAPI/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"

_OTHER_NAMESPACES = (
    "http://purl.org/rss/1.0/modules/slash/", "http://purl.org/rss/1.0/modules/syndication/",
    "http://purl.org/syndication/thread/1.0",
)  # fmt: skip
#: Rule → the errors of libxml2 that it reports; xml-well-formed reports the others (XML 2.2, 2.4, 4.1, 4.3.3; NS 5).
_ERRORS: Mapping[str, str] = {
    "character-illegal": "ERR_INVALID_CHAR ERR_INVALID_CHARREF",
    "xml-encoding": "ERR_INVALID_ENCODING ERR_UNSUPPORTED_ENCODING ERR_UNKNOWN_ENCODING WAR_ENCODING_MISMATCH",
    "xml-doctype": "ERR_UNDECLARED_ENTITY WAR_UNDECLARED_ENTITY ERR_ENTITY_IS_EXTERNAL ERR_ENTITY_LOOP",
    "xml-escape": "ERR_NAME_REQUIRED ERR_ENTITYREF_SEMICOL_MISSING ERR_LT_IN_ATTRIBUTE ERR_MISPLACED_CDATA_END",
    "xml-namespace": "NS_ERR_UNDEFINED_NAMESPACE",
}
_RULES = {error: rule for rule, errors in _ERRORS.items() for error in errors.split()}
#: Errors after which the tree is complete.
_HARMLESS = frozenset(("NS_ERR_UNDEFINED_NAMESPACE", "WAR_ENCODING_MISMATCH"))
_MOST_OF_A_RULE = 10
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# <?xml version="1.0" encoding="UTF-8"?>
_UTF8_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,100}\sencoding\s*=\s*[\"']utf-8[\"'][^>]{0,100}\?>", re.IGNORECASE)
#: Attributes of one tag: libxml2 takes seconds for ten thousand.
_MAX_ATTRIBUTES = 10_000
_ATTRIBUTES = re.compile(rb"""[^\s"'>]++(?:\s++[^\s"'=]++\s*+=\s*+(?:"[^"]*+"|'[^']*+')){10000}""")
_ROOT = re.compile(rb"<[A-Za-z_]")
_DOCTYPE = re.compile(rb"<!DOCTYPE[\s\[]", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml\s[^>]{0,200}\?>")
# "&nbsp;", "&#x0B;", "&#11;", and an "&" that begins no reference
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31};|#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});)?")


def parse_xml(data: bytes) -> tuple[Element | None, list[Problem]]:
    """Parse any bytes; never raises. The root is None if nothing can be checked in the file.

    Where single characters are wrong, they are repaired in memory, so that the rest of the file is checked too. Where
    the structure is broken, the tree would be a guess, and there is none.
    """
    if too_many := next(_tags_with_too_many_attributes(data), None):
        return None, [problem("xml-well-formed", too_many, f"a tag has more than {_MAX_ATTRIBUTES:,} attributes")]
    root, log = _parse(data)
    problems = [*_prolog_problems(data), *_parser_problems(log)]
    if any(error.type_name not in _HARMLESS for error in log):
        root, log = _parse(_repaired(data))
        if root is not None and any(error.type_name not in _HARMLESS for error in log):
            return None, problems
    if root is None:
        if all(found.code != "xml-well-formed" for found in problems):
            problems.append(problem("xml-well-formed", 1, "the file contains no XML document"))
        return None, problems
    return root, [*problems, *_tree_problems(root)]


def _tags_with_too_many_attributes(data: bytes) -> Iterator[int]:
    """Yield the lines of tags with so many attributes that libxml2, which compares each with all, would take hours."""
    if data.count(b"=") <= _MAX_ATTRIBUTES:
        return
    offset = 0
    for part in data.split(b"<"):
        if part.count(b'="') + part.count(b"='") > _MAX_ATTRIBUTES and _ATTRIBUTES.match(part):
            yield data.count(b"\n", 0, offset) + 1
        offset += len(part) + 1


def line_of(element: Element) -> int | None:
    """The line of an element; None beyond 65534, where old versions of libxml2 stop counting."""
    line: int | None = element.sourceline
    return None if line == 65535 else line


def text_of(parent: Element, tag: str) -> str:
    """The text of the first child of that name, without outer white space; "" if there is none."""
    return (parent.findtext(tag) or "").strip()


def name_of(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag.rpartition("}")[2])


def inner_html(element: Element) -> str:
    """The XHTML children of an element as HTML: names without namespace, void elements without end tag."""
    children = [deepcopy(child) for child in element]
    for node in (node for child in children for node in child.iter(XHTML + "*")):
        node.tag = name_of(node)
    for child in children:
        etree.cleanup_namespaces(child)
    return "".join(etree.tostring(child, encoding="unicode", method="html", with_tail=False) for child in children)


def _parse(data: bytes) -> tuple[Element | None, Any]:
    # No entity is expanded in text; by default nothing external is read, and libxml2 limits what entities in attributes
    # expand to. `recover` reports every error, not only the first.
    parser = etree.XMLParser(resolve_entities=False, recover=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, parser.error_log
    if root is not None:
        etree.strip_elements(root, etree.Entity, with_tail=False)
    return root, parser.error_log


def _repaired(data: bytes) -> bytes:
    text = re.sub(NOT_XML, " ", _DECLARATION.sub("", data.decode("utf-8", "replace"), count=1))
    return _REFERENCE.sub(_repaired_reference, text).encode("utf-8")


def _repaired_reference(reference: re.Match[str]) -> str:
    number = reference[1]
    if not number:  # a name, or an "&" that begins no reference
        return escape(unescape(reference[0]))
    point = int(number[1:], 16) if number[0] == "x" else int(number)
    is_legal = point < 0x110000 and not re.match(NOT_XML, chr(point))
    return reference[0] if is_legal else " "


def _parser_problems(log: Any) -> Iterator[Problem]:
    count = Counter[str]()
    for error in log:
        code = _RULES.get(error.type_name, "xml-well-formed")
        count[code] += 1
        # After the first error of the structure the parser guesses, and its further errors are consequences.
        if count[code] <= (1 if code == "xml-well-formed" else _MOST_OF_A_RULE):
            message = " ".join(error.message.split())[:120]
            yield problem(code, error.line or None, f"XML: {printable(message)}")


def _prolog_problems(data: bytes) -> Iterator[Problem]:
    """Check what precedes the root; the CDATA sections below it may contain a document type."""
    if data.strip(b"\0 \t\r\n") and not _UTF8_DECLARATION.match(data):
        start = data[:100].decode("utf-8", "replace").partition("\n")[0]
        what = "a byte order mark" if data.startswith(_BOMS) else quoted(start)
        yield problem("xml-encoding", 1, f"the file begins with {what}, not with an XML declaration of UTF-8")
    prolog = _ROOT.split(data, maxsplit=1)[0]
    found = _DOCTYPE.search(prolog)
    if found:
        line = prolog.count(b"\n", 0, found.start()) + 1
        yield problem("xml-doctype", line, "the file has a document type declaration")


def _tree_problems(root: Element) -> Iterator[Problem]:
    """Check characters and namespaces of every element."""
    namespaces: dict[str, int | None] = dict.fromkeys(root.nsmap.values(), line_of(root))
    for element in root.iter(etree.Element):
        line, name = line_of(element), name_of(element)
        texts = [(f"<{name}>", element.text or ""), *((f"{key} of <{name}>", v) for key, v in element.attrib.items())]
        for where, text in texts:
            yield from character_problems(text, line, where)
        if "\r" in (element.text or ""):
            yield problem("character-suspicious", line, f"<{name}> contains a carriage return", "write line feeds")
        if XML + "base" in element.attrib:
            yield problem("xml-base", line, f"<{name}> has xml:base")
        if element.tag.startswith("{"):
            namespaces.setdefault(element.tag[1:].partition("}")[0], line)
    for namespace, line in namespaces.items():
        correct = _NAMESPACES.get(_comparable(namespace), namespace)
        if correct != namespace:
            yield problem("xml-namespace", line, f"readers do not know {quoted(namespace)}", f"write {correct}")


def _comparable(namespace: str) -> str:
    """Ignore what is often wrong in a namespace: case, scheme, www. and what it ends with."""
    folded = namespace.strip("{} \t\n").lower().rstrip("/#").replace("https://", "http://", 1)
    return folded.replace("://www.", "://", 1)


#: Namespaces in comparable form → as they are written; that of Atom 0.3 → that of Atom 1.0.
_NAMESPACES = {
    "http://purl.org/atom/ns": ATOM[1:-1],
    **{_comparable(tag): tag[1:-1] for tag in (ATOM, CONTENT, DC, DCTERMS, FH, ITUNES, MEDIA, PODCAST, WFW)},
    **{_comparable(name): name for name in _OTHER_NAMESPACES},
}
