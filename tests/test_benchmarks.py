"""The arithmetic, tables and corpora of the benchmark. No time is asserted here."""

import inspect
import sys
from contextlib import nullcontext
from dataclasses import replace
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

import pytest
import yaml
from lxml import etree

from benchmarks import corpus, profile_build, scale
from benchmarks.feed_counts import FORBIDDEN, UnequalFeedsError, compare, count_feeds, describe
from benchmarks.measure import RunFailedError, Sample, Summary, measure, summarise
from benchmarks.records import Record, comparable, stored
from benchmarks.report import BEGIN, END, report, seconds, tables, with_figures
from benchmarks.scenarios import added, changed, removed
from benchmarks.targets import targets

MIB = 1024 * 1024


def summary(median: float, peak: int = 100) -> Summary:
    return Summary(3, median, median / 2, median * 2, median * 1.5, peak * MIB)


def sample(wall: float, peak: int = 1) -> Sample:
    return Sample(wall, wall * 2, peak * MIB)


def record(bodies: corpus.Bodies = "made", size: int = 10_000, **walls: float) -> Record:
    machine = {"cores": "2", "memory": "8 GiB", "system": "Linux x86_64"}
    versions = {"feedmaker": "0.1.0", "Python": "3.11.7", "Hugo": "0.168.0", "corpora": "the own maker"}
    samples = {key: [sample(wall)] for key, wall in (walls or {"walk": 0.04, "hugo": 2.0, "cold": 1.5}).items()}
    return Record(bodies, size, machine, versions, 1.0, "6 feeds with 9 entries", samples, {"loader/body": 170.4})


def test_the_median_is_of_wall_times_and_the_peak_is_the_largest() -> None:
    found = summarise([sample(3.0, 5), sample(1.0, 9), sample(2.0, 7)])
    assert found == Summary(3, 2.0, 1.0, 3.0, 4.0, 9 * MIB)


def test_an_even_number_of_runs_has_the_median_between_the_two_in_the_middle() -> None:
    assert summarise([sample(1.0), sample(2.0), sample(4.0), sample(9.0)]).median == 3.0


@pytest.mark.parametrize(
    ("bodies", "size", "bound"),
    [("made", 10_000, 0.80), ("real", 10_000, 0.60), ("made", 100_000, 0.40), ("real", 100_000, 0.45)],
)
def test_a_cold_build_is_held_to_a_share_of_hugo(bodies: str, size: int, bound: float) -> None:
    for wall, is_reached in ((bound * 20, True), (bound * 20 + 0.1, False)):
        found = next(targets(bodies, size, {"hugo": summary(20.0), "cold": summary(wall)}))
        assert (found.scenario, found.bound, found.is_reached) == ("cold", bound, is_reached)


def test_a_build_without_changes_is_held_to_the_walk_and_edits_to_it() -> None:
    rows = {"walk": summary(0.2), "unchanged": summary(0.35), "changed": summary(0.6), "added": summary(0.7)}
    found = {target.scenario: target for target in targets("real", 100_000, {**rows, "removed": summary(0.5)})}
    assert {key: target.is_reached for key, target in found.items()} == {
        "unchanged": True,
        "changed": True,
        "added": False,
        "removed": True,
    }
    assert found["unchanged"].bound == pytest.approx(0.35)
    assert found["added"].measured == pytest.approx(2.0)


def test_memory_is_held_to_a_bound_at_a_hundred_thousand() -> None:
    found = [
        target.is_reached for peak in (150, 151) for target in targets("real", 100_000, {"cold": summary(9, peak)})
    ]
    assert found == [True, False]
    assert list(targets("made", 10_000, {"cold": summary(9.0, 151)})) == []


def test_without_hugo_there_are_no_targets_against_it() -> None:
    assert list(targets("made", 10_000, {"cold": summary(1.0)})) == []


