"""Prints the lowest versions of packages that pyproject.toml allows, as requirements of pip: see `make lowest`."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
for requirement in (
    *project["dependencies"],
    *(one for name in ("rst", "podcast", "compress") for one in extras[name]),
):
    print(re.sub(r">=([\w.]+)[^;]*", r"==\1", requirement))
