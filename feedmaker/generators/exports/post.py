"""A post of an export, as an article file, without the parts for members only; and the XML of exports."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

#: Bytes of a file name without date and suffix.
_LONGEST = 100
# Characters that some file system does not take.
_UNSAFE = re.compile(r'[\x00-\x20\x7f/\\:*?"<>|#%&{}]+')
# Characters that XML forbids, which WordPress and Blogger export as they are.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Parts that only members of the site may read: blocks of Ghost and of Jetpack, and shortcodes of plugins of WordPress.
# <!--kg-gated-block:begin nonMember:false memberSegment:"status:free" -->…<!--kg-gated-block:end-->
# <!-- wp:premium-content/subscriber-view -->…<!-- /wp:premium-content/subscriber-view -->
# [mepr-show rules="12"]…[/mepr-show], and those of Paid Memberships Pro, s2Member, WP-Members, Restrict Content,
# WooCommerce Memberships, Ultimate Member, Members and Simple Membership
_MEMBERS_ONLY = re.compile(
    r"<!--\s*+(?P<gate>kg-gated-block):(?:begin|(?P<gate_end>end))\b(?P<readers>[^\n>]{0,300})-->"
    r"|<!--\s*+(?P<block_end>/)?wp:(?P<block>premium-content/subscriber-view)\b[^\n>]{0,300}-->"
    r"|\[(?P<code_end>/)?(?P<code>membership|pmpro_member|s2If|wpmem_logged_in|restrict|is_paid|mepr-show|mepr-active"
    r"|wcm_restrict|um_loggedin|members_access|members_logged_in|swpm_protected)(?![\w-])[^\]\n]{0,300}\]",
    re.IGNORECASE,
)
_FOR_EVERYBODY = re.compile(r"\bnonMember:[\"']?true\b")


class UnreadableExportError(Exception):
    """A file that is not an export, or a damaged one; `line` is where, if that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class ExportedPost(NamedTuple):
    """A post as front matter and body."""

    #: Of the file, without suffix.
    name: str
    values: Mapping[str, object]
    body: str
    #: ".html" or ".md".
    suffix: str = ".html"
    #: Why it is written as a draft, "" for a post that is published.
    held: str = ""
    #: Parts for members only were left out.
    is_cut: bool = False

    @property
    def text(self) -> str:
        """The text of the file."""
        import yaml

        values = {**self.values, **({"draft": True} if self.held else {})}
        values = {key: value for key, value in values.items() if value not in (None, "", [], ())}
        head = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=float("inf"))
        return f"---\n{head}---\n\n{self.body.strip()}\n"


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of an XML document; no entity is expanded, nothing is fetched. Raises UnreadableExportError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(_FORBIDDEN.sub(b"", data), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableExportError(f"is not XML that can be read: {error.msg}", error.lineno) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableExportError("has a document type, as no export has")
    return root


def child_text(parent: etree._Element, name: str) -> str:
    """Return the text of a child element, "" without one."""
    return (parent.findtext(name) or "").strip()


def file_name(slug: str, published: datetime | None, fallback: str) -> str:
    """Return the name of a post's file, without suffix: date and slug, which every file system takes."""
    slug = _UNSAFE.sub("-", unquote(slug)).strip("-. ") or _UNSAFE.sub("-", fallback)
    slug = slug.encode()[:_LONGEST].decode("utf-8", "ignore").strip("-. ")
    return f"{published:%Y-%m-%d}-{slug}" if published else f"draft-{slug}"


def parse_time(value: object) -> datetime | None:
    """Return a time as exports have it, in UTC unless it has a zone: ISO 8601, or milliseconds since the epoch."""
    try:
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def public_part(body: str) -> str:
    """Return a body without the parts for members only; one that is never closed does not count."""
    marks = [
        (
            mark,
            (mark["gate"] or mark["block"] or mark["code"]).lower(),
            mark["gate_end"] or mark["block_end"] or mark["code_end"],
        )
        for mark in _MEMBERS_ONLY.finditer(body)
    ]
    last_end = {name: mark.start() for mark, name, is_end in marks if is_end}
    kept = []
    start, hidden = 0, ""
    for mark, name, is_end in marks:
        if hidden:
            if is_end and name == hidden:
                start, hidden = mark.end(), ""
        elif not is_end and mark.start() < last_end.get(name, 0) and not _FOR_EVERYBODY.search(mark["readers"] or ""):
            kept.append(body[start : mark.start()])
            hidden = name
    return "".join([*kept, body[start:]])