def test_the_table_has_a_row_for_each_scenario_with_its_ratio() -> None:
    text = tables([record()])
    assert "### 10,000 articles, made bodies" in text
    assert "| feedmaker, cold | 1.50 | 1.50 – 1.50 | 3.00 | 1 | 0.75 × |" in text
    assert "| bare scandir and stat walk | 0.040 | 0.040 – 0.040 | 0.080 | 1 | 1/50 |" in text
    assert "| median of 1 |" in text


def test_the_table_says_which_targets_are_missed() -> None:
    text = tables([record(), record("real")])
    what = "wall time, of Hugo's | 0.75 ×"
    assert f"| feedmaker, cold | 10,000 articles, made bodies | {what} | ≤ 0.80 × | reached |" in text
    assert f"| feedmaker, cold | 10,000 articles, real bodies | {what} | ≤ 0.60 × | **missed** |" in text


def test_the_table_says_when_real_bodies_were_not_measured() -> None:
    assert "Real bodies were not measured" in tables([record()])
    assert "Real bodies were not measured" not in tables([record(), record("real")])


def test_every_row_of_a_table_has_as_many_cells() -> None:
    for block in report([record(), record("real")]).split("\n\n"):
        widths = {line.count("|") for line in block.splitlines() if line.startswith("|")}
        assert len(widths) <= 1, block


@pytest.mark.parametrize(("value", "text"), [(0.0421, "0.042"), (1.256, "1.26"), (32.04, "32.0")])
def test_short_times_have_more_digits(value: float, text: str) -> None:
    assert seconds(value) == text


def test_the_report_names_machine_versions_corpora_feeds_and_parts() -> None:
    text = report([record()])
    assert "- 2 cores, 8 GiB of memory, Linux x86_64\n- feedmaker 0.1.0, Python 3.11.7, Hugo 0.168.0\n" in text
    assert "- Corpora of the own maker\n- 10,000 articles, made bodies: 6 feeds with 9 entries\n" in text
    assert "| loader/body | 170 |" in text


def test_figures_replace_those_between_the_marks_and_nothing_else() -> None:
    page = f"# Speed\n\n{BEGIN}\n\nold\n\n{END}\n\nMethod\n"
    assert with_figures(page, "new") == f"# Speed\n\n{BEGIN}\n\nnew\n\n{END}\n\nMethod\n"
    assert with_figures(with_figures(page, "new"), "new") == with_figures(page, "new")


def test_the_documentation_has_a_place_for_the_figures() -> None:
    page = (Path(__file__).parents[1] / "docs" / "speed.md").read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert page.index(BEGIN) < page.index(END)


def test_a_record_survives_its_file(tmp_path: Path) -> None:
    records = [record(), record("made", 100_000), record("real")]
    for item in reversed(records):
        item.save(tmp_path)
    assert stored(tmp_path) == records


def test_records_of_other_machines_or_versions_than_the_latest_are_not_shown() -> None:
    latest = replace(record("real"), time=9.0)
    older = replace(record(size=1_000), versions={**record().versions, "feedmaker": "0.0.9"})
    elsewhere = replace(record(size=2_000), machine={**record().machine, "cores": "64"})
    assert comparable([older, elsewhere, record(), latest]) == [record(), latest]
    assert comparable([]) == []


def test_articles_are_the_same_for_the_same_seed_whatever_the_size() -> None:
    assert list(corpus.articles(3)) == list(islice(corpus.articles(9), 3))
    assert list(corpus.articles(3)) != list(corpus.articles(3, seed=2))


def test_articles_have_front_matter_and_a_body() -> None:
    for text in corpus.articles(50):
        _, head, body = text.split("---\n", 2)
        values = yaml.safe_load(head)
        section, source, channel = values["categories"]
        assert channel.startswith(f"{source} － ")
        assert section != source
        assert values["date"].endswith(" GMT")
        assert body.strip().startswith("<div>")
        assert body.strip().endswith("</div>")


