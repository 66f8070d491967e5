"""Markdown → HTML: CommonMark with GitHub's tables, strikethrough, task lists and autolinks, footnotes, heading ids.

The HTML is not safe: raw HTML passes through, the sanitiser comes after.
"""

import re

import comrak

from feedmaker.loader import bounds

# `~` in great numbers costs comrak time with its square, and so do headings that are alike.
_MANY_TILDES = 5_000
_MANY_HEADINGS = 1_000
_HEADING = re.compile(r"^[ \t>*+\d.)-]{0,20}(?:#{1,6}(?:\s|$)|={1,}[ \t]*$|-{1,}[ \t]*$)", re.MULTILINE)
_ANCHOR = re.compile(r'<a href="#[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a>')
_BOX = re.compile(r'<input type="checkbox"( checked="")? disabled="" />')
_ALERT = re.compile(r"(<blockquote>\n<p>)\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*(?:<br />)?\n?", re.IGNORECASE)
# Ideographs, kana, hangul left out (Korean divides words by spaces), CJK punctuation and full-width forms.
_WIDE = "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_JOINED = re.compile(f"\n(?<=[{_WIDE}]\n)(?=[{_WIDE}])")
_PRE = re.compile(r"(<pre.*?</pre>)", re.DOTALL)


def _extensions(*, strikethrough: bool = True, heading_ids: bool = True) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = True
    options.strikethrough = strikethrough
    options.tasklist = True
    options.autolink = True
    options.footnotes = True
    options.cjk_friendly_emphasis = True
    if heading_ids:
        options.header_id_prefix = ""
    return options


def _rendering() -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.unsafe_ = True
    return options


_EXTENSIONS = _extensions()
_WITHOUT_TILDES = _extensions(strikethrough=False)
_WITHOUT_IDS = _extensions(strikethrough=False, heading_ids=False)
_PARSING = comrak.ParseOptions()
_RENDERING = _rendering()


def to_html(text: str) -> str:
    """Return `text` as HTML that is not yet safe."""
    extensions = _EXTENSIONS if text.count("~") < _MANY_TILDES else _WITHOUT_TILDES
    if text.count("\n") > _MANY_HEADINGS and len(_HEADING.findall(text)) > _MANY_HEADINGS:
        extensions = _WITHOUT_IDS
    html = comrak.render_markdown(bounds.shallow(text), extensions, _PARSING, _RENDERING)
    if 'class="anchor"' in html:
        html = _ANCHOR.sub("", html)
    if 'type="checkbox"' in html:
        html = _BOX.sub(lambda box: "☑" if box[1] else "☐", html)
    if "<p>[!" in html:
        html = _ALERT.sub(lambda alert: f"{alert[1]}<strong>{alert[2].capitalize()}</strong><br>\n", html)
    return _joined(html)


def _joined(html: str) -> str:
    """Join lines between wide characters: the newline would be shown as a space (STANDARDS L2)."""
    if not _JOINED.search(html):
        return html
    if "<pre" not in html:
        return _JOINED.sub("", html)
    return "".join(part if part.startswith("<pre") else _JOINED.sub("", part) for part in _PRE.split(html))
