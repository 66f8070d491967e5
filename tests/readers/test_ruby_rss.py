"""The validating parser of Ruby's `rss` finds every feed of the golden sites valid."""

import shutil
import subprocess
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"
VALIDATE = """\
require "rss"
ARGV.each do |file|
  RSS::Parser.parse(File.read(file, encoding: "UTF-8"), true)
rescue RSS::Error => error
  puts "#{file}: #{error.class}: #{error.message}"
end
"""


def violations(files: list[Path]) -> str:
    done = subprocess.run(["ruby", "-e", VALIDATE, *files], capture_output=True, text=True, timeout=180, check=False)
    if "cannot load such file -- rss" in done.stderr:
        pytest.skip("the gem rss is not installed")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("ruby") is None, reason="Ruby is not installed (make readers installs it on Debian)")
def test_ruby_finds_every_golden_feed_valid(tmp_path: Path) -> None:
    files = sorted(file for name in ("rss.xml", "atom.xml") for file in GOLDEN.glob(f"*/expected/**/{name}"))
    broken = tmp_path / "broken.xml"
    broken.write_text("<rss version='2.0'><channel><title>Fog</title></channel></rss>", encoding="utf-8")

    assert len(files) > 50
    assert "MissingTagError" in violations([broken])
    assert violations(files) == ""
