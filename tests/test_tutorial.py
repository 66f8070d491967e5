"""The tutorial in each language, as a new user does it: in an empty home, with the real nginx, newsboat and cron."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from document_sessions import ROOT, assert_page_runs, copy_project
from real_cron import may_have_a_cron_of_its_own

TUTORIALS = ("docs/tutorial.md", "docs/zh/tutorial.md")
PROGRAMS = ("crontab", "newsboat", "curl", "dpkg")

#: Runs a shell beside a cron of its own: the crontabs of this machine are out of its sight.
_REAL_CRON = """
mount -t tmpfs none /run && mount -t tmpfs none /var/spool/cron/crontabs || exit
chgrp crontab /var/spool/cron/crontabs && chmod 1730 /var/spool/cron/crontabs || exit
mkdir /run/cron.d && mount --bind /run/cron.d /etc/cron.d && mount --bind /dev/null /etc/crontab || exit
cron -f &
"$@"
kill $!
"""
#: A crontab command that keeps its lines in a file, for those who may not start a cron.
_CRONTAB = """#!/bin/sh
case "$1" in
  -l) cat "$CRONTAB" 2> /dev/null || { echo "no crontab for you" >&2; exit 1; } ;;
  -) cat > "$CRONTAB" ;;
esac
"""
#: What cron does with those lines, without its clock.
_SUBSTITUTE_CRON = r"""
while sleep 10; do
  [ -e "$CRONTAB" ] && sed -E 's/^([^ ]+ ){5}//; s/\\%/%/g' "$CRONTAB" > "$CRONTAB.sh" || continue
  env -i PATH=/usr/bin:/bin sh "$CRONTAB.sh"
done &
"$@"
kill $!
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that every user may enter, with an empty home."""
    folder = Path(tempfile.mkdtemp(prefix="feedmaker-tutorial-")).resolve()
    folder.chmod(0o755)
    (folder / "home").mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.parametrize("page", TUTORIALS)
def test_the_tutorial_works_in_an_empty_home(folder: Path, page: str) -> None:
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing or not Path("/usr/sbin/nginx").exists():
        pytest.skip(f"not installed: {', '.join(missing) or 'nginx'} (make readers installs them on Debian)")
    (folder / "home" / "feedmaker").mkdir()
    copy_project(folder / "home" / "feedmaker")
    if may_have_a_cron_of_its_own():
        wrapper = ["unshare", "--mount", "--propagation", "private", "sh", "-c", _REAL_CRON, "sh"]
    else:
        (folder / "bin").mkdir()
        (folder / "bin" / "crontab").write_text(_CRONTAB)
        (folder / "bin" / "crontab").chmod(0o755)
        wrapper = ["sh", "-c", _SUBSTITUTE_CRON, "sh"]

    assert_page_runs(ROOT / page, folder, wrapper=wrapper, PYTHONPATH="", CRONTAB=str(folder / "crontab"))

    assert [name for name in ("harbour", "feedmaker") if (folder / "home" / name).exists()] == [], "left behind"
