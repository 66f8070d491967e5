"""Corpora of synthetic articles, identical for the same arguments.

An article looks like a scraped news post: YAML front matter (title, three categories, images, author, RFC 822 date) and
a body. Made bodies are HTML: Chinese and English paragraphs, images with captions, lists, links, a comment, a style
block and a box with a QR code. Real bodies are those of articles in a folder, used over and over, each time with
other sentences before and after it. Lengths of made bodies are log-normal, sources follow Zipf's law (a few write most
articles), dates span ten years.
"""

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Literal, TypeAlias

Bodies: TypeAlias = Literal["made", "real"]

#: A maker shared by several projects, and real articles; used where they exist.
SHARED_MAKER = Path(__file__).resolve().parents[2] / "shared" / "bench" / "make_corpus.py"
SHARED_ARTICLES = SHARED_MAKER.parents[1] / "corpora"
FOLDER_SIZE = 500
SOURCES = 200
START = datetime(2015, 1, 1, tzinfo=UTC)
SECONDS = 10 * 365 * 86_400

_HAN = "海港新闻城市交通船舶贸易灯塔潮汐天气能源教育科学研究文化体育健康经济政策市场企业桥梁河流图书博物馆"
_WORDS = (
    *("harbour", "tide", "ferry", "lantern", "council", "budget", "orchard", "signal", "railway", "weather", "museum"),
    *("library", "engine", "voyage", "market", "compiler", "kernel", "reader", "archive", "bridge", "river", "winter"),
)
_SECTIONS = ("要闻", "Science", "文化", "Sport", "经济")
_AUTHORS = ("海港日报", "The Harbour Gazette", "Nordlicht", "河畔观察")
_QR_BOX = """<!-- box -->
<style>
.qr-box { border: 1px solid #ddd; padding: 8px; }
.qr-box img { float: left; }
</style>
<div class="qr-box"><img src="https://img.example.org/qr.png" referrerpolicy="no-referrer"></div>
<!-- end of box -->"""

#: "---\ntitle: Tides\n---\n" or "+++\ntitle = 'Tides'\n+++\n" at the start of a file.
_FRONT_MATTER = re.compile(r"\s*(?:---\s*\n.*?\n---|\+\+\+\s*\n.*?\n\+\+\+)\s*\n", re.DOTALL)
#: "{{< figure src=… >}}", "{% raw %}": Hugo stops at those that it does not know.
_TEMPLATE_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
#: "```js {1,3}" up to "```js": Hugo stops at attributes that it cannot parse.
_FENCE = re.compile(r"^([ \t]*(?:`{3,}|~{3,})[ \t]*[\w+#-]*).*$", re.MULTILINE)
#: Shorter bodies are left out.
_SHORTEST = 200


@dataclass(frozen=True)
class Corpus:
    """A folder of article files."""

    folder: Path
    bodies: Bodies
    size: int
    #: Which maker wrote it: "own" or "shared".
    maker: str
    #: The article with the newest date: it is in the site feed and in the feed of each of its categories.
    newest: Path


def corpus(cache: Path, size: int, real: Path | None = None) -> Corpus:
    """Return a corpus from the cache, or make it. Bodies are those of the articles under `real`, if given."""
    bodies: Bodies = "real" if real else "made"
    folder, note = cache / f"{bodies}-{size}", cache / f"{bodies}-{size}.json"
    wanted = {"maker": "shared" if SHARED_MAKER.exists() else "own", "bodies": str(real or "")}
    known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    if not folder.is_dir() or not wanted.items() <= known.items():
        note.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        if wanted["maker"] == "shared":
            command = [sys.executable, str(SHARED_MAKER), str(folder), "--articles", str(size), "--clean"]
            subprocess.run([*command, *(["--bodies", str(real)] if real else [])], check=True)
        else:
            make(folder, size, real_bodies(real) if real else ())
        known = {**wanted, "newest": newest(folder)}
        note.write_text(json.dumps(known), encoding="utf-8")
    return Corpus(folder, bodies, size, known["maker"], folder / known["newest"])


def make(folder: Path, size: int, bodies: Sequence[str] = ()) -> None:
    """Write articles, 500 to a folder."""
    for number, text in enumerate(articles(size, bodies)):
        part = folder / f"{number // FOLDER_SIZE:05d}"
        if number % FOLDER_SIZE == 0:
            part.mkdir(parents=True, exist_ok=True)
        (part / f"article-{number:07d}.md").write_text(text, encoding="utf-8")


