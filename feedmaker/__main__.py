"""`python -m feedmaker` and the feedmaker command."""

import gc
import os
import sys

#: Objects that the process makes before it looks for circles among them: a build makes many and hardly any circles.
_GARBAGE = 50_000


def main() -> None:
    """Run the command, in Python's UTF-8 mode: names of files are the same whatever the locale (law 1)."""
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "feedmaker", *sys.argv[1:]])  # noqa: S606 - itself
    gc.set_threshold(_GARBAGE)
    from feedmaker.cli.main import main as run

    try:
        run()
    finally:
        # What goes with the process need not be looked through for circles.
        gc.freeze()


if __name__ == "__main__":
    main()
