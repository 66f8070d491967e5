"""A step that a package adds by the entry point feedmaker.article: the package in tests/article_step, installed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

PACKAGE = Path(__file__).parent / "article_step"


def install(source: Path, target: Path) -> None:
    """Install a package into a folder, without the network."""
    shutil.rmtree(target, ignore_errors=True)
    options = ["--quiet", "--no-build-isolation", "--no-index", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", target, source], check=True)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("packages")
    install(PACKAGE, target)
    return target


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.article("a.md", "A boat", 1)
    site.article("b.md", "A note", 2, tags=["notes"])
    site.article("c.md", "A wreck", 3, tags=["broken"])
    return site


def build(site: Site, path: Path | str = "") -> dict[str, Any]:
    """Build in a process of its own with these packages, and return the report."""
    done = site.run("build", "--report", "-", PYTHONPATH=str(path))
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_step_changes_articles_and_keeps_them_out(site: Site, packages: Path) -> None:
    report = build(site, packages)

    assert list(site.ids()) == ["A BOAT"]
    articles = report["articles"]
    assert (articles["published"], articles["excluded"], articles["left_out"]) == (1, 1, 1)
    problem, no_link = report["problems"]
    assert no_link["code"] == "link-missing"
    assert (problem["path"], problem["code"]) == ("articles/c.md", "article-step-failed")
    assert problem["message"] == ("article step shout of harbour-steps 1.0 raised ValueError: this boat has no captain")


def test_inspect_applies_steps(site: Site, packages: Path) -> None:
    def inspected(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(site.run("inspect", "--json", name, PYTHONPATH=str(packages)).stdout)
        return found

    kept_out, failed = inspected("b.md"), inspected("c.md")

    assert (kept_out["status"], kept_out["why"]) == ("excluded", "by an article step of another package")
    assert (failed["status"], failed["problems"][0]["code"]) == ("left out", "article-step-failed")


def test_the_state_depends_on_the_distribution_and_its_version(site: Site, packages: Path, tmp_path: Path) -> None:
    assert build(site)["articles"]["parsed"] == 3
    assert list(site.ids()) == ["A wreck", "A note", "A boat"]
    assert build(site, packages)["reasons"]["articles"] == {"article step of harbour_steps-1.0 changed": 3}
    assert build(site, packages)["articles"]["parsed"] == 0

    source = tmp_path / "source"
    shutil.copytree(PACKAGE, source)
    for name, before, after in (
        ("pyproject.toml", 'version = "1.0"', 'version = "1.1"'),
        ("harbour_steps.py", "title.upper()", "title.lower()"),
    ):
        file = source / name
        file.write_text(file.read_text().replace(before, after))
    install(source, tmp_path / "packages")

    assert build(site, tmp_path / "packages")["articles"]["parsed"] == 3
    assert list(site.ids()) == ["a boat"]
    assert build(site)["articles"]["parsed"] == 3
    assert list(site.ids()) == ["A wreck", "A note", "A boat"]


def test_a_step_in_the_library(site: Site, packages: Path) -> None:
    code = (
        "import feedmaker; print([article.title for article in feedmaker.articles('config.yaml')],"
        " [entry.title for entry in feedmaker.entries('config.yaml')],"
        " feedmaker.read_article(b'# A raft\\ndate: 2024-05-31', '2024-05-31-d.md', 'config.yaml')[0].title)"
    )
    environment = {"PYTHONPATH": str(packages)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site.folder, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout == "['A BOAT'] ['A BOAT'] A RAFT\n"
