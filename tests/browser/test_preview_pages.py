"""The preview of `feedmaker serve` in a real browser: its pages lead to its feeds, which the browser shows."""

from pathlib import Path

import chromium
import pytest
from previewing import preview
from site_folder import Site

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "a browser is here")


def test_the_pages_of_the_preview_lead_to_feeds_that_the_browser_shows(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", 1, categories=["金融"])
    site.build()

    with preview(site.folder) as (url, _), chromium.browser() as browser:
        page = chromium.context(browser).new_page()
        page.goto(url)
        addresses = page.eval_on_selector_all("a[href$='.xml']", "links => links.map(link => link.href)")
        assert addresses
        assert all(address.startswith(url) for address in addresses)
        for address in addresses:
            answer = page.goto(address)  # a download would raise an error
            assert answer is not None
            assert answer.status == 200
            assert "Ship" in (page.locator("entry, item").first.text_content() or "")
