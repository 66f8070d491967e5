"""Addresses that a generator changes: those from the root of a site in a folder, and those without ".html".

Hexo puts pictures in Markdown under the folder of the site, Docusaurus and VitePress pictures and links, and
`articles.root` all, in HTML too. VitePress adds ".html" to links in Markdown unless `cleanUrls` is set.
"""

import re
from urllib.parse import urlsplit

from feedmaker.config.schema import Config
from feedmaker.loader.body.markup import outside_code, replace_outside_code
from feedmaker.text.word_lists import word_lists

# ![a](/b.png), [a](b "c"), [a]: /b
_PATTERN = outside_code(
    r"(?P<lead>!\[[^\[\]\n]*\]\([ \t]{0,9}<?|\]\([ \t]{0,9}<?|^[ ]{0,3}\[[^\[\]\n]+\]:[ \t]{0,9}<?)"
    r"(?P<address>[^\s()<>]{1,2000})"
)
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|#")
#: Endings of files to which VitePress adds none; any other is part of the name of a page.
_FILES = frozenset(word_lists(__file__, "suffixes.txt")["vitepress"])
_PATHNAME = "pathname://"
# A tag; in it, href="/a", src='/b.png'. Code shows the same between tags.
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ROOTED = re.compile(r"""(\s(?:href|src|poster)\s?=\s?["']?)(?=/(?!/))""", re.IGNORECASE)


class SiteAddresses:
    """Changes the addresses in the bodies of one site."""

    def __init__(self, config: Config) -> None:
        generator, permalink = config.articles.generator, config.articles.permalink
        folder = urlsplit(config.site.url).path.rstrip("/")
        self._folder = folder if generator in ("docusaurus", "hexo", "vitepress") else ""
        self._folder_of_html = folder if config.articles.root == "site" else ""
        self._changes_links = generator in ("docusaurus", "vitepress")
        self._is_docusaurus = generator == "docusaurus"
        self._adds_html = generator == "vitepress" and permalink == "vitepress:/:page"
        self._is_needed = bool(self._folder or self._adds_html or self._is_docusaurus)

    def in_html(self, markup: str) -> str:
        """Return HTML with the addresses that pages have."""
        if not self._folder_of_html:
            return markup
        return _TAG.sub(lambda tag: _ROOTED.sub(rf"\g<1>{self._folder_of_html}", tag[0]), markup)

    def in_markdown(self, text: str) -> str:
        """Return Markdown with the addresses that pages have."""
        if not self._is_needed or not ("](" in text or "]:" in text):
            return text
        return replace_outside_code(_PATTERN, self._changed, text)

    def _changed(self, found: re.Match[str]) -> str:
        lead, address = found["lead"], found["address"]
        is_picture = lead[0] == "!"
        if not is_picture and not self._changes_links:
            return found[0]
        if self._is_docusaurus and address.startswith(_PATHNAME):
            # what is not a page of Docusaurus; a picture gets no folder
            address = address.removeprefix(_PATHNAME)
            if is_picture:
                return lead + address
        if _EXTERNAL.match(address):
            return found[0]
        if self._adds_html and not is_picture:
            address = _with_html(address)
        has_folder = self._is_docusaurus and address.startswith(f"{self._folder}/")
        return lead + (self._folder if address[0] == "/" and not has_folder else "") + address


def _with_html(address: str) -> str:
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    if not path or path.endswith("/") or path.rpartition(".")[2].lower() in _FILES:
        return address
    return f"{path}.html{address[len(path) :]}"
