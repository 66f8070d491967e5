"""Takes the pictures of the docs: python tests/browser/screenshots.py docs/images index index-phone-dark."""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, NamedTuple

import chromium
import sample


class Picture(NamedTuple):
    """What is photographed, and how."""

    page: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    scale: float = 1


PICTURES = {
    "index": Picture("index.html", 1120, 980),
    "index-phone-dark": Picture("zh.html", 390, 844, "dark", 1.5),
    "feed": Picture("categories/Harbour/index.html", 900, 900),
    "rss": Picture("rss.xml", 900, 600),
}


def take(folder: Path, names: Sequence[str]) -> None:
    """Write these pictures into `folder` as PNG."""
    with ExitStack() as stack:
        site = sample.write(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        address = stack.enter_context(chromium.served(site))
        browser = stack.enter_context(chromium.browser())
        for name in names:
            picture = PICTURES[name]
            page = browser.new_page(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme=picture.scheme,
                device_scale_factor=picture.scale,
            )
            page.goto(address + picture.page)
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"{name}.png")
            page.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), sys.argv[2:] or list(PICTURES))
