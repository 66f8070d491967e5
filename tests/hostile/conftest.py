"""Lets the tests of hostile input use the samples of the other tests and the targets of the fuzzer."""

import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests"), str(_ROOT / "tests" / "browser")]
