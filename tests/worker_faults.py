"""What makes the workers of tests other computers, and some bodies harmful; Dask's workers load it (--preload)."""

import os
import sys
import time
from typing import Any

from feedmaker.loader.body.render import BodyRenderer

#: Folders that workers do not share with the process that publishes.
HIDDEN = "TEST_HIDDEN_FOLDERS"


def hide(folders: list[str]) -> None:
    """Have this process find nothing in these folders, and make nothing in them."""

    def refuse(_event: str, arguments: tuple[Any, ...]) -> None:
        if arguments and isinstance(arguments[0], str) and arguments[0].startswith(tuple(folders)):
            raise FileNotFoundError(2, "of another computer", arguments[0])

    sys.addaudithook(refuse)


_render = BodyRenderer.render


def render(bodies: BodyRenderer, text: str, **options: Any) -> Any:
    """Render a body unless its text says otherwise."""
    if "Raises." in text:
        raise ValueError(text)
    while "Counts for ever." in text:
        pass
    if "Sleeps for ever." in text:
        time.sleep(600)
    return _render(bodies, text, **options)


if hidden := os.environ.get(HIDDEN):
    BodyRenderer.render = render  # type: ignore[method-assign, assignment]
    hide(hidden.split(os.pathsep))
