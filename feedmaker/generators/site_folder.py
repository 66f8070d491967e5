"""The folder that a site's generator would run in, and its files."""

import json
from pathlib import Path

from feedmaker.generators import settings_file
from feedmaker.generators.settings_file import SettingsFile, UnreadableError
from feedmaker.generators.source_paths import relative


class Root:
    """A folder under (or the same as) the one that was asked about."""

    def __init__(self, base: Path, folder: Path) -> None:
        #: The folder that config.yaml is for.
        self.base = base
        self.folder = folder
        place = relative(folder, base)
        self._prefix = "" if place == "." else place + "/"
        #: What could not be read.
        self.faults: list[str] = []

    def read(self, *names: str) -> SettingsFile | None:
        """Read the first of these configuration files that is there and can be read."""
        for name in names:
            try:
                found = settings_file.read(self.base, self._prefix + name)
            except UnreadableError as error:
                self.faults.append(str(error))
                continue
            if found is not None:
                return found
        return None

    def script(self, *names: str) -> tuple[str, str] | None:
        """Return the name and the text of the first of these files that is there."""
        for name in names:
            text = settings_file.read_text(self.folder / name)
            if text is not None:
                return self._prefix + name, text
        return None

    def names(self, suffix: str) -> list[str]:
        """List the files right here that end in `suffix`."""
        try:
            return sorted(entry.name for entry in self.folder.iterdir() if entry.name.endswith(suffix))
        except OSError:
            return []

    def has(self, name: str) -> bool:
        """Tell whether there is such a file or folder."""
        return (self.folder / name).exists()

    def shown(self, name: str) -> str:
        """Name a file as seen from the folder that was asked about."""
        return self._prefix + name

    def depends_on(self, *packages: str) -> bool:
        """Tell whether package.json asks for one of these packages."""
        text = settings_file.read_text(self.folder / "package.json")
        try:
            manifest = json.loads(text) if text else None
        except (ValueError, RecursionError):
            return False
        if not isinstance(manifest, dict):
            return False
        named = [manifest.get(key) for key in ("dependencies", "devDependencies", "peerDependencies")]
        names = {name for table in named if isinstance(table, dict) for name in table}
        return any(package in names or package in manifest for package in packages)