def articles(size: int, bodies: Sequence[str] = (), seed: int = 1) -> Iterator[str]:
    """Yield articles with these bodies in turn, or with made ones; the first do not depend on how many follow."""
    chance = random.Random(f"{seed}:sources")
    sources = [f"{chance.choice(_WORDS).title()} {''.join(chance.choices(_HAN, k=3))} {n}" for n in range(SOURCES)]
    weights = [1 / rank for rank in range(1, SOURCES + 1)]
    for number in range(size):
        chance = random.Random(f"{seed}:{number}")
        [source] = chance.choices(sources, weights)
        date = format_datetime(START + timedelta(seconds=chance.randrange(SECONDS)), usegmt=True)
        image = f"https://img.example.org/{number}/head.png"
        body = _varied(chance, bodies[number % len(bodies)]) if bodies else _made_body(chance, number)
        yield (
            f"---\ntitle: '{_sentence(chance).rstrip('。. ')} {number}'\n"
            f"categories: \n - {_SECTIONS[number % len(_SECTIONS)]}\n - {source}\n - {source} － {number % 3}\n"
            f"headimg: '{image}'\nauthor: {chance.choice(_AUTHORS)}\ncomments: false\ndate: {date}\n"
            f"thumbnail: '{image}'\n---\n\n{body}\n"
        )


def real_bodies(folder: Path) -> list[str]:
    """Read the bodies of the articles under a folder, without what Hugo cannot read."""
    bodies = []
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".md", ".markdown", ".html"}):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        body = _FENCE.sub(r"\1", _TEMPLATE_TAG.sub("", _FRONT_MATTER.sub("", text, count=1)))
        if len(body) >= _SHORTEST:
            bodies.append(body)
    if not bodies:
        raise SystemExit(f"no articles under {folder}")
    return bodies


def newest(folder: Path) -> str:
    """Return the path, relative to the folder, of the article with the newest date."""
    pattern = re.compile(rb"^date: (.+)$", re.MULTILINE)

    def date(path: Path) -> datetime:
        found = pattern.search(path.read_bytes())
        return parsedate_to_datetime(found[1].decode()) if found else START

    return max(sorted(folder.glob("*/*.md")), key=date).relative_to(folder).as_posix()


def _varied(chance: random.Random, body: str) -> str:
    sentences = [_sentence(chance) + "\n" for _ in range(1 + body.count("\n\n") // 10)]
    place = chance.randint(0, len(sentences))
    return "\n".join([*sentences[:place], body, *sentences[place:]])


def _made_body(chance: random.Random, number: int) -> str:
    length = min(int(chance.lognormvariate(8.0, 0.7)), 60_000)
    parts, size = ["<div>"], 0
    while size < length:
        part = _block(chance, f"https://img.example.org/{number}/{size}.jpg")
        parts.append(part)
        size += len(part.encode())
    return "\n".join([*parts, "<!-- end of text -->", _QR_BOX, f"<p>责任编辑：{chance.choice(_AUTHORS)}</p>", "</div>"])


def _block(chance: random.Random, image: str) -> str:
    kind = chance.random()
    if kind < 0.8:
        text = "".join(_sentence(chance) for _ in range(chance.randint(1, 4)))
        return f'<p data-style="lead">\u3000\u3000{text}</p>'
    if kind < 0.9:
        picture = f'<img src="{image}" alt referrerpolicy="no-referrer">'
        return f'<div class="picture">{picture}<span class="caption">{_sentence(chance)}</span></div>'
    if kind < 0.95:
        link = f'<a href="/related/{chance.randint(1, 9999)}.html">{_sentence(chance)}</a>'
        return f"<p>{_sentence(chance)}{link} <strong>{_sentence(chance)}</strong></p>"
    return "<ul>" + "".join(f"<li>{_sentence(chance)}</li>" for _ in range(4)) + "</ul>"


def _sentence(chance: random.Random) -> str:
    if chance.random() < 0.6:
        clauses = ("".join(chance.choices(_HAN, k=chance.randint(10, 40))) for _ in range(2))
        return "，".join(clauses) + "。"
    return " ".join(chance.choices(_WORDS, k=chance.randint(8, 20))).capitalize() + ". "
