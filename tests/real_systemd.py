"""The systemd of a user, in namespaces of its own: the units of this machine are out of its sight."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_SYSTEMD = Path("/lib/systemd/systemd")
#: Mounts what systemd looks for, and runs a script beside it. Its cgroups are of version 2, whatever this machine has.
_BESIDE_SYSTEMD = """
mount -t tmpfs none /run && mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" || exit 9
mount -t tmpfs none /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup || exit 9
[ $# = 0 ] && exit
/lib/systemd/systemd --user --log-target=null --unit=default.target &
for second in $(seq 60); do
  systemctl --user is-system-running --quiet 2> /dev/null && break
  systemctl --user list-units --quiet > /dev/null 2>&1 && break
  sleep 1
done
sh -euc "$1"
"""
_UNSHARE = ["unshare", "--pid", "--fork", "--mount-proc", "--mount", "--propagation", "private", "--cgroup"]


def _command(*arguments: str) -> list[str]:
    return [*_UNSHARE, "sh", "-c", _BESIDE_SYSTEMD, "sh", *arguments]


def may_have_a_systemd_of_its_own() -> bool:
    """Return True where a user's systemd can be started apart from that of the machine: root, with namespaces."""
    if os.geteuid() != 0 or not _SYSTEMD.exists():
        return False
    environment = {**os.environ, "XDG_RUNTIME_DIR": "/run/user"}
    return subprocess.run(_command(), env=environment, capture_output=True, check=False).returncode == 0


def run_beside_systemd(home: Path, units: Mapping[str, str], script: str) -> subprocess.CompletedProcess[str]:
    """Run a script of `systemctl --user` beside a systemd whose user has these units."""
    folder = home / ".config" / "systemd" / "user"
    folder.mkdir(parents=True)
    for name, text in units.items():
        (folder / name).write_text(text)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_RUNTIME_DIR": "/run/user"}
    return subprocess.run(_command(script), env=environment, capture_output=True, text=True, timeout=240, check=False)
