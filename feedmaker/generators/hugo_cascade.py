"""Hugo: `cascade`, front matter that the pages below a section have in common."""

import posixpath
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import chain, islice, product

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition, known_values
from feedmaker.generators.site_folder import SettingsFile
from feedmaker.text.messages import quoted

_BRACES = re.compile(r"\{([^{}]*)\}")
#: A site has fewer; their number grows with the power of the number of braces.
_MAX_ALTERNATIVES = 1_000


def read_cascades(found: Recognition, settings: SettingsFile, folders: Sequence[str]) -> None:
    """Read `cascade` of the configuration and of each `_index` file as defaults of the files below."""
    for root in folders:
        _add_cascade(found, settings.get("cascade"), root, "**", settings.origin("cascade"))
        files = article_files.list_files(found.site.path / root)
        indexes = [file for file in files if file.rpartition("/")[2].startswith("_index.")]
        for file in sorted(indexes, key=lambda file: file.count("/")):
            head = article_files.read_front_matter(found.site.path / root / file)
            folder = file.rpartition("/")[0]
            if head and "cascade" in head.values:
                glob = f"{folder}/**" if folder else "**"
                _add_cascade(found, head.values["cascade"], root, glob, f"{root}/{file}: cascade")


def _add_cascade(found: Recognition, cascade: object, root: str, below: str, origin: str) -> None:
    for table in cascade if isinstance(cascade, list) else [cascade]:
        if not isinstance(table, dict):
            continue
        written = table.get("target", table.get("_target")) or {}
        target = written if isinstance(written, dict) else {"": written}
        environment = target.get("environment", "production")
        is_for_pages = any(fnmatchcase("page", kind) for kind in alternatives(str(target.get("kind") or "page")))
        values = {key: value for key, value in table.items() if key not in ("target", "_target", "params")}
        params = table.get("params")
        # build: {list: never} keeps pages out of all lists
        build = {key: value for key, value in values.items() if key in ("build", "_build") and isinstance(value, dict)}
        values = known_values({**values, **(params if isinstance(params, dict) else {})}) | build
        if not values or not is_for_pages or environment != "production":
            continue
        if not target.keys() <= {"path", "kind", "environment"}:
            found.note(f"{origin} has a target that is not read: {quoted(str(written))}; its values are not used")
            continue
        for path in _page_files(str(target.get("path") or below)):
            if glob := found.under_source(found.site.relative(posixpath.join(root, path))):
                found.add_defaults(glob, values, origin)


def _page_files(path: str) -> list[str]:
    """Return the patterns of the files of the pages that a target matches; a section is no page, nor is "/"."""
    found = [each.strip("/ ") for each in alternatives(path)]
    names = [[each] if each.endswith("**") else [f"{each}.*", f"{each}/index.*"] for each in found if each]
    return list(dict.fromkeys(chain.from_iterable(names)))


def alternatives(pattern: str) -> list[str]:
    """Return the patterns for which one with braces stands: "/posts{,/**}" is "/posts" and "/posts/**"."""
    choices = [[part] if at % 2 == 0 else part.split(",") for at, part in enumerate(_BRACES.split(pattern))]
    return list(map("".join, islice(product(*choices), _MAX_ALTERNATIVES)))
