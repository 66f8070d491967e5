"""Code of web pages: its text and language, without line numbers, buttons and tables."""

import time
from pathlib import Path

import pytest
from body_samples import render

CASES = Path(__file__).parents[2] / "shared" / "cases" / "reader-linenos" / "articles"


def code(markup: str) -> str:
    """Give the body without the elements that have no attributes and no meaning here."""
    shown = render(f"<p>So</p>{markup}", ".html").html
    for tag in ("span", "div", "figure", "b", "i"):
        shown = shown.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    return shown.removeprefix("<p>So</p>").strip()


LINES = "if sea:\n    sail()"


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        (
            (
                '<div class="highlight"><table class="lntable"><tr><td class="lntd"><pre class="chroma"><code>'
                '<span class="lnt">7\n</span><span class="lnt">8</span></code></pre></td><td class="lntd">'
                '<pre><code class="language-py"><span class="line">if sea:\n</span>    sail()</code></pre>'
                "</td></tr></table></div>"
            ),
            "py",
        ),
        (
            (
                '<pre><code class="language-py"><span class="ln">7</span>if sea:\n<span class="ln">8</span>'
                "    sail()</code></pre>"
            ),
            "py",
        ),
        (
            (
                '<div class="language-python highlighter-rouge"><div class="highlight"><pre class="highlight"><code>'
                '<table class="rouge-table"><tr><td class="rouge-gutter gl"><pre class="lineno">7\n8</pre></td>'
                '<td class="rouge-code"><pre>if sea:\n    sail()</pre></td></tr></table></code></pre></div></div>'
            ),
            "python",
        ),
        (
            (
                '<figure class="highlight python"><table><tr><td class="gutter"><pre><i>7</i><br>8</pre></td>'
                '<td class="code"><pre><i>if sea:</i><br>    sail()</pre></td>'
                "</tr></table></figure>"
            ),
            "python",
        ),
        (
            (
                '<table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>7\n8</pre></div>'
                '<td class="code"><pre><code>if sea:\n    sail()</code></pre></td>'
                "</tr></table>"
            ),
            "",
        ),
        (
            (
                '<div class="expressive-code"><figure class="frame"><figcaption class="header"></figcaption>'
                '<pre data-language="py"><code><div class="ec-line"><div class="gutter"><div class="ln">7</div></div>'
                '<b>if sea:</b></div><div class="ec-line"><div class="gutter">8</div>'
                '<div class="code"><span>    </span>sail()</div></div></code></pre>'
                '<div class="copy"><button title="Copy">c</button></div></figure></div>'
            ),
            "py",
        ),
        (
            (
                '<div class="language-py codeBlockContainer_X1"><div class="codeBlockContent_X2">'
                '<pre class="language-py"><code class="codeBlockLines"><span class="token-line">if sea:<br></span>'
                '<span class="token-line">    sail()</span></code></pre><div class="buttonGroup_X4">'
                '<button aria-label="Copy code"><span>Copy</span></button></div></div></div>'
            ),
            "py",
        ),
        (
            (
                '<div class="language-py line-numbers-mode"><button class="copy">c</button><span class="lang">py</span>'
                '<pre class="shiki"><code><span class="line">if sea:</span>\n    sail()</code></pre>'
                '<div class="line-numbers-wrapper"><span class="line-number">7</span><br>8<br></div></div>'
            ),
            "py",
        ),
        (
            (
                '<table class="highlight"><tr><td class="blob-num">7</td><td class="blob-code">if sea:</td></tr>'
                '<tr><td class="blob-num"></td><td class="blob-code">    sail()</td></tr></table>'
            ),
            "",
        ),
        (
            (
                '<figure data-rehype-pretty-code-figure=""><pre data-language="py"><code data-language="py">'
                "<span data-line>if sea:</span>\n<span data-line>    sail()</span></code></pre></figure>"
            ),
            "py",
        ),
        ('<div class="highlight highlight-source-py"><pre>if sea:\n    sail()</pre></div>', "py"),
    ],
)
def test_code_is_its_text_and_its_language(markup: str, language: str) -> None:
    name = f' class="language-{language}"' if language else ""

    assert code(markup) == f"<pre><code{name}>{LINES}</code></pre>"


@pytest.mark.parametrize(
    "markup",
    [
        '<table class="highlight"><tbody><tr><td>7</td><td>boats</td></tr></tbody></table>',
        '<div class="highlight"><p>Copy</p><pre>x</pre></div>',
        '<figure class="highlight"><pre>x</pre><figcaption>The code</figcaption></figure>',
    ],
)
def test_what_is_no_label_and_no_table_of_code_stays(markup: str) -> None:
    assert code(markup) == code(markup.replace("highlight", "other"))


def test_the_name_of_a_plain_text_is_no_language() -> None:
    assert code('<figure class="highlight plaintext"><pre>x</pre></figure>') == "<pre>x</pre>"


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="highlight">' + "<pre>x</pre>" * 30_000,
        '<table class="lntable"><tr><td class="ln">' * 160,
        '<pre class="shiki">' + "<br>" * 100_000,
        '<pre class="shiki">' * 400,
        '<div class="highlight">' + "<button>" * 300 + "<pre>x" * 300,
        "<p class='" + "lin" * 100_000 + "'><pre>",
    ],
)
def test_hostile_code_ends_in_seconds(markup: str) -> None:
    started = time.monotonic()

    assert isinstance(render(markup, ".html").html, str)
    assert time.monotonic() - started < 20


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside the repository")
@pytest.mark.parametrize("path", sorted(CASES.glob("*.html")), ids=lambda path: path.stem)
def test_the_code_of_the_shared_cases(path: Path) -> None:
    shown = code(path.read_text("utf-8").split("\n---\n", 1)[1].removeprefix("<p>x</p>"))
    indent = "  " if path.stem in ("docusaurus", "expressive", "github", "rehypepretty") else ""
    languages = {"hugo-lntable": "go", "hugo-inline": "go", "rouge": "ruby", "pygments": "", "github": ""}
    language = languages.get(path.stem, "js")
    name = f' class="language-{language}"' if language else ""

    assert shown.replace("\n</code>", "</code>") == f"<pre><code{name}>a\n{indent}b</code></pre>"
