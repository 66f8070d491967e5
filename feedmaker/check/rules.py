"""The rules that a file can be held to: what each one checks, and at what level it reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

#: "error" breaks a MUST, "warning" a SHOULD; "info" is what a validator warns of though it may be true.
Level: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A rule that a file breaks; `line` counts from 1, None where no line can be named."""

    path: str
    line: int | None
    level: Level
    #: An id of RULES.
    rule: str
    message: str
    #: The remedy, may be empty.
    hint: str = ""


class Flaw(NamedTuple):
    """A fault of the document at hand, its path not yet said; `level` None means the rule's own."""

    rule: str
    line: int | None
    message: str
    hint: str = ""
    level: Level | None = None

    def at(self, path: str) -> Fault:
        """Name the file: the Fault of this flaw."""
        return Fault(path, self.line, self.level or RULES[self.rule].level, self.rule, self.message, self.hint)


class Rule(NamedTuple):
    """What is checked under an id; `also` holds the levels of the cases that weigh otherwise than the rule."""

    level: Level
    checks: str
    also: tuple[Level, ...] = ()


RULES: Mapping[str, Rule] = {
    "X1": Rule("error", "the XML is well-formed, and the file can be read"),
    "X2": Rule("error", "only characters that XML 1.0 knows, also as references and in JSON strings"),
    "X3": Rule("warning", "no C1 controls, no U+FFFD, no noncharacters"),
    "X4": Rule("error", "UTF-8, said so in an XML declaration at byte 0, no byte order mark"),
    "X5": Rule("error", "no document type, no entity but the five of XML"),
    "X6": Rule("error", "`&` and `<` are escaped, no `]]>` in text"),
    "X7": Rule("error", "every prefix is declared, every known namespace is spelled exactly"),
    "X8": Rule("warning", "usual prefixes, no unused and no unknown namespace"),
    "X9": Rule("warning", "titles on one line, no U+2028, no carriage return in text"),
    "I1": Rule("error", "every entry has an id, not empty, used once in the feed"),
    "I4": Rule("error", "an article has one id in all the feeds and twins that were given"),
    "I5": Rule("error", "no two feeds share an Atom id or a JSON feed_url"),
    "I6": Rule("error", "guid isPermaLink is `true` or `false`, and true only for an http(s) URL"),
    "I7": Rule("error", "tag: URIs follow RFC 4151"),
    "I8": Rule("warning", "ids that are URLs are in canonical form, no white space around an id"),
    "I9": Rule("warning", "no id of a few digits"),
    "I10": Rule("warning", "urn:uuid: is followed by a UUID"),
    "D1": Rule("error", "RSS dates follow RFC 822 with four-digit years; warning: a day of one digit", ("warning",)),
    "D2": Rule("error", "the day of the week is the date's"),
    "D3": Rule("error", "Atom dates follow RFC 3339, with seconds, zone, upper-case T and Z"),
    "D5": Rule("warning", "no named zone but GMT, no `-0000`, no zone off the half hour"),
    "D7": Rule(
        "error", "the feed is not older than its newest entry; warning: newer than it, as of a clock", ("warning",)
    ),
    "D8": Rule("warning", "no entry is dated in the future (where the time is given)"),
    "D9": Rule("info", "no entry is dated before 1990"),
    "D10": Rule("info", "no two Atom entries were updated at the same instant"),
    "D11": Rule("warning", "entries stand newest first, in the same order in all twins"),
    "D13": Rule("warning", "years are 0001 to 9999"),
    "R1": Rule("error", "rss 2.0, one channel, its title, link and description once and not empty"),
    "R2": Rule("error", "the channel's link is absolute and not the feed itself"),
    "R3": Rule("warning", "one atom:link rel=self, absolute, application/rss+xml, no other feed's"),
    "R4": Rule("warning", "the channel has a language, well written"),
    "R5": Rule("warning", "generator, docs; info: the generator has no URL", ("info",)),
    "R6": Rule("warning", "ttl is whole minutes above zero"),
    "R7": Rule("warning", "image: url, title and link of the channel, PNG, JPEG or GIF, at most 144 by 400"),
    "R8": Rule(
        "error", "managingEditor, webMaster and author hold an e-mail address; warning: no real name", ("warning",)
    ),
    "R9": Rule("warning", "channel metadata stands before the items; no textInput, no rating"),
    "R10": Rule("error", "only elements and attributes that RSS 2.0 names, as it spells them, others in a namespace"),
    "RI1": Rule(
        "error",
        "an item has a title or description, each once, its link is absolute; warning: one or the link is missing",
        ("warning",),
    ),
    "RI2": Rule("warning", "description stands before content:encoded and is not missing beside it"),
    "RI3": Rule("warning", "an item has a pubDate"),
    "RI4": Rule("warning", "author or dc:creator, not both"),
    "RI5": Rule("warning", "not both category and dc:subject, pubDate and dc:date; a category is not empty"),
    "RI6": Rule("error", "one enclosure at most, with url (http or https), length (bytes) and type"),
    "RI8": Rule("warning", "source has a url, comments is a URL"),
    "A1": Rule(
        "error", "feed and entry have one id, title and updated each, the id a URI; warning: no words", ("warning",)
    ),
    "A2": Rule(
        "error", "an author, with a name, on the feed or on every entry; warning: on the feed alone", ("warning",)
    ),
    "A3": Rule(
        "warning", "one link rel=self, absolute, no other feed's; an alternate; one alternate a type and language"
    ),
    "A4": Rule("error", "an entry without content has an alternate link, one with src a summary; one content"),
    "A5": Rule(
        "error",
        "type is text, html or xhtml and true; titles hold no markup; warning: markup in type text",
        ("warning",),
    ),
    "A6": Rule("warning", "a summary repeats neither title nor content"),
    "A7": Rule("error", "a category has a term, its scheme is a URI; warning: no label", ("warning",)),
    "A8": Rule("error", "link relations are registered or URIs; warning: registered, but not for feeds", ("warning",)),
    "A9": Rule("error", "an enclosure has href and type, a length of digits; no media file as alternate"),
    "A10": Rule("warning", "icon and logo are absolute URLs; info: the generator has no uri", ("info",)),
    "A11": Rule("warning", "feed metadata stands before the entries"),
    "A12": Rule("warning", "no link rel=edit"),
    "A13": Rule("warning", "no xml:base"),
    "H1": Rule(
        "error",
        "nothing is escaped twice; warning: one reference is left in a text, or a summary shows tags",
        ("warning",),
    ),
    "H2": Rule("warning", "RSS titles write `&`, `<` and `>` as hexadecimal references"),
    "H3": Rule("warning", "an Atom title with literal markup is type=text"),
    "H4": Rule("info", "no HTML and no Markdown in a title"),
    "H5": Rule("error", "no script, form, object, event handler or script URL in content"),
    "H6": Rule("warning", "no iframe"),
    "H7": Rule("warning", "style attributes hold simple properties only"),
    "H8": Rule("error", "content is a fragment that an HTML5 parser reads as it is written"),
    "H9": Rule("warning", "no custom or unknown element, no svg or MathML in HTML"),
    "H10": Rule("error", "all URLs in content are absolute"),
    "H11": Rule(
        "warning", "no lazy-load placeholder, empty image or tracking pixel; info: plain http images", ("info",)
    ),
    "H12": Rule("warning", "a summary is not cut inside a tag or reference"),
    "U1": Rule("error", "URLs are percent-encoded, hosts in punycode"),
    "M1": Rule("warning", "a lead image has a medium and is in the content too"),
    "M2": Rule("warning", "no picture as enclosure"),
    "M3": Rule("error", "Media RSS: absolute url, whole numbers, a MIME type"),
    "N1": Rule("warning", "no dc: element that doubles one of RSS"),
    "N2": Rule("warning", "slash:comments only beside lastBuildDate; wfw:commentRss is a URL"),
    "N3": Rule("warning", "itunes: is whole: image, category, explicit, author or owner, and audio or video"),
    "N4": Rule("warning", "podcast: guid is a UUID, locked yes or no, transcript has url and type"),
    "P1": Rule("warning", "no shifting pages (rel=next) where there are no archives"),
    "P2": Rule("error", "an archive document links its current feed and itself by URLs"),
    "P3": Rule("error", "a feed whose archives were given links prev-archive"),
    "P4": Rule("error", "a complete feed has no paging links"),
    "P5": Rule("error", "no next on the last page, no previous on the first, none to itself"),
    "P6": Rule("error", "no paging links in an entry"),
    "J1": Rule("error", "version (1.1), title, items, home_page_url, feed_url; warning: version 1", ("warning",)),
    "J2": Rule("error", "an item's id is a string, it has content; warning: no url", ("warning",)),
    "J3": Rule("error", "authors, tags and attachments are arrays of the right things; no author"),
    "J4": Rule("warning", "title and summary are plain text; info: a title that may speak of markup", ("info",)),
    "J5": Rule("error", "dates follow RFC 3339"),
    "J6": Rule("error", "JSON in UTF-8 without byte order mark, no NaN; extensions begin with `_`, without dots"),
    "J7": Rule("warning", "hubs have type and url; icon and favicon are absolute URLs"),
    "O1": Rule("error", "opml 2.0, head, body, an outline; every outline has text"),
    "O2": Rule("error", "feed outlines are type=rss with an absolute xmlUrl; warning: title is not text", ("warning",)),
    "O3": Rule("warning", "head has title, dateCreated and docs; one format a feed"),
    "L1": Rule("warning", "xml:lang on an Atom feed, language in JSON, each well written"),
    "L2": Rule("warning", "Japanese, Korean and Chinese carry their own tags (ja, ko, zh)"),
    "L3": Rule("warning", "content of right-to-left languages says dir=rtl"),
    "L4": Rule("warning", "every img has an alt"),
    "L5": Rule("warning", "titles tell feeds apart"),
    "G5": Rule("warning", "twins hold the same entries, titles, dates and links"),
    "S1": Rule("warning", "at most 1 MB"),
}

#: Rules of STANDARDS.md sections 1-7, 9-11 and 17 that no file can be held to, and why.
NOT_TOLD: Mapping[str, str] = {
    "X10": "needs two builds of one input to compare",
    "I2": "needs the feed as it was before an edit",
    "I3": "needs every feed that ever was",
    "I11": "a rule for the program that changes ids, not for a file",
    "D4": "the article and its zone are not in the feed",
    "D6": "needs the feed as it was before; a file names one instant only",
    "D12": "an article that was left out is not in the file",
    "R11": "a feed without items is valid, and a missing one is no file",
    "RI7": "whether an updated date is wanted is the owner's word; its form is checked as D3",
    "H13": "what white space the author wrote is not in the feed",
}
