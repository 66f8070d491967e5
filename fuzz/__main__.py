"""A coverage-guided campaign: `python -m fuzz TARGET --seconds N [--corpus DIR]`.

libFuzzer writes what it does to stderr, and the input that broke a promise to crash-… in the present folder:
`python -m fuzz TARGET FILE` runs that one again.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["feedmaker", "docutils"]):
    from fuzz.targets import TARGETS

from fuzz.seeds import dictionary, seeds

#: Seconds that one input may take, MB that the process may, and characters of an input.
TIMEOUT = 10
MEMORY = 2_500
LENGTH = 4_000


def main() -> None:
    """Run one campaign and end the process, as libFuzzer does."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("file", nargs="?", type=Path, help="run this input alone")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="folder where inputs that reach new code are kept")
    asked = parser.parse_args()
    target = TARGETS[asked.target]
    if asked.file:
        target(asked.file.read_bytes())
        return
    corpus = asked.corpus or Path(tempfile.mkdtemp(prefix="feedmaker-fuzz-"))
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(asked.target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = corpus.with_name(corpus.name + ".dict")
    words.write_text(dictionary(), encoding="ascii")
    options = [
        f"-max_total_time={asked.seconds}",
        f"-timeout={TIMEOUT}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LENGTH}",
        f"-dict={words}",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