def test_real_bodies_lose_their_front_matter_and_what_hugo_cannot_read(tmp_path: Path) -> None:
    text = "It is high tide at the pier. " * 10
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{text}\n\n```js {{1,3}}\nlet a\n```\n", encoding="utf-8")
    (tmp_path / "b.html").write_text(
        f"+++\ntitle = 'B'\n+++\n<p>{{{{< tide >}}}}{text}{{% raw %}}</p>", encoding="utf-8"
    )
    (tmp_path / "short.md").write_text("Too short", encoding="utf-8")
    (tmp_path / "latin1.md").write_bytes(b"\xe9" * 300)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert corpus.real_bodies(tmp_path) == [f"{text}\n\n```js\nlet a\n```\n", f"<p>{text}</p>"]


def test_real_bodies_come_in_turn_with_sentences_of_their_own() -> None:
    first, second, third = corpus.articles(3, ["One body.\n", "Two bodies.\n"])
    assert ("One body.\n" in first, "Two bodies.\n" in second, "One body.\n" in third) == (True, True, True)
    assert first.split("---\n", 2)[2] != third.split("---\n", 2)[2]


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no articles under"):
        corpus.real_bodies(tmp_path)


def test_a_corpus_is_made_once_and_again_for_other_bodies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "SHARED_MAKER", tmp_path / "missing.py")
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(f"The {name} body. " * 30, encoding="utf-8")
    made = corpus.corpus(tmp_path / "cache", 5)
    real = corpus.corpus(tmp_path / "cache", 5, tmp_path / "first")
    assert (made.bodies, made.maker, real.bodies) == ("made", "own", "real")
    before = made.newest.stat().st_mtime_ns
    assert corpus.corpus(tmp_path / "cache", 5) == made
    assert made.newest.stat().st_mtime_ns == before
    assert "The first body." in real.newest.read_text("utf-8")
    assert "The second body." in corpus.corpus(tmp_path / "cache", 5, tmp_path / "second").newest.read_text("utf-8")


def test_the_newest_article_is_found_by_its_date(tmp_path: Path) -> None:
    corpus.make(tmp_path, 30)
    found = corpus.newest(tmp_path)
    dates = {
        p: parsedate_to_datetime(yaml.safe_load(p.read_text("utf-8").split("---\n")[1])["date"])
        for p in tmp_path.rglob("*.md")
    }
    assert dates[tmp_path / found] == max(dates.values())


def test_edits_leave_the_corpus_as_it_was(tmp_path: Path) -> None:
    corpus.make(tmp_path, 5)
    made = corpus.Corpus(tmp_path, "made", 5, "own", tmp_path / corpus.newest(tmp_path))

    def look() -> dict[Path, tuple[bytes, int]]:
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*.md")}

    before = look()
    for edit in (changed, added, removed):
        with edit(made):
            assert look() != before
        assert look() == before


def test_a_command_is_measured_in_its_folder_and_a_failure_is_raised(tmp_path: Path) -> None:
    found = measure(["/bin/sh", "-c", "pwd > here"], tmp_path, tmp_path / "home")
    assert (tmp_path / "here").read_text().strip() == str(tmp_path)
    assert found.wall > 0
    assert found.peak > 0
    with pytest.raises(RunFailedError, match="ended with status 3:\nno tide"):
        measure(["/bin/sh", "-c", "echo no tide; exit 3"], tmp_path, tmp_path / "home")


def test_time_counts_for_the_part_that_runs_or_has_called_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def called() -> str:
        return profile_build.part_of(inspect.currentframe())

    def _find_and_load() -> str:
        return called()

    assert called() == "other"
    monkeypatch.setattr(profile_build, "PACKAGE", f"{Path(__file__).parent}/")
    assert called() == "feedmaker"
    monkeypatch.setattr(profile_build, "PACKAGE", f"{Path(__file__).parents[1]}/")
    assert called() == "tests"
    assert _find_and_load() == "imports"


