"""Links from one article to another, which name its file: `[x](b.md)`, `{% post_url b %}`, `{{< ref "b" >}}`, `[[b]]`.

When an article is read, `body_references` finds what it names; when it is rendered and names anything, `with_pages`
puts the pages of these in place. Both search the source by one pattern, so that the links depend on the text and on
those pages alone. Another spelling is another alternative of `_TARGETS`; `article_references` says what it names.

And references to files and pages of the site, which bodies have in place of addresses: those of Pelican
(`{static}/a.png`, `|attach|a.pdf`, `{index}`, `{tag}oak`), of Nikola (`link://tag/oak`, `link://root`), and Ghost's
`__GHOST_URL__`, the URL of the site.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import escape
from itertools import islice
from posixpath import dirname, splitext
from urllib.parse import unquote

from feedmaker.loader.body.article_references import Page, by_document, by_name, by_path, by_slug, by_spelling
from feedmaker.loader.body.dialects import wiki_links
from feedmaker.loader.body.markup import CODE, CODE_FLAGS, CODE_GROUPS, LEAD, Markup, detect_markup, is_indented_code
from feedmaker.model import BodyKind
from feedmaker.problems import Problem
from feedmaker.text.article_paths import source_prefix, split_prefix
from feedmaker.text.messages import quoted
from feedmaker.text.site_files import no_page, site_file_url
from feedmaker.text.urls import GHOST_URL
from feedmaker.text.xml_characters import clean_text

# A text without these names no article: "b.md)", "{filename}", "{% post_url", "{{< ref". Each begins with one literal,
# which makes a search fast.
_FILE_SIGN = re.compile(r"\.(?:mdx?|markdown|qmd)(?=[\s)>\"'#]|\Z)")
_TAG_SIGN = re.compile(r"\{(?:filename\}|(?:%|\{[<%])-?\s{0,9}(?:post_|link\s|(?:rel)?ref\s))")
# "[[Note", which neither "[[ -f" of a shell nor "[[1" of a list is.
_WIKI_SIGN = re.compile(r"\[(?=\[)\[[^\W\d_]")
# ":doc:`b`", "link://slug/b"
_COLON_SIGN = re.compile(r":(?:doc:`|(?<=link:)//slug/)")
#: Characters that a path of `_TARGETS` has not, and what precedes one, beside spaces, quotation marks and "<".
_NO_PATH = "()<>\"'|{}[]#?: \t\n"
_LEADS = ("](", "]:", "=", "}", "|")
# What precedes the address of a target in reStructuredText, `.. _a: b`, and the role that links a document,
# `:doc:`Text <../a/b>``: in Sphinx by path, in Nikola by slug.
RST_TARGET = r"(?<=\.\.[ ])_[^\n:]{1,99}:[ ]"
_DOCUMENT_ROLE = r"""
  (?P<role>(?<![\w`\\:]):doc:`(?:(?P<words>[^`<]{1,300}+)<(?P<document>[^`<>\n]{1,300}+)>|(?P<bare>[^`<>\n]{1,300}+))`(?!\w))
"""
_RST_SPECIAL = re.compile(r"[\\`<*_|]")
_ARGUMENT = r"""(?:"(?P<{0}1>[^"\n]{{1,300}})"|'(?P<{0}2>[^'\n]{{1,300}})'|(?P<{0}3>[^\s"'%<>{{}}]{{1,300}}))"""
_TARGETS = rf"""
  # At every character but these, a search need not try what follows.
  |(?=[\]<{{!\[h_])(?:
  # ](b.md#x), ](<b.md>), [x]: ../b/index.md, href="b.md", ]({{filename}}/b.rst), ](@/b.md), ](link://slug/b#x);
  # in reST <{{filename}}b.rst>, .. _b: {{filename}}b.rst
  (?P<lead>\]\([ ]?<?|\]:[ \t]*<?|\bhref[ ]?=[ ]?["']?|(?:<|{RST_TARGET})(?=[{{|]filename|link:))
    (?:link://slug/(?P<to4>[^\s()<>"'?]{{1,300}})|(?P<root>@/|\{{filename\}}|\|filename\|)?
    (?P<path>[^\s()<>"'|{{}}\[\]#?:]{{1,300}}\.(?(root)\w{{1,9}}|(?:mdx?|markdown|qmd)))
    (?P<anchor>\#[^\s()<>"']*)?)(?=[\s)>"']|$)
  # {{% post_url b %}}, {{{{ site.baseurl }}}}{{% link _posts/b.md %}}, {{{{< ref "b.md#x" >}}}}
  |(?:\{{\{{-?\s?site\.(?:base)?url\s?-?\}}\}}){{0,2}}\{{(?:%|\{{[<%])-?\s{{0,9}}
    (?:post_url|post_path|link|ref|relref)\s{{1,9}}(?:path=)?{_ARGUMENT.format("to")}\s{{0,9}}-?(?:%|[%>]\}})\}}
  # {{% post_link b Its title %}}
  |\{{%-?\s{{0,9}}(?P<post>post_link)\s{{1,9}}{_ARGUMENT.format("slug")}
    (?P<title>[^%\n]{{0,300}}?)(?:[ ]true|[ ]false)?\s{{0,9}}-?%\}}
  # [[b]], [[b#Heading|words]], ![[b]]
  |(?P<embed>!?)(?<![{wiki_links.BEFORE}])(?<![{wiki_links.BEFORE}]!){wiki_links.BRACKETS})
"""
_KINDS = ("static", "attach", "index", "tag", "category", "author")
_BRACED_KIND = re.compile(rf"\{{(?:{'|'.join(_KINDS)})\}}")
_BARRED_KIND = re.compile(rf"\|(?:{'|'.join(_KINDS)})\|")
_REFERENCES = rf"""
  # ]({{static}}/a.png), [x]: {{static}}a.png, src="{{attach}}a.png"; in reST <{{static}}a.pdf>, image:: {{static}}a.png
  |(?P<lead>\]\([ ]?<?|\]:[ \t]*<?|\b(?:href|src|poster|data)[ ]?=[ ]?["']?
    |<|{RST_TARGET}|\b(?:image|figure|target)::?[ ])
    (?:\{{(?P<what>{"|".join(_KINDS)})\}}|\|(?P<old>{"|".join(_KINDS)})\|
      |link://(?P<linked>root|(?:tag|category|author)(?=/))/?)
    (?P<file>[^\s()<>"'\#?]{{0,300}}(?:[ ][^\s()<>"'\#?]{{1,99}}){{0,9}})
"""
#: Dead links of one body that are named.
_PROBLEMS = 20


def _may_name_articles(text: str) -> bool:
    if any(_may_be_target(text, found.start()) for found in _FILE_SIGN.finditer(text)):
        return True
    return (
        ("{" in text and _TAG_SIGN.search(text) is not None)
        or ("|" in text and "|filename|" in text)
        or _WIKI_SIGN.search(text) is not None
        or _COLON_SIGN.search(text) is not None
    )


def _may_be_target(text: str, end: int) -> bool:
    """Return False if the path that ends at `end` cannot match `_TARGETS`: most are parts of URLs, or words."""
    before = text[max(end - 300, 0) : end]
    start = max(map(before.rfind, _NO_PATH)) + 1
    return start == 0 or "=" in before[start:] or before[:start].rstrip(" \t<\"'").endswith(_LEADS)


def body_references(text: str, path: str, kind: BodyKind) -> tuple[str, ...]:
    """Return what a body names, each once; `path` is that of the article under the source."""
    if not _may_name_articles(text):
        return ()
    text = clean_text(text)
    return references(text, path, detect_markup(text, kind, splitext(path)[1].lower()))


def references(text: str, path: str, markup: Markup) -> tuple[str, ...]:
    """Return what a body names, each once."""
    found = _pattern(markup).finditer(LEAD + text)
    named = [_target(match, path)[0] for match in found if match.lastgroup not in CODE_GROUPS]
    return tuple(dict.fromkeys(one for references in named for one in references))


def with_pages(
    text: str, path: str, pages: Mapping[str, Page], *, kind: BodyKind, suffix: str, line: int, wiki: bool = True
) -> tuple[str, list[Problem]]:
    """Return a body with the pages of the articles that it names; `pages` has those that are published.

    A file that is not a published article has no page: a link to it would be dead, so it loses its address.
    `wiki`: whether `[[b]]` is a link.
    """
    if not _may_name_articles(text):
        return text, []
    #: The path of each link that is dead, and where it is first.
    dead: dict[str, int] = {}
    searched = LEAD + text

    def replace(match: re.Match[str]) -> str:
        if match.lastgroup in CODE_GROUPS or (match["post"] and is_indented_code(searched, match.start())):
            return match[0]
        references, anchor = _target(match, path)
        page = next((pages[one] for one in references if one in pages), None)
        written = _document(match) if match.lastgroup == "role" else match["path"]
        if not references or (page is None and written is None):
            return match[0]
        if page is None:
            dead.setdefault(written, match.start())
        is_link = match["target"] is None or (wiki and markup == "markdown")
        return _link(match, page, anchor) if is_link else match[0]

    markup = detect_markup(text, kind, suffix)
    linked = _pattern(markup).sub(replace, searched).removeprefix(LEAD)
    return linked, list(_dead_links({path: at - len(LEAD) for path, at in dead.items()}, text, line))


def _link(match: re.Match[str], page: Page | None, anchor: str) -> str:
    """Return the link to a page in place of what names its article; without a page the link has no address."""
    url = page.link + anchor if page and page.link else ""
    if match.lastgroup == "role":
        return _rst_link(url or "#", match, page.title if page else _document(match))
    if match["target"]:
        return f"[{wiki_links.words_of(match)}]({url})" if url else match[0]
    if match["post"]:
        label = match["title"].strip().strip("\"'") or (page.title if page else "")
        return f'<a href="{escape(url)}">{escape(label)}</a>'
    # an address that the sanitiser removes, with the link around its text
    return (match["lead"] or "") + (url or "#")


def _dead_links(dead: Mapping[str, int], text: str, line: int) -> Iterator[Problem]:
    """Yield a problem for each of the first paths, which begin where the values say, and one for all others."""
    for path, start in islice(dead.items(), _PROBLEMS):
        message = f"link to an article that does not exist or is not published: {quoted(path)}"
        at = line + text.count("\n", 0, start)
        yield Problem("link-to-no-article", message, "correct the link, or write the URL of the page", at)
    more = len(dead) - _PROBLEMS
    if more > 0:
        message = f"links to articles that do not exist or are not published: {more} more"
        yield Problem("link-to-no-article", message, "correct the links, or write the URLs of the pages", line)


@cache
def _pattern(markup: Markup, targets: str = _TARGETS) -> re.Pattern[str]:
    roles = f"|{_DOCUMENT_ROLE}" if markup == "rst" and targets is _TARGETS else ""
    return re.compile(CODE[markup] + targets + roles, CODE_FLAGS)


def _target(match: re.Match[str], path: str) -> tuple[tuple[str, ...], str]:
    """Return what a match of the pattern may name in the article at `path`, the likeliest first, and its "#anchor".

    A match that is code, or no article, names nothing.
    """
    prefix, path = split_prefix(path)
    folder = dirname(path)
    if match.lastgroup == "role":
        written, hash_mark, anchor = _document(match).partition("#")
        found = [by_name(prefix, written)] if written.startswith("/") else [by_document(prefix, folder, written)]
        if "/" not in written:
            found.append(by_spelling(prefix, written))
        return tuple(found), hash_mark + anchor
    if match["path"]:
        written, anchor = unquote(match["path"]), match["anchor"] or ""
        if written.startswith("/") and not match["root"]:
            return () if written.startswith("//") else (by_name(prefix, written),), anchor
        if written.startswith("@site/"):
            # of Docusaurus: the folder of a blog, or of its documents, which are no articles
            place, _, below = written.removeprefix("@site/").partition("/")
            own = source_prefix(place) if prefix else ""
            return (by_path(own, "", written if place == "docs" else below),), anchor
        # with "@/" from the folder of the source on, as in Zola and Pelican
        is_rooted = match["root"] == "@/" or written.startswith("/")
        return (by_path(prefix, "" if is_rooted else folder, written),), anchor
    if match["target"]:
        note = match["target"].rstrip("\\").partition("#")[0].strip()
        return (by_spelling(prefix, note),) if note else (), ""
    groups = ("slug1", "slug2", "slug3") if match["post"] else ("to1", "to2", "to3", "to4")
    written, hash_mark, anchor = next((match[name] for name in groups if match[name]), "").partition("#")
    if match["to4"] and written:
        # the slug of a post, which is that of its file unless it has its own
        return (by_slug(prefix, written.rstrip("/")), by_name(prefix, written)), hash_mark + anchor
    return (by_name(prefix, written),) if written else (), hash_mark + anchor


def _document(link: re.Match[str]) -> str:
    """Return what a match of _DOCUMENT_ROLE names, with the anchor that Nikola's may have."""
    return (link["document"] or link["bare"]).strip()


def _rst_link(url: str, link: re.Match[str], title: str) -> str:
    """Return the link in reStructuredText; `title` is shown by a role without words."""
    words = (link["words"] or "").strip() or _RST_SPECIAL.sub(r"\\\g<0>", title)
    # "<a_>" is the name of a target
    address = f"{url[:-1]}\\_" if url.endswith("_") else url
    return f"`{words} <{address}>`__"


class SiteReferences:
    """Finds what the references in the bodies of one site lead to."""

    def __init__(self, site: str, page_of: Callable[[str, str], str | None] = no_page) -> None:
        """Take the URL of the site; `page_of` returns the path of the page of a tag, category or author, if known."""
        self._site = site
        self._page_of = page_of

    def resolve(self, text: str, path: str, link: str | None, *, kind: BodyKind, suffix: str) -> str:
        """Return a body with URLs in place of references; `link` is its page, `path` that of its file."""
        if "_" in text and GHOST_URL in text:
            text = text.replace(GHOST_URL, self._site.rstrip("/"))
        is_pelican = ("{" in text and _BRACED_KIND.search(text)) or ("|" in text and _BARRED_KIND.search(text))
        if not is_pelican and "link://" not in text:
            return text
        _, below = split_prefix(path)

        def replace(match: re.Match[str]) -> str:
            what = match["what"] or match["old"] or match["linked"]
            if not what:
                return match[0]
            if what == "root":
                return match["lead"] + self._site
            return match["lead"] + site_file_url(what, match["file"], self._site, below, link, self._page_of)

        return _pattern(detect_markup(text, kind, suffix), _REFERENCES).sub(replace, LEAD + text).removeprefix(LEAD)
