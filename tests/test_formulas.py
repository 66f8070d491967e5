"""Formulas: TeX reaches the reader as written, MathML keeps its structure, amounts of money are text."""

from pathlib import Path

import pytest
from body_samples import render

from feedmaker.check.content import content_problems

CASES = Path(__file__).parents[2] / "shared" / "cases"


def body(text: str) -> str:
    return render(text).html


def html(text: str) -> str:
    return render(text, ".html").html


@pytest.mark.parametrize(
    "formula",
    [
        "$k_1*v*k_2$",
        r"\(h_1 = h_2\)",
        r"\(n\)",
        r"$\sqrt{{h}^{2}}$",
        r"$\{t\}$",
        "$$ a_1 b_2 c_3 $$",
        r"\[ a_1 \\[2pt] b_1 \]",
        "$7*x*7$",
        "$a|b$",
        r"`$a`,$\alpha_1*b*c$",
        r"$\text{where all the words are} * \text{text} *$",
    ],
)
def test_tex_is_shown_as_written(formula: str) -> None:
    assert body(f"So {formula} holds.") == f"<p>So {formula.replace('`$a`', '<code>$a</code>')} holds.</p>"
    assert render(f"So {formula} holds.").problems == ()


@pytest.mark.parametrize(
    "formula",
    [
        "$$\nH=\\left\\{\\begin{aligned}\n4-t \\\\\n- t_1*t_2*3\n\\end{aligned}\\right.\n$$",
        "\\[\n= t_1\n+ t_2\n\\]",
        "\\begin{align}\nt_1 \\\\\n- t_2\n\\end{align}",
    ],
)
def test_a_formula_of_several_lines_is_one_paragraph(formula: str) -> None:
    assert body(f"Before\n\n{formula}\n\nAfter *it*") == f"<p>Before</p>\n<p>{formula}</p>\n<p>After <em>it</em></p>"


def test_a_blank_line_ends_no_formula_on_lines_of_its_own() -> None:
    assert body("a\n\n$$\nt_1\n\n- t_2\n$$") == "<p>a</p>\n<p>$$\nt_1\n- t_2\n$$</p>"
    assert body("a $$ b\n\n- c $$") == "<p>a $$ b</p>\n<ul>\n<li>c $$</li>\n</ul>"


def test_a_formula_in_a_quotation_loses_the_markers_of_its_lines() -> None:
    assert body("> $$\n> t_1\n> - t_2 * 2\n> $$\n> *So*") == (
        "<blockquote>\n<p>$$\nt_1\n- t_2 * 2\n$$\n<em>So</em></p>\n</blockquote>"
    )


def test_signs_of_html_in_a_formula_are_text() -> None:
    assert body("$a<b$ and $a &lt; b$ and $a&b$") == "<p>$a&lt;b$ and $a &lt; b$ and $a&amp;b$</p>"
    assert body("$a<script>alert(1)</script>$") == "<p>$a$</p>"


def test_a_pipe_in_a_formula_ends_no_cell() -> None:
    assert "<td>$a|b$</td>\n<td>c</td>" in body("| one | two |\n|---|---|\n| $a|b$ | c |")


def test_formulas_without_spaces_around_them_are_found() -> None:
    assert body("高度$h_1*h_2*h_3$米") == "<p>高度$h_1*h_2*h_3$米</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$5 and $10, *both*", "$5 and $10, <em>both</em>"),
        ("from $5 to *about* 10$", "from $5 to <em>about</em> 10$"),
        ("US$5, *not* A$6", "US$5, <em>not</em> A$6"),
        ("$5 [here](/x), 6$", '$5 <a href="https://example.org/x">here</a>, 6$'),
        (r"boat\(s\) and \[sic\] and \[x\] *done*", "boat(s) and [sic] and [x] <em>done</em>"),
        (r"\[see *the* note\]", "[see <em>the</em> note]"),
        (r"\[a_b\](https://example.org/)", '[a_b](<a href="https://example.org/">https://example.org/</a>)'),
        ("$one day *we* sail again$", "$one day <em>we</em> sail again$"),
        ("`$a*b*c$` and `\\(x_1\\)`", "<code>$a*b*c$</code> and <code>\\(x_1\\)</code>"),
        ('"$" is *not* "?" or "$"', '"$" is <em>not</em> "?" or "$"'),
        ("标记为$，*不*是$，对", "标记为$，<em>不</em>是$，对"),
        (r"\$5 *or* \$6", "$5 <em>or</em> $6"),
    ],
)
def test_money_prose_and_code_are_no_formulas(text: str, expected: str) -> None:
    assert body(text) == f"<p>{expected}</p>"


def test_code_with_formulas_is_as_it_was() -> None:
    assert body("```sh\necho $a_1 &lt; $b_1$\n```") == (
        '<pre><code class="language-sh">echo $a_1 &amp;lt; $b_1$\n</code></pre>'
    )
    assert body("text\n\n    $a_1$ < $b_1$\n") == "<p>text</p>\n<pre><code>$a_1$ &lt; $b_1$\n</code></pre>"


