"""The benchmark's own arithmetic, tables and drawing. No time is asserted here."""

from dataclasses import replace
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

import pytest
import yaml
from lxml import etree

from benchmarks import corpus
from benchmarks.chart import chart
from benchmarks.counting import UnequalFeedsError, compare, count
from benchmarks.record import Record, comparable, stored
from benchmarks.results import BEGIN, END, results, with_figures
from benchmarks.scenarios import added, changed, removed
from benchmarks.table import parts_table, seconds, tables
from benchmarks.targets import targets
from benchmarks.timing import Sample, Summary, summarise

LABELS = {"walk": "bare walk", "hugo": "Hugo 0.168.0", "cold": "feedmaker, cold", "unchanged": "feedmaker, <same>"}
MIB = 1024 * 1024


def summary(median: float, peak: int = 100) -> Summary:
    return Summary(3, median, median / 2, median * 2, median * 1.5, peak * MIB)


SMALL = {"walk": summary(0.04), "hugo": summary(2.0, 700), "cold": summary(1.5), "unchanged": summary(0.15)}
LARGE = {"walk": summary(0.4), "hugo": summary(32.0, 4000), "cold": summary(16.0, 401), "unchanged": summary(0.8)}
FIGURES = {10_000: SMALL, 100_000: LARGE}


def sample(wall: float, peak: int = 1) -> Sample:
    return Sample(wall, wall * 2, peak)


def test_the_median_is_of_wall_times_and_the_peak_is_the_largest() -> None:
    found = summarise([sample(3.0, 5), sample(1.0, 9), sample(2.0, 7)])
    assert found == Summary(3, 2.0, 1.0, 3.0, 4.0, 9)


def test_an_even_number_of_runs_has_the_median_between_the_two_in_the_middle() -> None:
    assert summarise([sample(1.0), sample(2.0), sample(4.0), sample(9.0)]).median == 3.0


def test_a_target_is_reached_at_its_bound_and_missed_beyond() -> None:
    found = {(t.size, t.scenario, t.of): t.reached for t in targets(FIGURES)}
    assert found == {
        (10_000, "cold", "wall time, of Hugo's"): True,
        (10_000, "unchanged", "wall time"): True,
        (100_000, "cold", "wall time, of Hugo's"): False,
        (100_000, "cold", "peak memory"): False,
        (100_000, "unchanged", "wall time, of Hugo's"): True,
        (100_000, "unchanged", "wall time, to 2.5 walks and 0.1 s"): True,
        (100_000, "cold", "time an article, of that at 10,000"): True,
    }


def test_edits_are_held_to_a_twentieth_of_hugo() -> None:
    rows = {"hugo": summary(20.0), "changed": summary(1.0), "added": summary(1.01), "removed": summary(0.5)}
    found = {t.scenario: t.reached for t in targets({100_000: rows})}
    assert found == {"changed": True, "added": False, "removed": True}


def test_memory_at_a_million_is_held_to_that_at_a_hundred_thousand() -> None:
    [found] = [t for t in targets({**FIGURES, 1_000_000: {"cold": summary(200.0, 620)}}) if t.size == 1_000_000]
    assert not found.reached
    assert found.measured == pytest.approx(620 / 401)


def test_without_a_peer_there_are_no_targets_against_it() -> None:
    assert targets({10_000: {"cold": summary(1.0)}}) == []


def test_the_table_has_a_row_for_each_scenario_with_its_ratio() -> None:
    text = tables({10_000: SMALL}, LABELS)
    assert "| feedmaker, cold | 1.50 | 0.750 – 3.00 | 2.25 | 100 | 0.75 × |" in text
    assert "| bare walk | 0.040 | 0.020 – 0.080 | 0.060 | 100 | 1/50 |" in text
    assert "Median of 3 runs." in text


def test_the_table_says_which_targets_are_missed() -> None:
    text = tables(FIGURES, LABELS)
    assert "| feedmaker, cold | 100,000 | wall time, of Hugo's | 0.50 × | ≤ 0.40 × | **missed** |" in text
    assert "| feedmaker, <same> | 10,000 | wall time | 0.150 s | ≤ 0.150 s | reached |" in text


def test_every_row_of_a_table_has_as_many_cells() -> None:
    for block in tables(FIGURES, LABELS).split("\n\n"):
        widths = {line.count("|") for line in block.splitlines() if line.startswith("|")}
        assert len(widths) <= 1, block


@pytest.mark.parametrize(("value", "text"), [(0.0421, "0.042"), (1.256, "1.26"), (32.04, "32.0")])
def test_short_times_have_more_digits(value: float, text: str) -> None:
    assert seconds(value) == text


def test_the_parts_are_told_in_microseconds() -> None:
    assert parts_table({"read": 17.4, "decode": 3.6}).splitlines()[2:] == ["| read | 17 |", "| decode | 4 |"]


def test_the_chart_is_xml_with_a_bar_for_each_figure() -> None:
    root = etree.fromstring(chart(FIGURES, LABELS).encode())
    bars = root.findall("{*}rect[@class='ours']") + root.findall("{*}rect[@class='peer']")
    assert len(bars) == 8
    assert len(root.findall("{*}rect[@class='ours']")) == 4


