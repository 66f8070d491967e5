"""`python -m feedmaker` and the feedmaker command."""

import os
import sys


def main() -> None:
    """Run the command, in Python's UTF-8 mode: names of files are the same whatever the locale (law 1)."""
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "feedmaker", *sys.argv[1:]])  # noqa: S606 - itself
    from feedmaker.cli import main as run

    run()


if __name__ == "__main__":
    main()
