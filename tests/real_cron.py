"""Debian's cron with a crontab of the test's, out of sight of the crontabs of this machine."""

import os
import subprocess
from pathlib import Path

#: Runs a cron of its own for a crontab until it has run so often; sendmail is a script of the test.
_CRON = """
mount -t tmpfs none /run && mount -t tmpfs none /var/spool/cron/crontabs || exit
chgrp crontab /var/spool/cron/crontabs && chmod 1730 /var/spool/cron/crontabs || exit
mkdir /run/cron.d /run/upper /run/work && mount --bind /run/cron.d /etc/cron.d || exit
mount --bind /dev/null /etc/crontab || exit
mount -t overlay -o lowerdir=/usr/sbin,upperdir=/run/upper,workdir=/run/work none /usr/sbin || exit
cp "$1/sendmail" /usr/sbin/sendmail && crontab "$1/crontab" || exit
cron -f &
for second in $(seq 200); do
  sleep 1
  [ "$(cat "$1/runs" | wc -l)" -ge "$2" ] && break
done
kill $!
"""


def may_have_a_cron_of_its_own() -> bool:
    """Return True where crontabs can be hidden from a cron: root, with Debian's cron."""
    if os.geteuid() != 0 or not Path("/usr/sbin/cron").exists():
        return False
    tried = ["unshare", "--mount", "--propagation", "private", "mount", "-t", "tmpfs", "none", "/run"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def run_by_cron(folder: Path, line: str, *, runs: int) -> tuple[list[str], str]:
    """Have cron run a line of feedmaker's, which every user may read; return the exit statuses, and its mail."""
    command = line.replace(" # feedmaker", f"; echo $? >> {folder}/runs # feedmaker")
    library = "".join(f"PYTHONPATH={path}\n" for path in [os.environ.get("PYTHONPATH")] if path)
    (folder / "crontab").write_text(f"{library}MAILTO=me\n{command}\n")
    (folder / "runs").touch()
    sendmail = folder / "sendmail"
    sendmail.write_text(f"#!/bin/sh\ncat >> {folder}/mail\necho '--- end' >> {folder}/mail\n")
    sendmail.chmod(0o755)
    unshare = ["unshare", "--mount", "--propagation", "private", "sh", "-c", _CRON, "sh", str(folder), str(runs)]
    done = subprocess.run(unshare, capture_output=True, text=True, timeout=260, check=False)
    statuses = (folder / "runs").read_text().split()
    assert len(statuses) >= runs, done.stderr
    return statuses, (folder / "mail").read_text() if (folder / "mail").exists() else ""
