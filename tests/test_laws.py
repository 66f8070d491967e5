"""The laws of docs/design.md that a build as a whole keeps, over generated folders.

Laws 2 and 6 have modules of their own; law 8 is held by the tests of the sanitiser, and law 9 by those of the guards.
"""

import json
import os
import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from site_folder import NOW, Site, tree

from feedmaker import Report
from feedmaker.engine.batches import _FEW

#: A disk in memory, where there is one: a build forces every file to disk.
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
FEW = settings(max_examples=int(os.environ.get("FEEDMAKER_EXAMPLES", "25")), suppress_health_check=list(HealthCheck))
ATOM = "{http://www.w3.org/2005/Atom}"

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
NAMES = st.sampled_from(["harbour", "Harbour", "金融", "c++", "a/b", "..", "<b>", "Ｈarbour", " tide", "con", "أخبار"])
FILES = st.sampled_from(
    ["a.md", "b.md", "c.html", "d.txt", "n/a.md", "n/2024-01-09-e.md", "_drafts/f.md", "帆/船.md", "A.md"]
)
DATES = st.one_of(
    st.integers(631_152_000, 1_714_521_600).map(lambda at: f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"),
    st.sampled_from(
        [None, "32 May", "2016-09-31", "2099-01-01", "Sat, 25 Sep 2021 14:07:50 GMT", "03/04/2021", "2021"]
    ),
)


class Text(NamedTuple):
    """An article to be: the fields of its front matter and its body."""

    fields: dict[str, Any]
    body: str

    def written(self) -> bytes:
        head = yaml.safe_dump(self.fields, allow_unicode=True, sort_keys=False)
        return f"---\n{head}---\n{self.body}\n".encode()


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """Draw an article that may be fit to be published."""
    fields: dict[str, Any] = {"title": draw(TEXT), "date": draw(DATES), "categories": draw(st.lists(NAMES, max_size=3))}
    for key, values in (
        ("draft", st.just(True)),
        ("feed", st.just(False)),
        ("updated", DATES),
        ("tags", st.lists(NAMES, max_size=2)),
        ("author", TEXT),
        ("guid", st.sampled_from(["urn:example:1", "urn:example:2", "no uri"])),
        ("link", st.sampled_from(["https://harbour.example/1", "https://harbour.example/2"])),
    ):
        if draw(st.integers(0, 5)) == 0:
            fields[key] = draw(values)
    return Text({key: value for key, value in fields.items() if value is not None}, draw(TEXT))


#: Path → bytes: articles, and what only looks like them.
FOLDERS = st.dictionaries(
    FILES, st.one_of(texts().map(Text.written), texts().map(Text.written), st.binary(max_size=60)), max_size=7
)


@contextmanager
def site(files: dict[str, bytes], **config: Any) -> Iterator[Site]:
    """Give a site with these articles, in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="feedmaker-laws-", dir=FAST))
    try:
        found = Site(folder / "site", **{"output": {"index": False}, **config})
        for path, data in files.items():
            found.put(path, data)
        yield found
    finally:
        shutil.rmtree(folder)


def left_out_codes() -> set[str]:
    page = (Path(__file__).parents[1] / "docs" / "problems.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([a-z0-9-]+)`", page.split("\n## ")[1], re.MULTILINE))


LEFT_OUT = left_out_codes()


@pytest.fixture(scope="module")
def crowd() -> dict[str, bytes]:
    """Give so many articles that several workers are started."""
    chance = random.Random(2021)
    files = {}
    for number in range(_FEW + 20):
        fields = {
            "title": f"Ship {number} {chance.choice('金港帆αβж')}",
            "date": f"{datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(9000)):%F %T}",
            "categories": chance.sample(["harbour", "Harbour", "金融", "tide", "c++"], 2),
            "tags": chance.sample(["x", "X", "y", "z"], 2),
        }
        body = "\n\n".join(f"{chance.random()} *boats* of **{number}** {{% tag {number % 7} %}}" for _ in range(4))
        files[f"{number % 5}/{number}.md"] = Text(fields, body).written()
    return files


def test_same_input_same_bytes_in_any_environment(crowd: dict[str, bytes], tmp_path: Path) -> None:
    """Law 1: TZ, LANG, PYTHONHASHSEED, worker count, order of the directory, folder."""
    surroundings = [
        ("1", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}, list(crowd)),
        ("2", {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}, list(reversed(crowd))),
        ("2", {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "random"}, sorted(crowd)),
    ]
    found = []
    for number, (jobs, environment, order) in enumerate(surroundings):
        here = Site(tmp_path / f"folder {number}", feeds={"tags": True})
        for path in order:
            here.put(path, crowd[path])
        done = here.run("build", "--jobs", jobs, "-q", "--report", "report.json", **environment)
        assert done.returncode == 0, done.stderr
        report = json.loads((here.folder / "report.json").read_bytes())
        del report["seconds"]
        found.append((here.files(), report, done.stderr))

    assert found[0][0].keys() == found[1][0].keys() == found[2][0].keys()
    assert found[0] == found[1] == found[2]


@FEW
@given(FOLDERS, st.randoms(use_true_random=False))
def test_same_input_same_bytes_in_any_order(files: dict[str, bytes], chance: random.Random) -> None:
    """Law 1."""
    shuffled = list(files)
    chance.shuffle(shuffled)
    with site(files) as one, site({path: files[path] for path in shuffled}) as other:
        reports = one.build(), other.build()

        assert one.files() == other.files()
        assert reports[0].problems == reports[1].problems


@FEW
@given(FOLDERS, st.integers(0, 10_000))
def test_no_clock_in_the_output(files: dict[str, bytes], days: int) -> None:
    """Law 3: the present decides what is held, and nothing else."""
    assume(not any(b"2099" in data for data in files.values()))
    with site(files) as now, site(files) as then:
        now.build()
        then.build(now=NOW + timedelta(days=days, seconds=days))

        assert now.files() == then.files()


@FEW
@given(FOLDERS)
def test_a_feed_is_as_new_as_its_newest_entry(files: dict[str, bytes]) -> None:
    """Law 3."""
    with site(files) as here:
        here.build()
        for path, data in here.files().items():
            if path.endswith("atom.xml"):
                root = etree.fromstring(data)
                entries = [found.text or "" for found in root.iterfind(f"{ATOM}entry/{ATOM}updated")]
                if entries:
                    assert root.findtext(f"{ATOM}updated") == max(entries)


@FEW
@given(FOLDERS)
def test_every_file_is_accounted_for(files: dict[str, bytes]) -> None:
    """Law 4; that the counts add up is seen at every build of the suite."""
    with site(files) as here:
        report = here.build()

        assert report.articles.found == len(files)
        named = {problem.path for problem in report.problems if problem.code in LEFT_OUT and problem.hint}
        assert len(named) >= report.articles.left_out
        assert len(here.items()) == min(report.articles.published, 50)


@FEW
@given(FOLDERS, st.booleans())
def test_what_did_not_change_is_not_touched(files: dict[str, bytes], full: bool) -> None:
    """Law 5, also where everything is read and rendered again, and where only mtimes changed."""
    with site(files) as here:
        here.build()
        before = here.mtimes()
        for path in files:
            here.touch(path)
        report = here.build(full=full)

        assert here.mtimes() == before
        assert report.written == ()


@FEW
@given(FOLDERS)
def test_no_id_is_used_twice_and_each_is_the_same_everywhere(files: dict[str, bytes]) -> None:
    """Law 7."""
    with site(files, feeds={"tags": True}) as here:
        here.build()
        ids_of_feeds: list[str] = []
        content: dict[str, Any] = {}
        for path, data in here.files().items():
            if not path.endswith("feed.json"):
                continue
            items = json.loads(data)["items"]
            atom = etree.fromstring(here.files()[path.replace("feed.json", "atom.xml")])
            rss = etree.fromstring(here.files()[path.replace("feed.json", "rss.xml")])
            ids_of_feeds.append(atom.findtext(f"{ATOM}id", ""))
            ids = [item["id"] for item in items]
            assert len(set(ids)) == len(ids)
            assert ids == [found.text for found in atom.iterfind(f"{ATOM}entry/{ATOM}id")]
            assert ids == [found.text for found in rss.iterfind("channel/item/guid")]
            assert all(content.setdefault(item["id"], item) == item for item in items)
        assert len(set(ids_of_feeds)) == len(ids_of_feeds)
        assert not set(ids_of_feeds) & content.keys()


def ship(**fields: Any) -> Text:
    return Text({"title": "Ship", "date": "2024-01-01 10:00:00", "categories": ["harbour"], **fields}, "A boat.")


EDITS = st.sampled_from(["title", "date", "categories", "body", "url", "link", "path", "suffix"])


@FEW
@given(st.lists(EDITS, min_size=1, max_size=5), TEXT)
def test_an_id_is_for_ever(edits: list[str], word: str) -> None:
    """Law 7: through every edit, one a build; a path that changes is known by the state."""
    with site(
        {"a.md": ship().written(), "other.md": Text({"title": "Other", "date": "2023-01-01"}, "").written()}
    ) as here:
        here.build()
        [first] = [item["id"] for item in here.items() if item["title"] == "Ship"]
        path, text = "a.md", ship()
        for number, edit in enumerate(edits):
            match edit:
                case "title":
                    text = text._replace(fields={**text.fields, "title": f"Ship {number} {word}"})
                case "date":
                    text = text._replace(fields={**text.fields, "date": f"2024-02-{number + 1:02} 10:00:00"})
                case "categories":
                    text = text._replace(fields={**text.fields, "categories": [f"harbour {number}"]})
                case "body":
                    text = text._replace(body=f"Boat {number}. {word}")
                case "link":
                    text = text._replace(fields={**text.fields, "link": f"https://harbour.example/{number}"})
                case "url":
                    here.configure(site={"url": f"https://host-{number}.example/"})
                case "path" | "suffix":
                    (here.source / path).unlink()
                    path = f"{number}/b{number}.md" if edit == "path" else str(Path(path).with_suffix(".markdown"))
            here.put(path, text.written())
            here.build(new_ids=True)

            others = {item["id"] for item in here.items() if item["title"] == "Other"}
            assert {item["id"] for item in here.items()} - others == {first}, (edit, edits)


@FEW
@given(texts(), st.dictionaries(FILES, st.binary(max_size=200), max_size=4))
def test_one_bad_article_never_stops_the_rest(good: Text, bad: dict[str, bytes]) -> None:
    """Law 10: bytes of any kind beside an article leave its entry as it is."""
    fields = {**good.fields, "date": "2024-01-01", "title": "Ship"}
    data = good._replace(fields={key: fields[key] for key in fields if key not in ("draft", "feed")}).written()
    with site({"good/ship.md": data}) as alone, site({"good/ship.md": data, **bad}) as beside:
        alone.build()
        report = beside.build()

        assert report.exit in (0, 1)
        [entry] = alone.items()
        assert [item for item in beside.items() if item["id"] == entry["id"]] == [entry]


def aliases(depth: int) -> bytes:
    return b",".join([b"*a%d" % (depth - 1)] * 9) if depth else b"x"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("bytes.md", bytes(range(256))),
        ("nul.md", b"\0" * 5000),
        ("unclosed.md", b"---\ntitle: [\n"),
        ("alias.md", b"---\na: &a [*a]\ntitle: x\n---\n"),
("bomb.md", b"---\n" + b"".join(b"a%d: &a%d [%s]\n" % (n, n, aliases(n)) for n in range(11)) + b"---\n"),
        ("deep.md", b"---\ntitle: deep\ndate: 2024-01-01\n---\n" + b"> " * 20_000 + b"x"),
        ("brackets.md", b"---\ntitle: brackets\ndate: 2024-01-01\n---\n" + b"[" * 30_000),
        ("fences.html", b"<div>" * 20_000),
        ("surrogate.md", "---\ntitle: \\ud800\ndate: 2024-01-01\n---\n\ud800".encode("utf-8", "surrogatepass")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_no_hostile_sample_stops_the_rest(path: str, data: bytes) -> None:
    """Law 10."""
    with site({"ship.md": ship().written(), path: data}) as here:
        report: Report = here.build()

        assert report.exit in (0, 1)
        assert "Ship" in here.ids()
        assert not [problem for problem in report.problems if problem.code == "internal-error"]
        for name, document in tree(here.output).items():
            if name.endswith(".xml"):
                etree.fromstring(document)


def test_the_present_of_these_tests_is_the_one_of_the_folders() -> None:
    """The dates above are before it, except those of 2099."""
    assert datetime(2024, 5, 1, tzinfo=UTC) < NOW < datetime(2099, 1, 1, tzinfo=UTC)
