"""Runs the steps of a composite action or of a job as GitHub's runner does, without the network.

Steps that install are left out: the command `feedmaker` is that of this environment. `actions/cache` is a folder.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


@dataclass
class Run:
    """One run of a workflow in a fresh checkout; `cache` is the folder that all runs share."""

    checkout: Path
    cache: Path
    number: int
    inputs: dict[str, str] = field(default_factory=dict)
    #: Id of a step → its outputs.
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    #: What the steps printed, and the status of the last one.
    printed: str = ""
    status: int = 0

    def steps(self, steps: list[dict[str, Any]]) -> "Run":
        """Run steps up to the first that fails; caches are saved if none did, as actions/cache does."""
        saved: list[tuple[Path, Path]] = []
        for step in steps:
            name = step.get("uses", "").partition("@")[0]
            if name == "actions/cache":
                saved.append(self._restore(step["with"]))
            elif "run" in step and "pip install" not in step["run"] and self.status == 0:
                self._script(step)
        for folder, kept in saved if self.status == 0 else []:
            shutil.copytree(folder, kept)  # fails for a key that exists: GitHub would not save it again
        return self

    def _restore(self, given: dict[str, str]) -> tuple[Path, Path]:
        """Restore the newest cache whose key begins with `restore-keys`; return the folder, and where it is saved."""
        folder, key = self.checkout / self._value(given["path"]), self._value(given["key"])
        prefix = self._value(given["restore-keys"]).replace("/", "%")
        found = [kept for kept in sorted(self.cache.glob("*"), key=os.path.getmtime) if kept.name.startswith(prefix)]
        if found:
            shutil.copytree(found[-1], folder)
        return folder, self.cache / key.replace("/", "%")

    def _script(self, step: dict[str, Any]) -> None:
        temporary = self.checkout.parent / f"{self.checkout.name}-temp"
        (temporary / "bin").mkdir(parents=True, exist_ok=True)
        command, script, output = temporary / "bin" / "feedmaker", temporary / "step.sh", temporary / "output"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m feedmaker "$@"\n')
        command.chmod(0o755)
        script.write_text(self._value(step["run"]))
        output.write_text("")
        environment = {
            **os.environ,
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(output),
            **{name: self._value(value) for name, value in step.get("env", {}).items()},
        }
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"] if "shell" in step else ["bash", "-e"]
        done = subprocess.run(
            [*shell, str(script)], cwd=self.checkout, env=environment, capture_output=True, text=True, check=False
        )
        self.printed, self.status = self.printed + done.stdout + done.stderr, done.returncode
        lines = output.read_text().splitlines()
        self.outputs[step.get("id", "")] = dict(line.split("=", 1) for line in lines)

    def _value(self, text: str) -> str:
        """Return a text with its expressions replaced; one that is not known here is a KeyError."""
        known = {
            "github.run_id": f"{self.number}",
            "github.run_attempt": "1",
            "runner.temp": str(self.checkout.parent / f"{self.checkout.name}-temp"),
            **{f"inputs.{name}": value for name, value in self.inputs.items()},
            **{
                f"steps.{step}.outputs.{name}": value
                for step, outputs in self.outputs.items()
                for name, value in outputs.items()
            },
        }
        return _EXPRESSION.sub(lambda found: known[found[1]], text)
