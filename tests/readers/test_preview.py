"""A reader subscribes to the preview of `feedmaker serve` and follows what is built."""

from pathlib import Path

import pytest
from in_terminal import Newsboat
from previewing import preview
from site_folder import Site


@pytest.mark.skipif(bool(Newsboat.missing()), reason=Newsboat.missing() or "newsboat is here")
def test_newsboat_subscribes_to_the_preview_and_sees_the_next_build(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/:title.html"}, output={"precompress": ["gzip"]})
    site.article("a.md", "Ship", 1)
    (tmp_path / "newsboat").mkdir()

    with preview(site.folder, "--watch") as (url, process):
        reader = Newsboat(tmp_path / "newsboat", f"{url}rss.xml")
        assert [(entry.title, entry.link) for entry in reader.refresh()] == [("Ship", "https://harbour.example/a.html")]
        site.article("b.md", "Ferry", 2)
        process.until("new: b.md: Ferry")
        process.until("see")
        assert [entry.title for entry in reader.refresh()] == ["Ferry"]
        assert reader.refresh() == []
