"""`python -m feedmaker` and the feedmaker command."""

import gc
import os
import sys

#: Allocations between two garbage collections: a build makes many objects and hardly any reference cycles.
_GC_THRESHOLD = 200_000


def main() -> None:
    """Run the command in Python's UTF-8 mode, so that file names are read alike in every locale (law 1)."""
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "feedmaker", *sys.argv[1:]])  # noqa: S606 - itself
    gc.set_threshold(_GC_THRESHOLD)
    from feedmaker.cli.main import main as run

    try:
        run()
    finally:
        # saves the last garbage collection: the process ends anyway
        gc.freeze()


if __name__ == "__main__":
    main()
