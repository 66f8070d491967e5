"""Law 8: active markup goes in by every field; nothing runs, loads or moves in a real browser of what comes out."""

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import active_markup
import chromium
import pytest
from lxml import etree
from site_folder import Site

from feedmaker.config.schema import Config
from feedmaker.config.schema import Site as SiteConfig
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.loader.body.sanitizer import ALLOWED, Sanitizer
from feedmaker.text.mathml import ELEMENTS
from feedmaker.text.xml_characters import clean_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Route

#: Of how many category pages one is loaded; 1 for all of them.
EACH = int(os.environ.get("FEEDMAKER_EACH_PAGE", "60"))

#: A disk in memory, where there is one.
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

BASE = "https://harbour.example/"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = frozenset({"image", "media"})
PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"

needs_browser = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "a browser is here")

#: Listens for everything that a payload can do, and for what the browser itself would ask.
LISTENER = """
window.fired = [];
window.boom = number => { window.fired.push(number); };
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
  window[name] = () => { window.fired.push(name); };
"""

#: What is wrong with the document: elements beyond the list, handlers, URLs that are not http(s).
AUDIT = """
([allowed, mathml]) => {
  const wrong = [];
  for (const element of document.querySelectorAll('.content *')) {
    const space = mathml.includes(element.localName) ? '1998/Math/MathML' : '1999/xhtml';
    if (!allowed.includes(element.localName) || element.namespaceURI !== 'http://www.w3.org/' + space)
      wrong.push(element.outerHTML.slice(0, 200));
    for (const {name, value} of element.attributes) {
      if (name.startsWith('on') || ['style', 'name', 'ping', 'is', 'slot', 'srcdoc', 'background'].includes(name))
        wrong.push(element.outerHTML.slice(0, 200));
      if (['href', 'src', 'cite', 'poster'].includes(name)
          && !(URL.canParse(value) && /^(?:https?|mailto|tel|magnet):$/.test(new URL(value).protocol)))
        wrong.push(element.outerHTML.slice(0, 200));
      if (name === 'srcset' && value.split(', ').some(part => !/^https?:/.test(part)))
        wrong.push(element.outerHTML.slice(0, 200));
    }
  }
  return wrong;
}
"""

#: The names of elements that are allowed, and those of them that are MathML.
NAMES = [sorted(ALLOWED), sorted(ELEMENTS)]

#: Does what people and scripts do: moves, clicks that lead nowhere, focus, and the second parse of web readers.
POKE = """
() => {
  document.addEventListener('click', event => event.preventDefault(), true);
  for (const round of [1, 2]) {
    for (const element of document.querySelectorAll('.content'))
      element.innerHTML = element.innerHTML;
    for (const element of document.querySelectorAll('.content *'))
      for (const kind of ['mouseover', 'focus', 'click', 'pointerenter', 'toggle', 'animationstart', 'error', 'load'])
        element.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
  }
}
"""


def head(payload: str, number: int) -> str:
    """An article whose every field is the payload."""
    values = {
        "title": f"{payload} {number}",
        "date": f"2024-01-01 00:{number // 60 % 60:02}:{number % 60:02}",
        "summary": f"{payload} {number}",
        "author": {"name": payload, "url": payload, "email": payload},
        "categories": [payload],
        "tags": [payload],
        "image": payload,
        "link": payload,
        "language": payload,
        "enclosure": [{"url": payload, "type": payload, "title": payload}, {"url": payload, "type": "audio/mpeg"}],
        "guid": f"{payload}{number}",
    }
    fields = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
    return f"---\n{fields}---\n\nBoat {number}.\n"


@dataclass
class Published:
    """A site of nothing but payloads, built."""

    output: Path
    #: Fragments of HTML that readers show, each once: contents, and descriptions where there is no content.
    fragments: list[str]


@pytest.fixture(scope="module")
def published() -> Iterator[Published]:
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        site = Site(Path(folder), feeds={"limit": 100_000, "max_bytes": 1_000_000_000, "tags": True})
        count = 0
        for number, payload in enumerate(active_markup.EVERY):
            site.put(f"head/{number}.md", head(payload, number).encode("utf-8", "surrogatepass"))
            for suffix in ("md", "html"):
                text = f"---\ntitle: Boat {suffix} {number}\ndate: 2024-02-01\n---\n\n{payload}\n"
                site.put(f"body/{number}.{suffix}", text.encode("utf-8", "surrogatepass"))
            count += 3
        report = site.build()
        assert report.articles.found == count
        assert report.articles.left_out == 0
        assert not [problem for problem in report.problems if problem.code == "internal-error"]
        found = sorted(fragments(site.output))
        assert len(found) > 1000
        yield Published(site.output, found)


