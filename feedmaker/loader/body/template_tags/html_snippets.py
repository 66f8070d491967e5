"""HTML that replaces template tags; every argument is text, never markup.

Each snippet is one line whose text has no signs of Markdown, so that it has one meaning inside Markdown and HTML.
"""

import html
import re

#: Paragraphs of a body that is shown as plain text.
PARAGRAPHS = 20_000
_MARKS = re.compile(r"[!-/:-@\[-`{-~\n\t]")
_IN_ATTRIBUTE = re.compile(r"[&<>\"'|\n\t`*_\\\[\]{}]")


def text(value: str) -> str:
    """Escape `value` for text in Markdown and HTML."""
    return _MARKS.sub(_reference, value)


def attribute(value: str) -> str:
    """Escape `value` for an attribute in double quotes."""
    return _IN_ATTRIBUTE.sub(_reference, value)


def link(url: str, label: str) -> str:
    """Return an `<a>`; without a URL the label alone."""
    return f'<a href="{attribute(url)}">{text(label)}</a>' if url else text(label)


def image(url: str, alt: str = "", width: str = "", height: str = "") -> str:
    """Return an `<img>`; width and height are kept where they are pixels."""
    size = "".join(
        f' {name}="{n}"' for name, n in (("width", width), ("height", height)) if n.isascii() and n.isdigit()
    )
    return f'<img src="{attribute(url)}" alt="{attribute(alt)}"{size}>'


def figure(url: str, alt: str = "", caption: str = "", target: str = "") -> str:
    """Return a picture with its caption, linked to `target` where one is given."""
    inner = image(url, alt or caption)
    if target:
        inner = f'<a href="{attribute(target)}">{inner}</a>'
    return f"<figure>{inner}<figcaption>{text(caption)}</figcaption></figure>" if caption else f"<p>{inner}</p>"


def code(source: str, language: str = "", caption: str = "") -> str:
    """Return a code block with `source`; `caption` is HTML."""
    name = f' class="language-{attribute(language)}"' if language else ""
    block = f"<pre><code{name}>{text(source)}\n</code></pre>".replace("\n", "&#10;")
    return f"<figure><figcaption>{caption}</figcaption>{block}</figure>" if caption else block


def plain(value: str) -> str:
    """Return paragraphs of plain text, one for each block between blank lines; line breaks are kept.

    What follows PARAGRAPHS of them is in the last one: each element takes memory.
    """
    blocks = (block.strip() for block in re.split(r"\n[ \t]*\n", value, maxsplit=PARAGRAPHS - 1))
    return "".join(f"<p>{html.escape(block)}</p>\n" for block in blocks if block)


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"
