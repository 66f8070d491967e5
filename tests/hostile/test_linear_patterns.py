"""No regular expression of feedmaker takes longer than its text is long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the CPU time of a match is limited by SIGVTALRM")
def test_the_time_of_every_pattern_grows_with_the_length_of_its_text() -> None:
    script = Path(__file__).with_name("linear_patterns.py")
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=600, check=True)

    assert run.stdout == ""
    assert int(run.stderr.split()[0]) > 250