def fragments(output: Path) -> set[str]:
    found = set()
    rss = etree.fromstring((output / "rss.xml").read_bytes(), etree.XMLParser(huge_tree=True))
    for item in rss.iter("item"):
        found |= {item.findtext(CONTENT) or "", item.findtext("description") or ""}
    atom = etree.fromstring((output / "atom.xml").read_bytes(), etree.XMLParser(huge_tree=True))
    for content in atom.iter(f"{ATOM}content"):
        assert content.get("type") == "html"
        found.add(content.text or "")
    for name in ("title", "summary"):
        # anything but text would have to be looked at as markup
        assert {element.get("type", "text") for element in atom.iter(f"{ATOM}{name}")} <= {"text"}
    for item in json.loads((output / "feed.json").read_bytes())["items"]:
        found.add(item.get("content_html", ""))
    return found - {""}


@dataclass
class Watched:
    """A page of which everything that happens is written down."""

    page: "Page"
    #: The only address that may be loaded as anything but a picture, a sound or a film.
    own: str
    happened: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def listen(self) -> None:
        page = self.page
        page.add_init_script(LISTENER)
        page.on("dialog", self._dialog)
        page.on("console", lambda message: self.happened.append(f"console {message.text}"))
        page.on("pageerror", lambda error: self.happened.append(f"error {error}"))
        page.on("popup", lambda popup: self.happened.append(f"popup {popup.url}"))
        page.on("download", lambda download: self.happened.append(f"download {download.url}"))
        page.on("worker", lambda worker: self.happened.append(f"worker {worker.url}"))
        page.on("websocket", lambda socket: self.happened.append(f"websocket {socket.url}"))
        page.on("framenavigated", lambda frame: self._moved(frame.url))
        page.context.route("**/*", self._route)

    def _dialog(self, dialog: "Dialog") -> None:
        self.happened.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _moved(self, url: str) -> None:
        if url.partition("#")[0] != self.own and url != "about:blank":
            self.happened.append(f"moved {url}")

    def _route(self, route: "Route") -> None:
        request = route.request
        if request.url.partition("#")[0] == self.own:
            route.fallback()
        elif request.resource_type in MEDIA and request.url.startswith(("http:", "https:")):
            self.loaded.append(request.url)
            route.fulfill(body=PIXEL, content_type="image/png")
        else:
            self.happened.append(f"loaded {request.resource_type} {request.url}")
            route.abort()

    def show(self, body: str) -> None:
        """Load a document that forbids nothing."""
        document = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>x</title></head><body>{body}</body></html>"
        content = document.encode("utf-8", "replace")
        self.page.route(self.own, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
        self.page.goto(self.own)

    def settled(self) -> list[str]:
        """What happened so far, when what was under way has come to an end."""
        self.page.wait_for_timeout(300)
        calls: list[Any] = self.page.evaluate("window.fired")
        return self.happened + [f"call {call}" for call in calls]


@pytest.fixture(scope="module")
def running() -> Iterator["Browser"]:
    with chromium.browser() as browser:
        yield browser


@pytest.fixture
def watched(running: "Browser") -> Iterator[Watched]:
    context = chromium.context(running, bypass_csp=True, service_workers="block")
    watching = Watched(context.new_page(), "https://reader.example/entry")
    watching.listen()
    yield watching
    context.close()


def in_boxes(parts: list[str]) -> str:
    return "\n".join(f'<div class="content">{part}</div>' for part in parts)


@needs_browser
@pytest.mark.parametrize(
    "payload",
    [
        "<script>boom(1)</script>",
        "<img src=x onerror=boom(1)>",
        '<iframe src="https://evil.example/"></iframe>',
        '<meta http-equiv=refresh content="0;url=https://evil.example/">',
        "<style>@import 'https://evil.example/x.css';</style>",
        '<a href="javascript:boom(1)">x</a>',
        "<p onclick=boom(1)>x</p>",
        "<link rel=prefetch href=https://evil.example/p>",
        '<form action="https://evil.example/"><button>x</button></form>',
    ],
)
def test_the_browser_tests_detect_active_markup(watched: Watched, payload: str) -> None:
    watched.show(in_boxes([payload]))

    wrong = watched.page.evaluate(AUDIT, NAMES) if "refresh" not in payload else []
    happened = watched.settled()

    assert happened or wrong


@needs_browser
def test_raw_payloads_do_run(watched: Watched) -> None:
    """Most of the collection is dangerous without the sanitiser: so it is worth testing with."""
    known = ("<plaintext", "<frameset", "refresh")
    plain = [p for p in active_markup.MARKUP if not any(word in p.lower() for word in known)][::2]
    calls = set()
    for start in range(0, len(plain), 40):
        watched.show("")
        watched.page.evaluate(
            "parts => { for (const part of parts) { const box = document.createElement('div');"
            " box.innerHTML = part; document.body.append(box); } }",
            plain[start : start + 40],
        )
        calls |= {call for call in watched.settled() if call.startswith("call ")}

    assert len(calls) > 30


@needs_browser
def test_nothing_of_a_feed_runs_loads_or_moves(watched: Watched, published: Published) -> None:
    watched.show(in_boxes(published.fragments))

    assert watched.page.locator("body > .content").count() == len(published.fragments)
    assert watched.page.locator("body > *").count() == len(published.fragments)
    assert watched.page.evaluate(AUDIT, NAMES) == []
    assert watched.settled() == []
    assert all(url.startswith(("http://", "https://")) for url in watched.loaded)


@needs_browser
def test_nothing_runs_when_a_reader_parses_it_again_and_people_touch_it(watched: Watched, published: Published) -> None:
    watched.show("")
    watched.page.evaluate(
        "parts => { for (const part of parts) { const box = document.createElement('div'); box.className = 'content';"
        " document.body.append(box); box.innerHTML = part; } }",
        published.fragments,
    )
    watched.page.evaluate(POKE)

    assert watched.page.evaluate(AUDIT, NAMES) == []
    assert watched.settled() == []


@needs_browser
def test_nothing_of_the_pages_runs_loads_or_moves(running: "Browser", published: Published) -> None:
    """Without the Content Security Policy of the pages: their escaping alone has to hold."""
    names = sorted(path.relative_to(published.output).as_posix() for path in published.output.rglob("*.html"))
    chosen = [name for name in names if "/" not in name] + [name for name in names if "/" in name][::EACH]
    assert {"index.html", "latest.html"} <= set(chosen)
    with chromium.served(published.output) as address:
        context = chromium.context(running, bypass_csp=True, service_workers="block")
        watching = Watched(context.new_page(), address)
        watching.listen()
        for name in chosen:
            watching.own = address + quote(name, safe="/+@~")
            watching.page.goto(watching.own)
            calls: list[Any] = watching.page.evaluate("window.fired")
            assert calls == [], name
            assert (
                watching.page.locator("[onerror], [onload], [onclick], [onfocus], iframe, object, embed").count() == 0
            )
            foreign = "a[href^='javascript' i], a[href^='data' i], a[href^='vbscript' i]"
            assert watching.page.locator(foreign).count() == 0, name
        assert watching.settled() == []
        context.close()


CLEANER = Sanitizer()


@pytest.mark.parametrize("payloads", [active_markup.MARKUP, active_markup.MARKDOWN, active_markup.URLS])
def test_sanitising_what_was_sanitised_changes_nothing(payloads: tuple[str, ...]) -> None:
    changed = []
    for payload in payloads:
        once = CLEANER.clean(clean_text(payload), BASE, None)
        twice = CLEANER.clean(once, BASE, None)
        if once != twice:
            changed.append((payload, once, twice))

    assert changed == []


@pytest.mark.parametrize("suffix", [".md", ".html", ".rst"])
def test_sanitising_a_rendered_body_changes_nothing(suffix: str) -> None:
    bodies = BodyRenderer(Config(SiteConfig("Harbour News", BASE, BASE)))
    changed = []
    for payload in active_markup.EVERY:
        body = bodies.render(payload, kind="auto", suffix=suffix, base=BASE, link=BASE + "boat").html
        again = CLEANER.clean(body, BASE, BASE + "boat")
        if again != body:
            changed.append((payload, body, again))

    assert changed == []


def test_the_collection_is_large() -> None:
    assert len(set(active_markup.EVERY)) > 800
