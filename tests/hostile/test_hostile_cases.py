"""Every input of the shared collection of hostile articles, each built beside a good one."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site, tree

CASES = Path(__file__).parents[3] / "shared" / "cases" / "hostile.json"
#: What one build may take: seconds, more than an article may for a machine that is busy, and bytes of a process.
SECONDS = 40
MEMORY = 500 << 20
#: Runs a command and prints the memory of its largest process.
MEASURED = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""

Check = Callable[[Site, dict[str, Any]], None]


def load() -> list[dict[str, Any]]:
    return json.loads(CASES.read_bytes()) if CASES.is_file() else []


def content(site: Site) -> str:
    """Return the content of the hostile article, "" where it was left out."""
    return "".join(item.get("content_html", "") for item in site.items() if item["title"] != "Good")


def no_message(site: Site, _case: dict[str, Any]) -> None:
    assert b"ystem Message" not in b"".join(tree(site.output).values())


def no_other_file(site: Site, case: dict[str, Any]) -> None:
    no_message(site, case)
    written = b"".join(tree(site.output).values())
    assert Path("/etc/passwd").read_bytes().splitlines()[0] not in written
    assert str(site.folder).encode() not in written


def is_published(site: Site, _case: dict[str, Any]) -> None:
    assert len(site.items()) == 2


def no_clock(site: Site, case: dict[str, Any]) -> None:
    is_published(site, case)
    assert not re.search(r"\b20\d\d-\d\d-\d\d", content(site))


def short_length(site: Site, case: dict[str, Any]) -> None:
    is_published(site, case)
    sizes = [a.get("size_in_bytes", 0) for item in site.items() for a in item.get("attachments", ())]
    assert all(size < 2**63 for size in sizes)


def plain_summary(site: Site, case: dict[str, Any]) -> None:
    is_published(site, case)
    assert not [item["summary"] for item in site.items() if "<" in item.get("summary", "")]


#: What must hold of each input beside that others are published; any other is published.
CHECKS: dict[str, Check] = {
    "rst-embed": no_other_file,
    "rst-embed-txt": no_other_file,
    "rst-embed-missing": no_other_file,
    "rst-system-message": no_message,
    "rst-systemexit": no_message,
    "rst-systemexit-nested": no_message,
    "rst-date": no_clock,
    "folder-not-utf8": lambda *_: None,
    "mtime-2262": lambda *_: None,
    "enclosure-length": short_length,
    "more-in-attribute": plain_summary,
}


def text_of(case: dict[str, Any]) -> str:
    """Return the whole text of a case."""
    text: str = case["text"]
    if more := case.get("append"):
        text += more["text"] * more["times"]
    if each := case.get("append_each"):
        text += "".join(each["template"].replace("{indent}", "  " * number) for number in range(each["count"]))
    return text


def put(site: Site, case: dict[str, Any]) -> None:
    """Write the files of a case."""
    name = os.fsdecode(bytes.fromhex(case["file_bytes"])) if "file_bytes" in case else case["file"]
    site.put(name, text_of(case))
    if mtime := case.get("mtime_ns"):
        try:
            os.utime(site.source / name, ns=(mtime, mtime))
        except OverflowError:
            pytest.skip("this system has no such time")
    for path, data in case.get("beside", {}).items():
        (site.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (site.folder / path).write_text(data)


@pytest.mark.skipif(not CASES.is_file(), reason="the shared cases are not there")
@pytest.mark.parametrize("case", load(), ids=lambda case: str(case["name"]))
def test_an_input_of_the_collection_costs_no_other_article_anything(tmp_path: Path, case: dict[str, Any]) -> None:
    site = Site(tmp_path / "site", source={"include": ["**/*"]})
    site.article("good.md", "Good", 3)
    put(site, case)

    # in a process of its own: the memory of this one counts as that of its child until it has started
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, sys.executable, "-m", "feedmaker", "build", "-q", "--report", "report.json"],
        cwd=site.folder,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )

    report = json.loads((site.folder / "report.json").read_bytes())
    assert done.returncode in (0, 1), done.stderr.decode()[-2000:]
    assert "Good" in [item["title"] for item in site.items()]
    assert b"Warning" not in done.stderr
    assert b"Traceback" not in done.stderr
    assert "internal-error" not in [problem["code"] for problem in report["problems"]]
    counts = report["articles"]
    assert counts["published"] + counts["left_out"] == 2
    assert int(done.stdout.split()[-1]) * (1 if sys.platform == "darwin" else 1024) < MEMORY
    CHECKS.get(case["name"], is_published)(site, case)
