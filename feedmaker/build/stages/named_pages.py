"""The pages of the articles that the bodies of others name: an entry depends on them beside its own file."""

import json
from collections.abc import Mapping
from typing import TypeAlias

from feedmaker.build.publication_window import Window
from feedmaker.build.workers.context import hash16
from feedmaker.loader.body.article_links import Page
from feedmaker.loader.body.article_references import find_articles, paths_of, slug_of, slugs_of
from feedmaker.state import State
from feedmaker.state.article_json import load

#: Number of an article → the pages of the articles that its body names, by its references to them.
NamedPages: TypeAlias = Mapping[int, Mapping[str, Page]]


def named_pages(state: State, now: Window) -> NamedPages:
    """Return the pages of the named articles that are published now."""
    wanted = {number: json.loads(names) for number, names in state.links.naming_others()}
    if not wanted:
        return {}
    references = sorted({reference for names in wanted.values() for reference in names})
    found = find_articles(references, state.links.due_paths(*now, paths_of(references)))
    if slugs := slugs_of(references):
        found |= _by_slugs(state, now, slugs)
    pages = {}
    for stored in state.articles.records(sorted(set(found.values()))):
        article = load(stored.record)
        pages[stored.number] = Page(article.link or "", article.title)
    return {
        number: {reference: pages[found[reference]] for reference in names if reference in found}
        for number, names in wanted.items()
    }


def _by_slugs(state: State, now: Window, slugs: Mapping[str, list[str]]) -> dict[str, int]:
    """Return the number of the article of each slug that one page alone has, by the references to it."""
    found: dict[str, set[int]] = {}
    for stored in state.articles.records(sorted(number for number, _ in state.links.due_paths(*now, None))):
        slug = slug_of(load(stored.record).link or "")
        if slug in slugs:
            found.setdefault(slug, set()).add(stored.number)
    return {one: min(numbers) for slug, numbers in found.items() if len(numbers) == 1 for one in slugs[slug]}


def with_pages_hash(entry_hash: bytes, pages: Mapping[str, Page]) -> bytes:
    """Return the hash of an entry and of the pages that its body links."""
    return hash16(entry_hash + repr(sorted(pages.items())).encode("utf-8", "surrogatepass"))
