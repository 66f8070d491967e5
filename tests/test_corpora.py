"""Real folders of articles, if they are beside the repository: how many files are published, held or left out.

Whatever is left out was looked at: pages without a date (about, search, section lists), drawings, demonstrations,
notes, posts whose file names have lost their date, and a 31 September.
"""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from lxml import etree
from site_folder import assert_sums, tree

from feedmaker import Report, build
from feedmaker.check.run import check_files
from feedmaker.loader.article import LEFT_OUT

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
NOW = datetime(2026, 11, 23, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason=f"{CORPORA} is not there")


class Counts(NamedTuple):
    """What becomes of a folder's files, and the codes of what keeps any out."""

    found: int
    published: int
    held: int = 0
    draft: int = 0
    excluded: int = 0
    duplicate: int = 0
    left_out: int = 0
    codes: tuple[tuple[str, int], ...] = ()


def undated(count: int) -> tuple[tuple[str, int], ...]:
    return (("date-missing", count),)


EXPECTED = {
    "18F+18f.gsa.gov": Counts(503, 503),
    "Cynthia0329+blog-hexo-source": Counts(92, 81, draft=11),
    "FahdLABs+fahdlabs.github.io": Counts(10, 7, left_out=3, codes=undated(3)),
    "YunYouJun+yunyoujun.github.io": Counts(97, 79, draft=18),
    "airvip+hexo-source": Counts(193, 193),
    "almet+blog": Counts(63, 62, draft=1),
    "code4lib+code4lib.github.io": Counts(477, 450, draft=27),
    "daimamiao+hexo-source": Counts(107, 107),
    "getpelican+pelican-blog": Counts(22, 18, excluded=1, left_out=3, codes=undated(3)),
    "gopheracademy+gopheracademy-web": Counts(255, 255),
    "hexojs+site": Counts(57, 57),
    "iceprosurface+astro-blog": Counts(298, 156, draft=4, excluded=123, left_out=15, codes=undated(15)),
    "im-vincent+hexo-source": Counts(36, 36),
    "jakevdp+jakevdp.github.io-source": Counts(63, 62, left_out=1, codes=undated(1)),
    "jekyll+jekyll": Counts(101, 101),
    "mre+endler.dev": Counts(95, 66, draft=8, excluded=1, left_out=20, codes=undated(20)),
    "ntflc+hexo-source": Counts(51, 51),
    "o2team+o2team.github.io": Counts(286, 286),
    "rsshub-page": Counts(103, 100, duplicate=3),
    "seed": Counts(1, 1),
    "simonw+til": Counts(529, 0, left_out=529, codes=undated(529)),
    "v8+v8.dev": Counts(200, 200),
    "web-standards-ru+web-standards.ru": Counts(124, 117, left_out=7, codes=undated(7)),
    "wild-broken": Counts(7, 2, left_out=5, codes=(("date-impossible", 1), ("date-missing", 4))),
}


def built(name: str, folder: Path, now: datetime = NOW, **keys: Any) -> tuple[Report, dict[str, bytes]]:
    """Build the feeds of a corpus, with every entry in them, so that every body is rendered."""
    config = {
        "site": {"title": "Corpus", "url": "https://corpus.example/", "timezone": "UTC"},
        "source": {"include": [f"**/*.{suffix}" for suffix in ("md", "markdown", "html", "htm", "txt", "rst")]},
        "feeds": {"limit": 1_000_000, "max_bytes": 1_000_000_000, "formats": ["rss", "json"]},
        "output": {"index": False},
        **keys,
    }
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    source, output = CORPORA / name, folder / "output"
    report = build(file, jobs=1, now=now, source=str(source), output=str(output))
    return report, tree(output)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_file_of_a_corpus_is_counted_as_expected(name: str, tmp_path: Path) -> None:
    report, files = built(name, tmp_path)

    assert_sums(report, tmp_path)
    codes = Counter(problem.code for problem in report.problems if problem.code in LEFT_OUT)
    a = report.articles
    counts = Counts(
        a.found, a.published, a.held, a.draft, a.excluded, a.duplicate, a.left_out, (*sorted(codes.items()),)
    )
    assert counts == EXPECTED[name]
    assert len(json.loads(files["feed.json"])["items"]) == counts.published
    assert not [problem for problem in report.problems if problem.code == "internal-error"]
    for path, data in files.items():
        if path.endswith(".xml"):
            etree.fromstring(data, etree.XMLParser(recover=False, huge_tree=True))


def test_every_corpus_is_counted() -> None:
    assert {path.name for path in CORPORA.iterdir() if path.is_dir()} == EXPECTED.keys()


SHAPE: dict[str, Any] = {
    "site": {"title": "新闻", "url": "https://news.example.org/", "language": "zh-CN", "timezone": "Asia/Shanghai"},
    "articles": {
        "fields": {"image": ["thumbnail", "headimg", "cover"]},
        "drop": [".appendQr_wrap", ".article-editor"],
    },
    "categories": {"nested": True},
    "feeds": {},
}


def test_the_scraped_sample_is_published_completely(tmp_path: Path) -> None:
    report, files = built("seed", tmp_path, **SHAPE)

    assert (report.exit, [problem.code for problem in report.problems]) == (0, ["link-missing"])
    folders = {path.rpartition("/")[0] for path in files}
    steps = ["categories", "金融", "新浪财经", "新浪财经-国內"]
    assert folders == {"", *("/".join(steps[:depth]) for depth in (2, 3, 4))}
    [item] = etree.fromstring(files["rss.xml"]).iterfind("channel/item")
    texts = {element.tag.rpartition("}")[2]: element.text or "" for element in item}
    assert texts["title"] == "构建新发展格局讲座举办，蔡奇要求打造集成电路产业创新高地"
    assert texts["pubDate"] == "Sat, 25 Sep 2021 14:07:50 +0000"
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "新浪财经"
    assert [element.text for element in item.iterfind("category")] == ["金融", "新浪财经", "新浪财经－国內"]
    [image] = item.iterfind("{http://search.yahoo.com/mrss/}content")
    assert image.get("url") == "https://n.sinaimg.cn/finance/cece9e13/20200514/343233024.png"
    body = texts.get("encoded") or texts["description"]
    assert len(body) > 500
    assert not [word for word in ("appendQr", "<style", "<!--", "cms-style", "责任编辑", "&#123;") if word in body]
    [told] = json.loads(files["feed.json"])["items"]
    assert told["date_published"] == "2021-09-25T14:07:50Z"


def test_the_articles_beside_the_scraped_sample_are_all_published_or_copies(tmp_path: Path) -> None:
    report, files = built("rsshub-page", tmp_path, **SHAPE)

    assert report.articles.left_out == 0
    assert all(problem.line is not None for problem in report.problems if problem.code == "front-matter-recovered")
    words = ("appendQr", "article-editor", "<style", "<script", "<!--", "cms-style", "&amp;#123;")
    bodies = [item["content_html"] for item in json.loads(files["feed.json"])["items"]]
    assert [word for word in words if any(word in body for body in bodies)] == []
    faults = check_files(sorted(files.items()))
    assert [fault for fault in faults if fault.level == "error"] == []


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    # later than the files, which a build that is older than they are would read again
    present = datetime.now(UTC)
    built("rsshub-page", tmp_path, present, **SHAPE)
    report, _ = built("rsshub-page", tmp_path, present, **SHAPE)

    assert report.written == ()
    assert (report.articles.parsed, report.feeds.written) == (0, 0)
