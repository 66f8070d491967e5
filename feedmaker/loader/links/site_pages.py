"""The pages of the site for a tag, a category or an author: `site.pages`."""

from datetime import UTC, datetime

from feedmaker.config.schema import Site
from feedmaker.loader.body.site_references import SiteReferences
from feedmaker.loader.links.permalink import Permalink
from feedmaker.loader.links.permalink_tokens import PermalinkFields

#: These pages have no date.
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def site_references(site: Site) -> SiteReferences:
    """Return what resolves the references in the bodies of a site."""
    permalinks = {kind: Permalink(pattern) for kind, pattern in site.pages.items()}

    def page_of(kind: str, name: str) -> str | None:
        path = permalinks[kind].fill(PermalinkFields("", name, _NO_DATE)) if kind in permalinks else None
        return path if isinstance(path, str) else None

    return SiteReferences(site.url, page_of)
