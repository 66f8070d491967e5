"""The pages in a real browser: searched, copied from, opened by keyboard, read by assistive technology's rules."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import axe_core_python  # type: ignore[import-untyped]
import chromium
import pytest
import sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "a browser is here")

DESKTOP = {"width": 1200, "height": 900}
PHONE = {"width": 375, "height": 740}

Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def running() -> Iterator["Browser"]:
    with chromium.browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chromium.served(sample.write(tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture
def opened(running: "Browser", site: str) -> Iterator[Open]:
    """Opens a page of the site in a fresh context; fails the test on any error or complaint of the page."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_(name: str, **options: Any) -> "Page":
        context = chromium.context(running, **{"viewport": DESKTOP, "permissions": ["clipboard-read"], **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.goto(site + name)
        if options.get("java_script_enabled", True) and page.locator("#said").count() and page.locator("#q").count():
            page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def shown(page: "Page") -> list[str]:
    """The names of the rows that one sees."""
    return [
        name.text_content() or "" for name in page.locator(".list li > div > a:first-child").all() if name.is_visible()
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("customs", ["Customs"]),
        ("FERR", ["Ferries"]),
        ("新浪", ["新浪财经"]),
        ("金融 基", ["基金"]),
        ("mussiggang cafe", ["Müßiggang & Café"]),
        ("\uff26\uff4f\uff4f\uff44", ["Food"]),
        ("\u0627\u0644\u0623", ["الأخبار"]),
        ("harbour cargo", ["Cargo", "Customs"]),
    ],
)
def test_search_finds_names_in_any_script_while_one_types(opened: Open, query: str, names: list[str]) -> None:
    page = opened("index.html")
    page.locator("#q").press_sequentially(query)
    page.locator(f"#count:text-is('Feeds found: {len(names)}')").wait_for()
    found = shown(page)
    assert [name for name in found if name in names] == names
    # What else is seen are the names above, so that one knows where a hit belongs.
    assert set(found) - set(names) <= {"Harbour", "Cargo", "金融", "Kultur"}


def test_search_that_finds_nothing_says_so_and_escape_brings_all_back(opened: Open) -> None:
    page = opened("zh.html")
    before = shown(page)
    page.fill("#q", "没有这个")
    page.locator("#count:not(:empty)").wait_for()
    assert page.locator("#count").inner_text() == "没有匹配的订阅源"
    assert page.locator("#count").get_attribute("role") == "status"
    assert shown(page) == []
    page.locator("#q").press("Escape")
    assert shown(page) == before


def test_the_copy_button_copies_the_public_address_and_moves_nothing(opened: Open) -> None:
    page = opened("index.html", permissions=["clipboard-read", "clipboard-write"])
    news = next(feed for feed in sample.feed_list().feeds if feed.name == "新浪财经")
    button = page.get_by_role("button", name="Copy the address of 新浪财经")
    before = button.bounding_box()
    button.click()
    page.locator("#said", has_text=news.url).wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == news.url
    assert button.inner_text() == "Copied"
    assert button.bounding_box() == before


@pytest.mark.parametrize("name", ["index.html", "categories/Harbour/index.html"])
def test_touch_targets_are_large_enough(opened: Open, name: str) -> None:
    """44 pixels: WCAG 2.2, 2.5.5; links within a line of text are exempt."""
    page = opened(name, viewport=PHONE, has_touch=True, is_mobile=True)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, .opml, li span a, .get span a, dd > a")]
          .filter(element => element.offsetParent)
          .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect().height])"""
    )
    assert sizes
    assert [found for found in sizes if found[1] < 44] == []


def test_the_addresses_of_a_feed_differ_visibly_on_a_phone(opened: Open) -> None:
    page = opened("categories/Harbour/index.html", viewport=PHONE)
    ends = page.locator("dd > a").evaluate_all(
        "links => links.map(a => a.firstChild.getBoundingClientRect().right <= a.getBoundingClientRect().right + 1)"
    )
    assert ends == [True, True, True]


def test_copying_works_where_the_clipboard_is_refused(opened: Open) -> None:
    page = opened("index.html")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("document.addEventListener('copy', e => { window.area = document.activeElement.value; })")
    page.get_by_role("button", name="Copy the address of Food").click()
    page.locator("#said", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("window.area") == f"{sample.BASE}categories/Food/rss.xml"


def test_the_whole_page_is_used_by_keyboard(opened: Open) -> None:
    page = opened("index.html")
    focused = "document.activeElement.textContent"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the feeds"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "Harbour"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "Ferries"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "金融"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "Ferries"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Escape")
    page.keyboard.type("harbour")
    page.locator("#count:not(:empty)").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/categories/Harbour/")
    assert page.locator("h1").inner_text() == "Harbour News – Harbour"


def test_a_group_folds_and_unfolds(opened: Open) -> None:
    page = opened("index.html")
    fold = page.get_by_role("button", name="Subcategories of Harbour")
    assert fold.get_attribute("aria-expanded") == "true"
    fold.click()
    assert fold.get_attribute("aria-expanded") == "false"
    assert "Ferries" not in shown(page)
    page.fill("#q", "ferries")
    page.locator("#count:not(:empty)").wait_for()
    assert "Ferries" in shown(page)


@pytest.mark.parametrize("name", ["index.html", "zh.html", "ar.html", "hostile.html", "categories/Harbour/index.html"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_is_wider_than_the_screen(opened: Open, name: str, viewport: dict[str, int]) -> None:
    page = opened(name, viewport=viewport)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "zh.html", "ar.html", "categories/Harbour/index.html"])
def test_axe_finds_no_violation(opened: Open, name: str, scheme: str, viewport: dict[str, int]) -> None:
    page = opened(name, color_scheme=scheme, viewport=viewport)
    page.evaluate((Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8"))
    violations = page.evaluate("axe.run().then(found => found.violations)")
    assert [(v["id"], [node["html"] for node in v["nodes"][:3]]) for v in violations] == []


def test_dark_and_light_follow_the_system(opened: Open) -> None:
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = opened("index.html", color_scheme="light").evaluate(paper)
    dark = opened("index.html", color_scheme="dark").evaluate(paper)
    assert light == "rgb(250, 249, 247)"
    assert dark == "rgb(23, 20, 18)"


def test_without_script_the_tree_and_the_links_are_there(opened: Open) -> None:
    page = opened("index.html", java_script_enabled=False)
    assert len(shown(page)) == len(sample.feed_list().feeds) - 1
    assert not page.locator("#q").is_visible()
    assert page.get_by_role("link", name="Atom feed of Customs").is_visible()
    drawn = [feed for feed in sample.feed_list().feeds if sum(feed.weeks) >= 12]
    assert page.get_by_role("img").count() == len(drawn)


def test_lean_rows_become_full_ones(opened: Open) -> None:
    page = opened("thousand.html")
    news = sample.many(1000).feeds[2]
    row = page.locator(".list li li").first
    hrefs = row.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert [quote(urljoin(sample.BASE, href), safe=":/%") for href in hrefs] == [news.page, *dict(news.urls).values()]
    chart = row.locator("svg")
    said = f"{sum(news.weeks)} articles in 26 weeks, at most {max(news.weeks)} a week"
    assert chart.get_attribute("aria-label") == said


def test_five_thousand_feeds_load_and_filter_at_once(opened: Open) -> None:
    page = opened("many.html")
    timing = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert timing < 5000
    assert page.locator(".list button:not(.fold)").count() == 4999
    spent = page.evaluate(
        """async () => {
          const field = document.getElementById("q"), spent = [];
          for (const query of ["新", "新浪", "新浪财经4", "新浪财经49", "新浪财经4999", ""]) {
            const start = performance.now();
            field.value = query;
            field.dispatchEvent(new Event("input"));
            await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
            document.body.offsetHeight;
            spent.push(performance.now() - start);
          }
          return spent;
        }"""
    )
    # A tenth of a second on an idle machine; the bound is for a busy one.
    assert max(spent) < 2000
    page.fill("#q", "财经4998")
    page.locator("#count", has_text="Feeds found: 1").wait_for()


def test_hostile_names_run_nothing(opened: Open) -> None:
    page = opened("hostile.html")
    assert page.title() == f"Feeds – {sample.HOSTILE}"
    assert page.locator("img").count() == 0
    assert sample.HOSTILE in shown(page)
    page.fill("#q", "onerror=document")
    page.locator("#count", has_text="Feeds found: 1").wait_for()


def test_the_policy_stops_a_script_that_escaping_missed(opened: Open, running: "Browser", site: str) -> None:
    context = chromium.context(running)
    page = context.new_page()
    page.goto(site + "index.html")
    page.evaluate(
        """() => new Promise(done => {
          const box = document.body.appendChild(document.createElement("div"));
          box.addEventListener("error", done, true);  // which the image's own handler would follow at once
          box.innerHTML = '<img src=x: onerror="window.ran = 1">';
        })"""
    )
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    context.close()


def test_the_page_of_a_feed_shows_its_entries_and_copies_its_address(opened: Open) -> None:
    page = opened("categories/Harbour/index.html", permissions=["clipboard-read", "clipboard-write"])
    assert page.locator("article h2").all_inner_texts() == [entry[0] for entry in sample.ENTRIES]
    assert page.locator("article").nth(2).evaluate("element => getComputedStyle(element).direction") == "rtl"
    page.get_by_role("button", name="Copy the address of Atom").click()
    page.locator("#said", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == f"{sample.BASE}categories/Harbour/atom.xml"
    page.get_by_role("link", name="All feeds").click()
    assert page.locator("h1").inner_text() == "Harbour News"


def test_on_a_page_from_right_to_left_english_facts_and_code_are_read_from_the_left(opened: Open) -> None:
    page = opened("index.html")
    page.evaluate("document.documentElement.dir = 'rtl'")
    first, last = page.locator("li b").first.evaluate(
        """element => [0, element.firstChild.length - 1].map(place => {
          const range = document.createRange();
          range.setStart(element.firstChild, place);
          range.setEnd(element.firstChild, place + 1);
          return range.getBoundingClientRect().left;
        })"""
    )
    assert first < last, "3 articles, not articles 3"
    page = opened("categories/Harbour/index.html")
    article = page.locator("article").nth(2)
    assert article.evaluate("element => getComputedStyle(element).direction") == "rtl"
    styles = article.evaluate(
        """element => {
          element.innerHTML = '<pre><code>x = 1</code></pre>';
          return [...element.querySelectorAll("pre, code")].map(each => getComputedStyle(each).direction);
        }"""
    )
    assert styles == ["ltr", "ltr"]


def test_a_wide_table_keeps_its_words_whole_and_is_scrolled_on_a_phone(opened: Open) -> None:
    page = opened("categories/Harbour/index.html", viewport=PHONE)
    lines, scrolled, screen = page.locator("article").first.evaluate(
        """element => {
          element.innerHTML = "<table><tr>" + "<td>1234567890</td>".repeat(9) + "</tr></table>";
          const table = element.firstChild, range = document.createRange();
          range.selectNodeContents(table.querySelector("td"));
          return [range.getClientRects().length, table.scrollWidth > table.clientWidth,
                  document.documentElement.scrollWidth === innerWidth];
        }"""
    )
    assert (lines, scrolled, screen) == (1, True, True)


@pytest.mark.parametrize(("name", "body"), [("rss.xml", "encoded"), ("atom.xml", "content")])
def test_a_feed_opened_in_the_browser_is_styled(opened: Open, name: str, body: str) -> None:
    page = opened(name)
    display = "name => getComputedStyle(document.getElementsByTagNameNS('*', name)[0]).display"
    assert page.evaluate(display, "title") == "block"
    assert page.evaluate(display, body) == "none"
    note = page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert note.startswith('"This is a web feed.')
    if name == "rss.xml":
        texts = page.evaluate("""() => [...document.getElementsByTagName("description")]
          .filter(element => getComputedStyle(element).display !== "none").map(element => element.textContent)""")
        assert not any("<" in text for text in texts)