def test_the_bars_are_as_long_as_the_times_and_stay_within_the_picture() -> None:
    root = etree.fromstring(chart({10_000: SMALL}, LABELS).encode())
    widths = [float(bar.get("width", "")) for bar in root.iterfind("{*}rect") if bar.get("class") != "page"]
    assert widths[2] / widths[1] == pytest.approx(0.75, abs=0.01)
    for bar in root.iterfind("{*}rect"):
        assert float(bar.get("x", 0)) + float(bar.get("width", "")) <= float(root.get("width", ""))


def test_the_chart_tells_its_figures_to_those_who_do_not_see_it() -> None:
    root = etree.fromstring(chart(FIGURES, LABELS).encode())
    assert root.get("role") == "img"
    title = root.findtext("{*}title") or ""
    assert "10,000 articles: bare walk 0.040 s, Hugo 0.168.0 2.00 s, feedmaker, cold 1.50 s" in title


def record() -> Record:
    machine = {"cores": "2", "memory": "8 GiB", "system": "Linux x86_64"}
    versions = {"feedmaker": "0.1.0", "Python": "3.11.7", "corpus": "own maker"}
    samples = {"cold": [sample(1.0), sample(2.0)]}
    return Record(10_000, machine, versions, LABELS, "6 feeds with 9 entries", samples, {"read": 17.0})


def test_a_record_survives_its_file(tmp_path: Path) -> None:
    first, second = record(), replace(record(), size=100)
    for item in (first, second):
        item.save(tmp_path)
    assert stored(tmp_path) == [second, first]


def test_records_of_another_machine_or_version_are_not_compared() -> None:
    like = replace(record(), size=100_000, versions={**record().versions, "Hugo": "0.168.0"})
    older = replace(record(), size=1_000, versions={**record().versions, "feedmaker": "0.0.9"})
    elsewhere = replace(record(), size=2_000, machine={**record().machine, "cores": "64"})
    assert comparable([older, elsewhere, record(), like], 10_000) == [record(), like]


def test_the_results_name_machine_versions_feeds_and_parts() -> None:
    text = results([record()], LABELS)
    computer = "2 cores, 8 GiB of memory, Linux x86_64"
    assert f"- 10,000 articles: {computer}; feedmaker 0.1.0, Python 3.11.7; corpus of the own maker" in text
    assert "- 10,000 articles: 6 feeds with 9 entries." in text
    assert "| read | 17 |" in text


def test_figures_replace_those_between_the_marks_and_nothing_else() -> None:
    page = f"# Speed\n\n{BEGIN}\n\nold\n\n{END}\n\nMethod\n"
    assert with_figures(page, "new") == f"# Speed\n\n{BEGIN}\n\nnew\n\n{END}\n\nMethod\n"
    assert with_figures(with_figures(page, "new"), "new") == with_figures(page, "new")


def test_the_documentation_shows_the_results_that_were_written() -> None:
    root = Path(__file__).parents[1]
    written = root / "benchmarks" / "results.md"
    if not written.exists():
        pytest.skip("make bench has not been run yet")
    _, _, figures = written.read_text(encoding="utf-8").partition("\n\n")
    assert figures.strip() in (root / "docs" / "speed.md").read_text(encoding="utf-8")


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
    made = corpus.Corpus(tmp_path, 5, "own", tmp_path / corpus.newest(tmp_path))

    def look() -> dict[Path, tuple[bytes, int]]:
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*.md")}

    before = look()
    for edit in (changed, added, removed):
        with edit(made):
            assert look().keys() != before.keys() or look() != before
        assert look() == before


RSS = "<rss><channel><title>c</title>{}</channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>c</title>{}</feed>'


def write_feeds(folder: Path, *titles: str) -> Path:
    folder.mkdir()
    (folder / "rss.xml").write_text(RSS.format("".join(f"<item><title>{t}</title></item>" for t in titles)))
    (folder / "atom.xml").write_text(ATOM.format("".join(f"<entry><title>{t}</title></entry>" for t in titles)))
    return folder


def test_feeds_and_entries_are_counted(tmp_path: Path) -> None:
    found = count(write_feeds(tmp_path / "a", "x", "y"))
    assert (found.feeds, found.entries) == (2, 4)


def test_feeds_with_the_same_articles_are_equal_in_whatever_order(tmp_path: Path) -> None:
    ours, theirs = write_feeds(tmp_path / "a", "x", "y"), write_feeds(tmp_path / "b", "y", " x\n")
    assert compare(count(ours), count(theirs), "Hugo") == 0


def test_feeds_with_other_articles_are_told(tmp_path: Path) -> None:
    ours, theirs = write_feeds(tmp_path / "a", "x", "y"), write_feeds(tmp_path / "b", "x", "z")
    assert compare(count(ours), count(theirs), "Hugo") == 2


def test_feeds_with_another_number_of_entries_are_refused(tmp_path: Path) -> None:
    ours, theirs = write_feeds(tmp_path / "a", "x", "y"), write_feeds(tmp_path / "b", "x")
    with pytest.raises(UnequalFeedsError, match="2 feeds with 4 entries, Hugo 2 with 2"):
        compare(count(ours), count(theirs), "Hugo")