def test_lines_of_indented_code_keep_their_indent() -> None:
    assert body("Text\n\n    a=$x_1*\n      b*$;\n") == "<p>Text</p>\n<pre><code>a=$x_1*\n  b*$;\n</code></pre>"


def test_groups_of_a_formula_are_no_template_tags() -> None:
    assert body(r"\sqrt{{h}^{2}} is long") == r"<p>\sqrt{{h}^{2}} is long</p>"
    assert html(r"<p>$\frac{{h}^{2}}{2}$ of {{ site.url }}</p>") == (
        r"<p>$\frac{{h}^{2}}{2}$ of https://example.org/blog</p>"
    )
    assert body("{% raw %}$$ {{h}}_1 $${% endraw %}") == "<p>$$ {{h}}_1 $$</p>"


def test_lines_are_counted_past_formulas() -> None:
    assert [problem.line for problem in render("a\n\n$$\nx\n$$\n\n{% unknown_tag %}\n").problems] == [7]


def test_a_formula_in_an_address_or_a_title_is_put_back() -> None:
    assert body('[a](https://example.org/?$a_b$) ![$a_1*b*$](/i.png "$c*d*$")') == (
        '<p><a href="https://example.org/?$a_b$">a</a>'
        ' <img src="https://example.org/i.png" alt="$a_1*b*$" title="$c*d*$"></p>'
    )


MATHML = "<math><mfrac><mn>7</mn><mi>k</mi></mfrac><mo>=</mo><msub><mi>h</mi><mn>4</mn></msub></math>"


def test_mathml_keeps_its_structure() -> None:
    found = render(f"<p>So {MATHML}.</p>", suffix=".html")

    assert found.html == f"<p>So {MATHML}.</p>".replace("<math>", '<math alttext="7/k = h_4">')
    assert found.excerpt == "So 7/k = h_4."
    assert list(content_problems(found.html, 1, "content")) == []


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<msup><mi>e</mi><mrow><mi>k</mi><mi>t</mi></mrow></msup>", "e^(kt)"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>12</mn></msqrt>", "√(x + 12)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "3√x"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>", "∑_i^n"),
        ("<mi>f</mi><mo>&#x2061;</mo><mfenced><mi>x</mi><mi>y</mi></mfenced>", "f(x, y)"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>2</mn></mtd></mtr></mtable>",
         "1, 0; 2"),
        ("<mfrac><mn>1</mn></mfrac>", "1"),
    ],
)  # fmt: skip
def test_a_summary_has_formulas_on_one_line(markup: str, text: str) -> None:
    assert render(f"<p>So <math>{markup}</math></p>", suffix=".html").excerpt == f"So {text}"


@pytest.mark.parametrize(
    "markup",
    [
        "<math><mi onclick=alert(1) href=javascript:alert(1) xlink:href=javascript:alert(1) style=x>k</mi></math>",
        "<math href=javascript:alert(1) class=x><mi>k</mi></math>",
        "<math><mi>k</mi><annotation-xml encoding=text/html><script>alert(1)</script>x</annotation-xml></math>",
        "<math><semantics><mi>k</mi><annotation encoding=StarMath>k</annotation></semantics></math>",
        "<math><maction actiontype=statusline><mi>k</mi></maction></math>",
        "<math><script>alert(1)</script><mi>k</mi></math>",
        "<span class=katex><math><mi>k</mi></math><span class=katex-html>k</span></span>",
        "<math><mi>k</mi><mglyph src=/x></mglyph></math>",
    ],
)
def test_mathml_is_cleaned(markup: str) -> None:
    assert html(f"<p>{markup}</p>") == '<p><math alttext="k"><mi>k</mi></math></p>'


def test_a_formula_without_text_is_removed() -> None:
    assert html("<p>a<math><mspace width=1em></mspace></math>b</p>") == "<p>ab</p>"


def test_deep_mathml_ends() -> None:
    deep = "<math>" + "<mrow>" * 400 + "<mi>k</mi>" + "</mrow>" * 400 + "</math>"

    assert render(f"<p>{deep}</p>", suffix=".html").excerpt == "k"


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside the repository")
@pytest.mark.parametrize("case", ["reader-tex/articles/a.md", "reader-mathml/articles/a.html"])
def test_the_formulas_of_the_shared_cases(case: str) -> None:
    text = (CASES / case).read_text("utf-8").split("\n---\n", 1)[1]
    shown = render(text, suffix="." + case.rpartition(".")[2])

    if "tex" in case:
        assert shown.html == "".join(f"<p>{part}</p>\n" for part in text.strip().split("\n\n")).strip()
    else:
        assert shown.excerpt == "A 1/3, b e^(kt), c x = y_2."
        assert "<mfrac><mn>1</mn><mn>3</mn></mfrac>" in shown.html
