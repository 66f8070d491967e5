"""Operating systems that lack what Linux has: the names are taken away, in the command and in its workers.

A GitHub Actions workflow runs the core of the suite on the real ones.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site, tree

from feedmaker import system
from feedmaker.build.workers.context import read_file
from feedmaker.config.schema import Source
from feedmaker.engine.batches import _FEW
from feedmaker.loader.file_patterns import Patterns
from feedmaker.loader.scan import scan

#: Module → names that macOS or Windows lacks.
MISSING = {
    "os": [
        "fork", "sched_getaffinity", "pread", "pwrite", "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY", "geteuid",
    ],
    "signal": ["setitimer", "SIGALRM", "SIGPROF", "SIGHUP", "pthread_sigmask"],
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """More articles than one worker reads alone."""
    site = Site(tmp_path / "site")
    for number in range(_FEW + 20):
        site.article(f"{number % 3}/{number}.md", f"Ship {number}", number % 140, categories=[f"c{number % 4}"])
    site.article("0/dated.md", "Dated", "25. September 2023")
    return site


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Python imports sitecustomize when it starts, in workers too."""
    lines = [f"import {', '.join(MISSING)}"]
    lines += [f"del {module}.{name}" for module, names in MISSING.items() for name in names]
    folder = tmp_path / "without"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text("\n".join(lines))
    return {"PYTHONPATH": f"{folder}{os.pathsep}{Path(__file__).parents[1]}"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_gives_the_same_bytes(site: Site, environment: dict[str, str], jobs: str) -> None:
    expected = site.build_afresh()

    done = site.run("build", "--jobs", jobs, **environment)

    assert (done.returncode, site.files()) == (0, expected), done.stderr
    site.article("1/139.md", "Ship 139", 139, "Edited.")
    done = site.run("build", "--jobs", jobs, **environment)
    assert "changed: 1/139.md: Ship 139" in done.stderr
    assert site.files() == site.build_afresh()
    assert "0 feeds written" in site.run("build", "--jobs", jobs, **environment).stderr


def test_a_slow_article_is_left_out_by_the_watchdog_alone(site: Site, environment: dict[str, str]) -> None:
    site.configure(articles={"timeout": 0.5})
    (site.source / "pipe.md").write_text("---\ntitle: Poison\ndate: 2024-05-05\n---\n")
    folder = Path(environment["PYTHONPATH"].split(os.pathsep)[0])
    with (folder / "sitecustomize.py").open("a") as file:
        file.write(
            "\nimport time\nfrom feedmaker.loader import article\nreal = article.decode\n"
            "def decode(data, encoding='auto'):\n    b'Poison' in data and time.sleep(60)\n"
            "    return real(data, encoding)\n"
            "article.decode = decode\n"
        )

    done = site.run("build", "--jobs", "2", **environment)

    assert done.returncode == 1
    assert "articles/pipe.md: article takes longer than 0.5 s to read" in done.stderr
    assert len(site.items()) == 50


def test_a_symbolic_link_is_not_followed_where_the_system_cannot_refuse_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (tmp_path / "a.md").symlink_to(secret)
    monkeypatch.delattr(os, "O_NOFOLLOW")

    with pytest.raises(OSError, match="symbolic link"):
        system.open_to_read(str(tmp_path / "a.md"))


def test_a_file_has_the_status_that_its_folder_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("a")
    ((_, *listed),) = next(scan(str(tmp_path), Patterns(["*.md"], []))).files

    assert [*read_file(str(tmp_path / "a.md"), Source())[1]] == listed
    monkeypatch.setattr(system, "is_windows", lambda: True)
    assert [*read_file(str(tmp_path / "a.md"), Source())[1]] == [*listed[:2], 0]


def test_windows_syncs_files_and_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flags: list[Any] = []
    real = os.open
    (tmp_path / "a").write_text("a")

    def opened(path: str, mode: int, *rest: Any) -> int:
        flags.append(mode & os.O_RDWR)
        return real(path, mode, *rest)

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(system, "is_windows", lambda: True)
    system.force_to_disk(str(tmp_path))
    system.force_to_disk(str(tmp_path / "a"))

    assert flags == [os.O_RDWR]


def test_names_that_differ_only_by_case_are_told_apart_on_every_disk(site: Site) -> None:
    for number, name in enumerate(["Boat", "BOAT", "boat!", "Boat?", "CON", "con."]):
        site.article(f"n{number}.md", f"N {number}", number, categories=[name])
    site.build()

    folded = [path.casefold() for path in tree(site.output)]
    assert len(set(folded)) == len(folded)
    shutil.rmtree(site.output)
