"""A scan summed up: what tells whether anything changed at all."""

from hashlib import blake2b

from feedmaker.loader.scan import Folder


class Total:
    """Sums up the folders of a scan."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=16)
        self.files = 0

    def add(self, folder: Folder) -> None:
        """Take a folder in."""
        self._hash.update(folder.path.encode("utf-8", "surrogateescape") + b"\0" + folder.digest)
        self._hash.update(repr(folder.problems).encode() if folder.problems else b"")
        self.files += folder.file_count

    @property
    def digest(self) -> str:
        """The same for the same folders."""
        return self._hash.hexdigest()
