"""What each part costs an article, in one process: `python -m benchmarks.parts FOLDER` prints it as JSON."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from feedmaker.build.read import read_file
from feedmaker.config import load_config
from feedmaker.loader.article_fields import Reader
from feedmaker.loader.body.render import Bodies, Body
from feedmaker.loader.dates import read
from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter.dialects import split
from feedmaker.loader.frontmatter.result import Head
from feedmaker.model import Article, Entry
from feedmaker.state.article_json import dump, load
from feedmaker.writer.entries import entry
from feedmaker.writer.formats import formats

CONFIG = Path(__file__).with_name("sites") / "feedmaker" / "config-all.yaml"
ARTICLES, REPEATS = 1_000, 5

Item = TypeVar("Item")
Result = TypeVar("Result")


def costs(paths: Sequence[str]) -> dict[str, float]:
    """Take every part over the same files; microseconds an article, the median of several repeats."""
    config = load_config(CONFIG, check_folders=False)
    reader, bodies, zone = Reader(config), Bodies(config), ZoneInfo(config.site.timezone)
    found: dict[str, float] = {}

    def take(part: str, do: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        found[part], results = _cost(do, items)
        return results

    def metadata(item: tuple[str, Head, str]) -> Article:
        article, problems = reader.article(*item, encoding="utf-8")
        if article is None:
            raise SystemExit(f"{item[0]} is no article: {problems}")
        return article

    def body(item: tuple[Article, str]) -> Body:
        article, text = item
        base = article.link or config.site.url
        return bodies.render(
            text[article.body_offset :],
            kind=article.body_kind,
            suffix=".md",
            base=base,
            link=article.link,
            language=config.site.language,
        )

    def as_entry(item: tuple[Article, Body]) -> Entry:
        article, body = item
        names = tuple(name for path in article.categories for name in path)
        site, content = config.site, config.feeds.content
        return entry(article, body, id=article.id or article.path, site=site, content=content, categories=names)

    data = take("read the file", lambda path: read_file(path, config.source.max_bytes)[0] or b"", paths)
    texts = [decoded.text for decoded in take("decode", decode, data)]
    heads = take("split off and read the front matter", split, texts)
    take("date alone", lambda head: read.read(head.values["date"], zone=zone), heads)
    articles = take("metadata, date included", metadata, list(zip(paths, heads, texts, strict=True)))
    records = take("article to record", dump, articles)
    take("record to article", load, records)
    rendered = take("body: safe HTML, summary, picture", body, list(zip(articles, texts, strict=True)))
    entries = take("entry", as_entry, list(zip(articles, rendered, strict=True)))
    every = formats(("rss", "atom", "json", "page"), timezone="UTC", language="zh-CN", texts={})
    for format_ in every:
        take(f"entry as {format_.name}", format_.render, entries)
    return found


def _cost(do: Callable[[Item], Result], items: Sequence[Item]) -> tuple[float, list[Result]]:
    results = [do(item) for item in items]
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        for item in items:
            do(item)
        times.append((time.process_time() - start) / len(items) * 1e6)
    return statistics.median(times), results


def main() -> None:
    folder = sys.argv[1]
    paths = sorted(str(path) for path in Path(folder).glob("*/*.md"))[:ARTICLES]
    json.dump(costs([os.path.join(folder, path) for path in paths]), sys.stdout)


if __name__ == "__main__":
    main()
