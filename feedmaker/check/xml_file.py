"""What holds for every XML file: characters, namespaces, links of atom:link (X2, X3, X7, X8, A8, S1)."""

from collections.abc import Iterator, Mapping

from feedmaker.check.documents import Document
from feedmaker.check.plain_text import character_flaws
from feedmaker.check.rules import Flaw
from feedmaker.check.urls import shown
from feedmaker.check.word_lists import names
from feedmaker.check.xml_tree import ATOM, Element

_LARGEST = 1_000_000
#: Namespace → prefix that people expect; the names that the W3C validator knows, and podcast.
KNOWN: Mapping[str, str] = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://backend.userland.com/creativeCommonsRssModule": "creativeCommons",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://www.w3.org/2007/app": "app",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://webns.net/mvcb/": "admin",
    "http://purl.org/atompub/rank/1.0": "re",
    "http://purl.org/atompub/tombstones/1.0": "at",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/1999/xlink": "xlink",
}
_OTHER_PREFIXES = {"http://a9.com/-/spec/opensearch/1.1/": "openSearch", "http://www.w3.org/1999/xhtml": "html"}
_MARKUP = frozenset(("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"))
#: IANA "Link Relations" that feeds may use, and those that Atom, its extensions and WebSub define.
_REGISTERED = names(
    "about acl alternate amphtml appendix apple-touch-icon apple-touch-startup-image archives author blocked-by "
    "bookmark canonical chapter cite-as collection contents convertedfrom copyright create-form current "
    "deprecation describedby describes disclosure dns-prefetch duplicate edit edit-form edit-media enclosure "
    "external first glossary help hosts hub icon index intervalafter intervalbefore intervalcontains "
    "intervaldisjoint intervalduring intervalequals intervalfinishedby intervalfinishes intervalin intervalmeets "
    "intervalmetby intervaloverlappedby intervaloverlaps intervalstartedby intervalstarts item last latest- "
    "version license linkset lrdd manifest mask-icon me media-feed memento micropub modulepreload monitor "
    "monitor-group next next-archive nofollow noopener noreferrer opener openid2.local_id openid2.provider "
    "original p3pv1 payment pingback preconnect predecessor-version prefetch preload prerender prev prev-archive "
    "preview previous privacy-policy profile publication related replies restconf ruleinput search section self "
    "service service-desc service-doc service-meta sponsored start status stylesheet subsection successor-version "
    "sunset tag terms-of-service timegate timemap type ugc up version-history via webmention working-copy "
    "working-copy-of"
)
_NOT_FOR_FEEDS = frozenset(("prev", "icon", "author", "canonical"))


def file_flaws(document: Document) -> Iterator[Flaw]:
    """Check a feed's size (S1) and, in XML, its characters and namespaces."""
    if len(document.data) > _LARGEST:
        size = f"{len(document.data) / 1_000_000:.1f} MB"
        yield Flaw("S1", None, f"the file has {size}; some readers refuse more than 1 MB", "carry fewer entries")
    if document.root is not None:
        yield from _tree_flaws(document.root, document.namespaces)


def _tree_flaws(root: Element, declared: Mapping[str, str]) -> Iterator[Flaw]:
    used: dict[tuple[str, str], int | None] = {}
    prefixes = {uri: prefix for prefix, uri in declared.items()}
    for element in root.walk():
        yield from character_flaws(element.text, element.line, f"<{element.name}>")
        namespace = _namespace(element.tag)
        if namespace:
            used.setdefault((namespace, element.prefix), element.line)
        for key, value in element.attributes.items():
            yield from character_flaws(value, element.line, f"{key} of <{element.name}>")
            if key.startswith("{"):
                # An attribute's own prefix is the one declared on the root: lxml does not keep it.
                namespace = _namespace(key)
                prefix = prefixes.get(namespace) or KNOWN.get(namespace, "?")
                used.setdefault((namespace, prefix), element.line)
        if "\r" in element.text:
            yield Flaw("X9", element.line, f"<{element.name}> holds a carriage return", "end lines with a line feed")
    in_use = {namespace for namespace, _ in used}
    for prefix, namespace in declared.items():
        if namespace not in in_use:
            yield from _spelling_flaws(namespace, root.line)
            name = f"xmlns:{prefix}" if prefix else "xmlns"
            yield Flaw(
                "X8", root.line, f"{name} is declared but not used: {shown(namespace)}", "declare what is in use"
            )
    for (namespace, prefix), line in used.items():
        yield from _spelling_flaws(namespace, line)
        yield from _prefix_flaws(root, namespace, prefix, line)


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _folded(namespace: str) -> str:
    folded = namespace.strip().lower().rstrip("/#").replace("https://", "http://", 1)
    return folded.replace("://www.", "://", 1)


_FOLDED = {_folded(namespace): namespace for namespace in KNOWN}


def _spelling_flaws(namespace: str, line: int | None) -> Iterator[Flaw]:
    right = _FOLDED.get(_folded(namespace))
    if right and right != namespace:
        yield Flaw("X7", line, f"the namespace {shown(namespace)} is misspelled", f"write {right}")
    elif namespace == "http://purl.org/atom/ns#":
        yield Flaw("X7", line, "the namespace is that of Atom 0.3", "write Atom 1.0: http://www.w3.org/2005/Atom")


def _prefix_flaws(root: Element, namespace: str, prefix: str, line: int | None) -> Iterator[Flaw]:
    usual = KNOWN.get(namespace)
    if usual is None:
        if namespace not in _MARKUP and _folded(namespace) not in _FOLDED:
            yield Flaw("X8", line, f"the namespace {shown(namespace)} is not known to validators", "leave it out")
    elif root.tag == ATOM + "feed" and f"{{{namespace}}}" == ATOM:
        if prefix:
            yield Flaw("X8", line, f"Atom has the prefix {prefix!r}", "make Atom the default namespace")
    elif prefix != usual and prefix != _OTHER_PREFIXES.get(namespace) and (prefix or usual != "xhtml"):
        yield Flaw("X8", line, f"the prefix of {namespace} is {prefix!r}", f"write {usual}:")


def relation_flaws(link: Element) -> Iterator[Flaw]:
    """Check the rel of an atom:link (A8: 4287 section 4.2.7.2, 8288 section 3.3)."""
    rel = link.attributes.get("rel", "alternate")
    if rel in _NOT_FOR_FEEDS:
        hint = "write previous" if rel == "prev" else "feeds have other means for it"
        yield Flaw("A8", link.line, f"link rel={rel} is registered, but not for feeds", hint, "warning")
    elif rel not in _REGISTERED and not (":" in rel and rel == rel.strip()):
        yield Flaw("A8", link.line, f"link rel={shown(rel)} is not registered", "use a registered name or a URI")
