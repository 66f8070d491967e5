"""Paths of articles where there are several source folders.

The path of an article is the one under its source folder. In the state, in tasks of workers and in problems, the paths
under a folder with a name begin with a segment that no other path begins with: no file or folder is read whose name
begins with a dot.
"""

from hashlib import blake2b


def source_prefix(name: str) -> str:
    """Return the first segment of the paths under a source folder; "" for one without a name."""
    return "." + name.replace("%", "%25").replace("/", "%2F") if name else ""


def source_name(prefix: str) -> str:
    """Return the name of the source folder that has this prefix."""
    return prefix[1:].replace("%2F", "/").replace("%25", "%")


def source_code(prefix: str) -> str:
    """Return six hexadecimal digits that stand for the source folder with this prefix."""
    return blake2b(prefix.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()


def split_prefix(path: str) -> tuple[str, str]:
    """Return the prefix of a path, "" for none, and the path under the source folder."""
    if path[:1] != ".":
        return "", path
    prefix, _, rest = path.partition("/")
    return prefix, rest


def with_prefix(prefix: str, path: str) -> str:
    """Return a path with the prefix of its source folder; "" is the folder itself."""
    return f"{prefix}/{path}" if prefix and path else prefix or path


def section_folder(path: str) -> str:
    """Return the folder, in the state, of the articles of a file that has several: their paths have an empty segment.

    Such as "CHANGELOG.md//1.2.0".
    """
    return f"{path}/"


def file_path(path: str) -> str:
    """Return the path of the file that an article is in."""
    return path.partition("//")[0]


def order_of(path: str) -> tuple[bool, str]:
    """Return a key that sorts paths: those of the source without a name first."""
    return path[:1] == ".", path