def test_a_profile_divides_the_time_of_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.make(tmp_path / "articles", 100)
    (tmp_path / "config.yaml").write_text("site: {title: A, url: https://a.example/}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = profile_build.profile("articles")
    assert (tmp_path / "output" / "rss.xml").exists()
    # The work of the workers too.
    assert {"loader/body", "loader/metadata", "writer"} & set(found)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def write_feeds(folder: Path, *sizes: int) -> Path:
    for number, size in enumerate(sizes):
        (folder / str(number)).mkdir(parents=True)
        (folder / str(number) / "rss.xml").write_text(f"<rss><channel>{'<item/>' * size}</channel></rss>")
        atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{"<entry/>" * size}</feed>'
        (folder / str(number) / "atom.xml").write_text(atom)
    return folder


def test_feeds_and_entries_are_counted(tmp_path: Path) -> None:
    assert describe(count_feeds(write_feeds(tmp_path, 2, 3))) == "4 feeds with 10 entries"


def test_feeds_with_characters_that_xml_forbids_are_refused_unless_ignored(tmp_path: Path) -> None:
    (tmp_path / "rss.xml").write_bytes(b"<rss><item>\x08</item>\t</rss>")
    with pytest.raises(etree.XMLSyntaxError):
        count_feeds(tmp_path)
    assert describe(count_feeds(tmp_path, ignoring=FORBIDDEN)) == "1 feeds with 1 entries"


@pytest.mark.parametrize(
    ("theirs", "are_equal"), [((3, 2), True), ((2, 2), False), ((2, 3, 0), False), ((1, 4), False)]
)
def test_feeds_of_other_sizes_are_refused(tmp_path: Path, theirs: tuple[int, ...], are_equal: bool) -> None:
    counts = count_feeds(write_feeds(tmp_path / "a", 2, 3)), count_feeds(write_feeds(tmp_path / "b", *theirs))
    with nullcontext() if are_equal else pytest.raises(UnequalFeedsError, match="4 feeds with 10 entries, Hugo "):
        compare(*counts, "Hugo")


def scale_build(mode: str, articles: int, parent: float, workers: float) -> scale.Build:
    moved = {"read": [33.0 * articles, 700.0 * articles]} if mode == "dask" else {}
    return scale.Build(
        mode=mode, articles=articles, wall=workers, parent=parent, workers=workers, scheduler=0.0,
        parent_peak=100 * MIB + 400 * articles, worker_peak=60 * MIB, moved=moved, feeds=9, state=1000 * articles,
    )  # fmt: skip


def test_figures_of_scale_are_slopes_between_two_sizes_and_what_follows_for_more() -> None:
    builds = [scale_build("local", 10_000, 1.5, 3.0), scale_build("dask", 10_000, 2.0, 4.0)]
    builds += [scale_build("local", 20_000, 2.0, 5.0), scale_build("dask", 20_000, 3.0, 7.0)]

    text = scale.figures(builds)

    assert "| on this computer | 20,000 | 9 | 5.00 | 2.00 | 5.00 | 108 | 60 | 20 |" in text
    assert "| read | 33 | 700 |" in text
    assert "| on this computer | 50 | 200 | 400 | 1000 | 4.0 |" in text
    assert "| on Dask, two workers | 100,000,000 | 2.78 | 8.3 | 40.0 | 100.0 |" in text


def test_the_document_of_scale_has_a_place_for_the_figures() -> None:
    page = scale.PAGE.read_text(encoding="utf-8")
    assert page.index(scale.BEGIN) < page.index(END)


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell what processes used")
def test_a_build_of_the_articles_of_scale_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "CACHE", tmp_path)
    source = scale.write_articles(16)

    built = scale.build("local", 16, source)

    assert len(list(source.glob("part-*/*/*.md"))) == 16
    assert built.feeds > 1
    assert min(built.parent, built.parent_peak, built.worker_peak, built.state) > 0
