"""A site as an author has it, built by the real command; what its entries must show is written here by hand."""

import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

CONFIG = """\
site:
  title: Harbour News
  url: https://harbour.example/
  feeds_url: {served}
  language: en
  timezone: Asia/Shanghai
  author: {{name: The Harbour Desk}}
  description: What the tide brought in
categories:
  settings:
    Log: {{limit: 3, archives: true}}
    Voices: {{podcast: {{category: News}}}}
"""


@dataclass(frozen=True, slots=True)
class Expected:
    """What every reader must show of an article."""

    title: str
    #: "" where the article has no page.
    link: str
    published: datetime
    authors: tuple[str, ...]
    #: Words that stand in the HTML of the body.
    says: tuple[str, ...]
    categories: tuple[str, ...] = ("Log",)
    updated: datetime | None = None
    enclosures: tuple[str, ...] = ()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2024."""
    return datetime(2024, 3, day, hour, minute, tzinfo=UTC)


#: Path → what its author wrote; the dates are Shanghai's where they name no zone.
ARTICLES = {
    "plain.md": """\
        ---
        title: The first boat
        date: 2024-03-01 16:30:00
        permalink: /p/first.html
        author: Ada Quay <ada@harbour.example>
        categories: [Log]
        tags: [boats, tide]
        ---
        A **blue** boat came in.[^1]

        | Berth | Boat |
        | --- | --- |
        | 1 | Gull |

        ```python
        if depth < 5 and tide > 1: print("&amp;")
        ```

        See [the berths](/berths?a=1&b=2).

        [^1]: On the flood.
        """,
    "金融/第一条.md": """\
        ---
        title: 第一条消息：码头与“集市”
        date: 2024-03-02 08:00:00
        author: 陈渔
        lang: zh-CN
        permalink: /p/第一条.html
        categories: [[金融, 港口], [新闻]]
        ---
        <p>今天的鱼很新鲜。</p><p><img src="/images/鱼 市.png" alt="鱼市"></p>
        """,
    "rtl.md": """\
        ---
        title: ميناء صغير
        date: 2024-03-03T10:00:00+02:00
        author: ليلى
        lang: ar
        permalink: /p/mina.html
        categories: [Log]
        ---
        وصلت السفينة في المساء.
        """,
    "emoji.md": """\
        ---
        title: "⚓ Anchors 👩‍👩‍👧 & 🇨🇳 flags"
        date: 2024-03-04 08:00:00 +0000
        permalink: /p/emoji.html
        categories: [Log]
        ---
        Weigh 🪝 them :anchor: all.
        """,
    "signs.md": """\
        ---
        title: "Fish & chips: 5 < 6, List<String>, AT&T's \\"best\\""
        date: 2024-03-05 08:00:00Z
        permalink: /p/signs.html
        categories: [Log]
        ---
        Salt & vinegar, `a < b && c > d`, &copy; the cook.
        """,
    "no-page.md": """\
        ---
        title: A notice without a page
        date: 2024-03-06 08:00:00Z
        categories: [Log]
        ---
        The gate is shut on Sunday.
        """,
    "voices.md": """\
        ---
        title: Voices of the quay
        date: 2024-03-07 08:00:00Z
        permalink: /p/voices.html
        author: [Ada Quay, Bo Mole]
        categories: [Voices]
        enclosure: {url: https://cdn.harbour.example/voices-1.mp3, type: audio/mpeg, length: 123456}
        ---
        Two voices, one evening.
        """,
    "pictures.md": """\
        ---
        title: Lanterns
        date: 2024-03-08 08:00:00Z
        permalink: /p/lanterns.html
        thumbnail: /images/lantern.png
        image_alt: A lantern on a pole
        categories: [Log]
        ---
        The lamp-lighter began at six.
        """,
    "corrected.md": """\
        ---
        title: Prices, corrected
        date: 2024-03-09 08:00:00Z
        updated: 2024-03-11 08:00:00Z
        permalink: /p/prices.html
        categories: [Log]
        ---
        Rope costs nine, not six.
        """,
    "own-id.html": """\
        ---
        title: An old letter
        date: 2024-03-10 08:00:00Z
        guid: tag:harbour.example,2004:letter
        link: https://letters.example/old
        categories: [Log, Letters]
        ---
        <h2>Dear harbour</h2><p onclick="steal()">Ships <em>still</em> leave.</p><script>steal()</script>
        """,
    "_drafts/later.md": """\
        ---
        title: Not yet
        ---
        Never shown.
        """,
}

DESK = ("The Harbour Desk",)

#: Newest first.
EXPECTED = (
    Expected(
        "An old letter",
        "https://letters.example/old",
        at(10, 8),
        DESK,
        ("Dear harbour", "Ships", "still", "leave"),
        ("Log", "Letters"),
    ),
    Expected(
        "Prices, corrected",
        "https://harbour.example/p/prices.html",
        at(9, 8),
        DESK,
        ("Rope costs nine, not six.",),
        updated=at(11, 8),
    ),
    Expected(
        "Lanterns",
        "https://harbour.example/p/lanterns.html",
        at(8, 8),
        DESK,
        ("https://harbour.example/images/lantern.png", "A lantern on a pole", "The lamp-lighter began at six."),
    ),
    Expected(
        "Voices of the quay",
        "https://harbour.example/p/voices.html",
        at(7, 8),
        ("Ada Quay", "Bo Mole"),
        ("Two voices, one evening.",),
        ("Voices",),
        enclosures=("https://cdn.harbour.example/voices-1.mp3",),
    ),
    Expected("A notice without a page", "", at(6, 8), DESK, ("The gate is shut on Sunday.",)),
    Expected(
        'Fish & chips: 5 < 6, List<String>, AT&T\'s "best"',
        "https://harbour.example/p/signs.html",
        at(5, 8),
        DESK,
        ("Salt &amp; vinegar,", "a &lt; b &amp;&amp; c &gt; d", "© the cook."),
    ),
    Expected(
        "⚓ Anchors 👩‍👩‍👧 & 🇨🇳 flags",
        "https://harbour.example/p/emoji.html",
        at(4, 8),
        DESK,
        ("Weigh 🪝 them :anchor: all.",),
    ),
    Expected(
        "ميناء صغير",
        "https://harbour.example/p/mina.html",
        at(3, 8),
        ("ليلى",),
        ("وصلت السفينة في المساء.",),
    ),
    Expected(
        "第一条消息：码头与“集市”",
        "https://harbour.example/p/%E7%AC%AC%E4%B8%80%E6%9D%A1.html",
        at(2, 0),
        ("陈渔",),
        ("今天的鱼很新鲜。", "https://harbour.example/images/%E9%B1%BC%20%E5%B8%82.png"),
        ("金融", "港口", "新闻"),
    ),
    Expected(
        "The first boat",
        "https://harbour.example/p/first.html",
        at(1, 8, 30),
        ("Ada Quay",),
        (
            "blue",
            "boat came in.",
            "Berth",
            "Gull",
            'if depth &lt; 5 and tide &gt; 1: print("&amp;amp;")',
            "https://harbour.example/berths?a=1&amp;b=2",
            "On the flood.",
        ),
        ("Log", "boats", "tide"),
    ),
)


class Site:
    """A folder with config.yaml and articles/, built into output/ by the command."""

    def __init__(self, folder: Path, served: str) -> None:
        self.folder = folder
        self.source = folder / "articles"
        self.output = folder / "output"
        self.source.mkdir(parents=True)
        (folder / "config.yaml").write_text(CONFIG.format(served=served), encoding="utf-8")

    def fill(self) -> None:
        """Write every article and the local pictures."""
        for path, text in ARTICLES.items():
            self.put(path, text)
        for name in ("lantern.png", "鱼 市.png"):
            file = self.source / "images" / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(picture(12, 9))

    def put(self, path: str, text: str) -> None:
        """Write an article."""
        file = self.source / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Change words of an article that has them once."""
        text = (self.source / path).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (self.source / path).write_text(text.replace(old, new), encoding="utf-8")

    def build(self) -> str:
        """Run `feedmaker build`; what it said."""
        done = subprocess.run(
            [Path(sys.executable).with_name("feedmaker"), "build", "-c", self.folder / "config.yaml", "--jobs", "1"],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr


def picture(width: int, height: int) -> bytes:
    """A grey PNG (W3C PNG, 5)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
