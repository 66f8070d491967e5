"""The role of reStructuredText that links a document, `:doc:`Text <../a/b>``: in Sphinx by path, in Nikola by slug.

Links to articles have become links to their pages (`article_links`), before docutils reads the text.
"""

import re

#: Verbose patterns; TARGET is what precedes the address of a target, `.. _a: b`.
TARGET = r"(?<=\.\.[ ])_[^\n:]{1,99}:[ ]"
DOCUMENT_ROLE = r"""
  (?P<role>(?<![\w`\\:]):doc:`(?:(?P<words>[^`<]{1,300}+)<(?P<document>[^`<>\n]{1,300}+)>|(?P<bare>[^`<>\n]{1,300}+))`(?!\w))
"""
_SPECIAL = re.compile(r"[\\`<*_|]")
#: Roles of Sphinx whose text may be `Text <target>`, beside those of domains, ":py:func:".
_CROSS_REFERENCES = frozenset({
    "any", "attr", "class", "const", "data", "doc", "download", "envvar", "exc", "func", "keyword", "meth", "mod",
    "numref", "obj", "option", "ref", "term", "token",
})  # fmt: skip


def document_of(link: re.Match[str]) -> str:
    """Return what a match of DOCUMENT_ROLE names, with the anchor that Nikola's may have."""
    return (link["document"] or link["bare"]).strip()


def link_to(url: str, link: re.Match[str], title: str) -> str:
    """Return the link in reStructuredText; `title` is shown by a role without words."""
    words = (link["words"] or "").strip() or _SPECIAL.sub(r"\\\g<0>", title)
    # "<a_>" is the name of a target
    address = f"{url[:-1]}\\_" if url.endswith("_") else url
    return f"`{words} <{address}>`__"


def words_of(role: str, text: str) -> str:
    """Return the text that a role shows which names a target that is not known."""
    words, _, target = text.rpartition("<")
    if words.strip() and target.endswith(">") and (role in _CROSS_REFERENCES or ":" in role):
        return words.rstrip()
    return text
