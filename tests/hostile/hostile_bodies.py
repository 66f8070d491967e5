"""Bodies that are too much, broken or sly: HTML, Markdown, template tags."""

from collections.abc import Iterator

from hostile_heads import head


def bodies() -> Iterator[tuple[str, bytes]]:
    yield "tags-100000-nested", head("<div>" * 100_000 + "x" + "</div>" * 100_000)
    yield "tags-100000-open", head("<b>" * 100_000)
    yield "tags-100000-kinds", head("<b><i><p><table><tr><td>" * 17_000)
    yield "tags-odd", head("<a><table>" * 20_000)
    yield "tags-of-tables", head("<table><td>" * 20_000)
    yield "tags-svg", head("<svg><desc><math><mi>" * 20_000)
    yield "tags-select", head("<select><option><optgroup>" * 20_000)
    yield "tags-closing", head("</p></div></b>" * 50_000)
    yield "tags-formatting", head("<p><b><i><font color=x>" * 3_000)
    yield "tags-new", head("".join(f"<x{n}>" for n in range(50_000)))
    yield "attributes-1000000", head("<p " + "a=1 " * 1_000_000 + ">x</p>")
    yield "attributes-different", head("<p " + " ".join(f"a{n}={n}" for n in range(200_000)) + ">x</p>")
    yield "attributes-bare", head("<img " + "a " * 500_000)
    yield "attribute-long", head(f"<p title='{'x' * 2_000_000}'>x</p>")
    yield "attribute-open", head('<a href="' + "x" * 1_000_000)
    yield "attribute-quotes", head("<a href=" + "\"'" * 300_000)
    yield "srcset-long", head(f"<img src=x srcset='{'x 1x, ' * 100_000}'>")
    yield "srcset-spaces", head(f"<img src=x srcset='x{' ' * 200_000}1x'>")
    yield "srcset-commas", head(f"<img src=x srcset='{',' * 200_000}'>")
    yield "class-long", head(f"<p class='{'x ' * 300_000}'>x</p>")
    yield "style-long", head(f"<p style='{'display : ' * 100_000}'>x</p>")
    yield "comments", head("<!--" * 200_000)
    yield "comments-closed", head("<!-- x -->" * 100_000)
    yield "comments-more", head("<!-- more" * 100_000)
    yield "declarations", head("<!x" * 200_000)
    yield "instructions", head("<?x" * 200_000)
    yield "less-than", head("<" * 500_000)
    yield "greater-than-html", head("<p>" + ">" * 500_000)
    yield "ampersands", head("&" * 500_000)
    yield "cdata", head("<![CDATA[" * 100_000)
    yield "scripts", head("<script>" * 100_000)
    yield "pre", head("<pre>" * 400 + "<code" * 100_000)
    yield "noscript", head("<noscript>" * 50_000)
    yield "iframes", head('<iframe src="https://www.youtube.com/embed/x"></iframe>' * 20_000)
    yield "pictures", head("<picture><source srcset=x>" * 20_000)
    yield "images", head('<img data-src="/x.png" src="data:image/gif;base64,x">' * 20_000)
    yield "images-markdown", head("![x](y)" * 50_000)
    yield "pixels", head('<img width="1" height="1" src="https://x.example/"' * 20_000)
    yield "lists-html", head("<ul><li>" * 50_000)
    yield "math", head("$" * 300_001)
    yield "math-blocks", head("\\(" * 100_000 + "\\[" * 100_000)
    yield "anchors", head('<a id="fn1" href="#fn1">' * 30_000)
    yield "md-brackets", head("[" * 100_000)
    yield "md-brackets-pairs", head("[](" * 100_000)
    yield "md-brackets-images", head("![" * 100_000)
    yield "md-brackets-closed", head("[" * 50_000 + "]" * 50_000)
    yield "md-links-nested", head("[a](b" * 50_000)
    yield "md-angle", head("[a](<b" * 50_000)
    yield "md-quotes", head(">" * 100_000)
    yield "md-quotes-comments", head("> a\n> - c\n\n<!-- x -->\n" * 12_000 + "<span hidden>x</span>")
    yield "md-quotes-spaced", head("> " * 100_000)
    yield "md-quotes-lazy", head("> " * 90 + "x\n" + "y\n" * 50_000)
    yield "md-lists-line", head("- " * 50_000)
    yield "md-lists-nested", head("".join(" " * 2 * n + "- x\n" for n in range(1_000)))
    yield "md-lists-tabs", head("".join("\t" * n + "* x\n" for n in range(1_000)))
    yield "md-numbers", head("1. " * 50_000)
    yield "md-mixed", head("> - 1. " * 20_000)
    yield "md-table-wide", head("|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n" + "|x\n" * 2_000)
    yield "md-table-long", head("|a|\n|-|\n" + "|x|\n" * 100_000)
    yield "md-table-ragged", head("|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "x\n" * 5_000)
    yield "md-stars", head("*" * 300_000)
    yield "md-stars-words", head("*a **a " * 50_000)
    yield "md-stars-underlines", head("*a_ " * 50_000)
    yield "md-tildes", head("~~a " * 50_000)
    yield "md-ticks", head("".join("`" * n + "a" for n in range(1, 1_000)))
    yield "md-ticks-many", head("`a``b```c" * 50_000)
    yield "md-fences", head("```\n" * 100_001)
    yield "md-fences-long", head("`" * 300_000 + "\nx")
    yield "md-fences-growing", head("\n".join("`" * n for n in range(3, 800)))
    yield "md-references", head("".join(f"[a{n}]: /x\n" for n in range(30_000)) + "[a1] " * 30_000)
    yield "md-reference-bomb", head(f"[a]: /{'x' * 50_000}\n\n" + "[a]" * 5_000)
    yield "md-reference-open", head("[a]: " * 50_000)
    yield "md-reference-labels", head("[" + "a" * 999 + "][" * 30_000)
    yield (
        "md-footnotes",
        head(
            "".join(f"[^{n}]" for n in range(10_000))
            + "\n\n"
            + "".join(f"[^{n}]: x[^{n + 1}]\n" for n in range(10_000))
        ),
    )
    yield "md-footnote-self", head("[^1]\n\n[^1]: [^1][^1][^1]\n" + "[^1]" * 20_000)
    yield "md-headings", head("# x\n" * 50_000)
    yield "md-rules", head("***\n" * 100_000)
    yield "md-breaks", head("x  \n" * 100_000)
    yield "md-autolinks", head("http://" * 50_000 + " www." * 50_000)
    yield "md-autolinks-mail", head("a@" * 100_000 + " a.b@c.d" * 20_000)
    yield "md-autolinks-brackets", head("http://x.example/" + "(" * 100_000 + ")" * 100_000)
    yield "md-angle-links", head("<http://" * 50_000 + "<a@b" * 50_000)
    yield "md-entities", head("&a" * 100_000 + "&#x" * 100_000)
    yield "md-backslashes", head("\\" * 300_001)
    yield "md-html-blocks", head("<div>\n\n" * 30_000)
    yield "md-html-kinds", head("<!--\n<?\n<!X\n<![CDATA[\n<pre>\n<x>\n" * 10_000)
    yield "md-tasks", head("- [ ] x\n- [x] y\n" * 20_000)
    yield "md-emoji", head(":a:" * 50_000)
    yield "md-spaces", head(" " * 1_000_000 + "x")
    yield "md-tabs", head("\t" * 500_000 + "x")
    yield "md-nul-lines", head("x\n\0\n" * 50_000)
    yield "md-combined", head("[*a](`b <c> ![" * 20_000)


def template_tags() -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate((
        "{%", "{{", "{% raw %}", "{% codeblock ", "{% codeblock %}", "{% endcodeblock %}", "{% blockquote %}",
        "{% tabs x %}", "{% note %}", "{{<", "{{< highlight ", "{{% x %}}", "{{</*", "{% img x ", '{% img "',
        "{% raw %}{% endraw", "{%raw%}{{", "{#", "{# x", "[caption", "[caption]x", "{% if %}", "{% for x in y %}",
        '{{< figure src="', "{% include ", "{% comment %}", "{% highlight x %}", "{/*", "{/* more", "import x\n\n",
        "<X ", ":::x\n", "!!! x\n", "{: .x", "[[", "![[", "{% youtube %}", "{% gist x %}", "{{ '", "{% endraw %}",
        "$$", "\\begin{x}",
    )):  # fmt: skip
        yield f"template-{number}", head(part * (100_000 // len(part)))
        yield f"template-spaced-{number}", head(f"{part} \n" * 10_000)
        yield f"template-wide-{number}", head(part + " " * 100_000 + "x")
        yield f"template-quoted-{number}", head(part + " \"x'" * 25_000)
    # as large as a file may be by default
    for number, part in enumerate(
        ("{% x %}", "$x$", "{% post_url x %}", "!!! x\n    y\n", "{{x}} ", "- {a}\n", "[[Ab]]", ":+1:", "wa", "^")
    ):
        yield f"full-{number}", head(part * (9_900_000 // len(part)))
