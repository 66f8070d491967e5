"""Programs of the system that tests run."""

import os
import shutil


def program(name: str) -> str | None:
    """Return the path of a program, None if it is not installed.

    Servers are in /usr/sbin, which is not in the PATH of users of Debian.
    """
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
