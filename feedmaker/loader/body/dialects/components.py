"""Components of a site in Markdown (MDX, Vue, Astro) → the words, link, picture or video of their attributes.

<TabItem label="npm">, <Card title="Tides" href="/t/" />, <Figure src="/a.png" caption="Tides" />, <YouTube id="…" />
"""

import html
import re

from feedmaker.loader.body import embeds
from feedmaker.loader.body.sanitizer import HTML
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.problems import Problem
from feedmaker.text.media_types import PICTURES
from feedmaker.text.patterns import portable

# A name with a capital letter and others, and the attributes.
_COMPONENT = re.compile(
    portable(
        r"<(?P<name>[A-Z](?=[\w.]*?[a-z])[\w.]*+)(?P<attributes>(?:\s++[\w:@.-]++(?:=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'<>=/]++))?)*+)"
        r"\s*+(?P<alone>/?)>"
    )
)
_ATTRIBUTE = re.compile(r"\s([\w:@.-]+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
_WORDS = ("title", "label", "heading", "summary", "text", "caption")
_TARGETS = ("href", "to", "link", "url")
_IDS = ("id", "videoId", "videoid", "url", "link", "src")
_PICTURE = re.compile(rf"(?>[^\s\"']*{PICTURES}(?=[?#]|\Z))\S*+", re.IGNORECASE)
# Elements of HTML whose names many sites give to components.
_SHARED = frozenset({"aside", "button", "details", "figure", "image", "link", "video"})
# Components whose words a page shows at the pointer alone, or not at all.
_SILENT = re.compile(r"tooltip|popover|tippy|abbr|term|icon|break|^br$|spacer|toc")
_BLOCK = re.compile(r"<(?:p|div|h[1-6]|ul|ol|dl|pre|table|blockquote)\b", re.IGNORECASE)


def replace(markup: str, text: str, *, line: int, problems: list[Problem]) -> str:
    """Return HTML with what its components show; report those left out. `text` is the source from `line` on."""
    left_out: dict[str, int] = {}
    parts: list[str] = []
    position = 0
    for found in _COMPONENT.finditer(markup):
        name = found["name"].lower()
        if found.start() < position or (name in HTML and name not in _SHARED) or _SILENT.search(name):
            continue
        inner_end = -1 if found["alone"] else markup.find(f"</{found['name']}>", found.end(), found.end() + 500)
        inner = markup[found.end() : inner_end] if inner_end >= 0 else None
        shown = _shown(name, found["attributes"], inner)
        if shown:
            parts.append(markup[position : found.start()])
            is_link = inner is not None and shown.endswith(inner + "</a>")
            position = inner_end + len(f"</{found['name']}>") if is_link else found.end()
            parts.append(shown if found["alone"] or is_link else f"<{found['name']}>{shown} ")
        elif found["alone"] and name not in HTML:
            left_out[found["name"]] = left_out.get(found["name"], 0) + 1
    for name, count in left_out.items():
        message = f"component left out: '<{name} />' ({'once' if count == 1 else f'{count} times'})"
        hint = "write what it shows in Markdown or HTML if subscribers should see it"
        at = line + text.count("\n", 0, max(text.find(f"<{name}"), 0))
        problems.append(Problem("template-tag-dropped", message, hint, at))
    return "".join((*parts, markup[position:])) if parts else markup


def _shown(name: str, attributes: str, inner: str | None) -> str:
    """Return the HTML of what attributes show, "" for nothing; with `inner` in it where all of that is a link."""
    values = {key: html.unescape(a or b or c).strip() for key, a, b, c in _ATTRIBUTE.findall(attributes)}

    def first(keys: tuple[str, ...]) -> str:
        return next((values[key] for key in keys if values.get(key)), "")

    page = embeds.of_tag(name, first(_IDS))
    if page:
        return html_snippets.link(page.url, values.get("title") or page.label)
    words, target = first(_WORDS), first(_TARGETS)
    if _PICTURE.fullmatch(values.get("src", "")):
        make = html_snippets.figure if words else html_snippets.image
        return make(values["src"], values.get("alt", ""), words)
    label = " — ".join(filter(None, (words, values.get("description", ""))))
    if target:
        if inner and inner.strip() and not label and not _BLOCK.search(inner) and "<a" not in inner:
            return f'<a href="{html_snippets.attribute(target)}">{inner}</a>'
        return html_snippets.link(target, label or target) if label or inner is None else ""
    return f"<strong>{html_snippets.text(label)}</strong>" if label else ""
