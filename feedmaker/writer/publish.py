"""Staged files → output: each file is replaced as a whole; only files of the manifest are ever deleted."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from feedmaker.writer.output import Output
from feedmaker.writer.staged_files import StagedFile

#: Lists the files that feedmaker wrote: the only ones it may delete.
MANIFEST = ".feedmaker.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What feedmaker wrote to the output folder."""

    files: frozenset[str]
    #: How many articles were published; the guard against an unexpectedly empty build compares with it.
    published: int
    #: Host and path of the site that the ids were made for, "" if unknown.
    address: str = ""
    #: How many articles have an id that only the state knows, because they were renamed.
    kept_ids: int = 0
    #: The config.yaml that the feeds are made by, relative to the output; "" if unknown.
    configuration: str = ""
    #: Folder that a feed had before → key of the feed.
    moved: Mapping[str, str] = field(default_factory=dict)
    #: How many articles of each of several source folders were published, by its prefix.
    published_in: Mapping[str, int] = field(default_factory=dict)


def read_manifest(output: Output) -> Manifest | None:
    """Read the manifest; return None if there is none or it is not valid. Then nothing may be deleted."""
    try:
        values = json.loads(output.read(MANIFEST))
        files = frozenset(path for path in values["files"] if _is_inside_output(path))
        return Manifest(
            files=files,
            published=int(values["published"]),
            published_in={str(prefix): int(count) for prefix, count in values.get("published_in", {}).items()},
            address=str(values.get("host", "")),
            kept_ids=int(values.get("kept_ids", 0)),
            configuration=str(values.get("configuration", "")),
            moved={path: str(key) for path, key in values.get("moved", {}).items() if _is_inside_output(path)},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def publish(
    output: Output,
    staged: Sequence[StagedFile],
    *,
    before: Manifest | None,
    obsolete: Iterable[str],
    after: Manifest,
    confirm_lock: Callable[[], None],
) -> list[StagedFile]:
    """Move staged files to their final names and remove obsolete files; return the files with their final versions.

    The manifest names every file before it appears and until after it is removed, so that the next build knows every
    file that a killed build left behind. `before` is the one that was read, `after` what it shall say, but for its
    files. Of `obsolete`, only files of `before` are removed. Staged files must be on disk.

    Raises OSError and BuildFailed.
    """
    confirm_lock()
    before = before or replace(after, published=0)
    old = before.files
    new = {file.path for file in staged}
    doomed = sorted((old & set(obsolete)) - new)
    _write_manifest(output, replace(before, files=frozenset(old | new)))
    output.promote(staged)
    if doomed:
        confirm_lock()
        output.remove(doomed)
    _write_manifest(output, replace(after, files=frozenset((old | new) - set(doomed))))
    return output.with_versions(staged)


def _is_inside_output(path: object) -> bool:
    """Return True if a path of the manifest is in the output; a forged manifest must not delete other files."""
    if not isinstance(path, str) or not path or path.startswith("/") or "\0" in path:
        return False
    return ".." not in path.split("/")


def _write_manifest(output: Output, manifest: Manifest) -> None:
    values = {
        "made by": "feedmaker",
        "configuration": manifest.configuration,
        "host": manifest.address,
        "published": manifest.published,
        **({"published_in": dict(sorted(manifest.published_in.items()))} if manifest.published_in else {}),
        "kept_ids": manifest.kept_ids,
        "moved": dict(sorted(manifest.moved.items())),
        "files": sorted(manifest.files),
    }
    # The bytes of a path that are not UTF-8 are lone surrogates, which become escapes of JSON.
    data = json.dumps(values, ensure_ascii=False, indent=0).encode("utf-8", "backslashreplace") + b"\n"
    output.replace(MANIFEST, data)
