"""Template tags: the common ones become what they mean, the others go and are reported, code is left alone."""

import pytest
from body_samples import render
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.loader.body.markdown import to_html
from feedmaker.loader.body.sanitizer import Sanitizer
from feedmaker.loader.body.template_tags.parser import expand
from feedmaker.loader.body.template_tags.syntax import Place

SITE = "https://example.org/blog/"
PAGE = "https://example.org/blog/p/1.html"
MARKDOWN = Place(SITE, PAGE, markdown=True)
HTML = Place(SITE, PAGE, markdown=False)


def shown(text: str) -> str:
    """Return the HTML that subscribers get of Markdown."""
    return Sanitizer().clean(to_html(expand(text, MARKDOWN)[0]), PAGE, PAGE).strip()


def dropped(text: str, place: Place = MARKDOWN) -> list[str]:
    return [problem.message for problem in expand(text, place)[1]]


CODE = '<pre><code class="language-ruby">def a_b_c\n\n  *x* &lt;y&gt; # {{ z }}\nend\n</code></pre>'


@pytest.mark.parametrize(
    "tags",
    [
        "{% highlight ruby %}\n@\n{% endhighlight %}",
        "{% highlight ruby linenos %}\n@\n{% endhighlight %}",
        "{%- highlight ruby -%}\n@\n{%- endhighlight -%}",
        "{% codeblock lang:ruby %}\n@\n{% endcodeblock %}",
        "{% codeblock A title lang:ruby https://e.org mark:1 %}\n@\n{% endcodeblock %}",
        "{% code lang:ruby %}\n@\n{% endcode %}",
        "{{< highlight ruby >}}\n@\n{{< /highlight >}}",
        '{{< highlight ruby "linenos=table" >}}\n@\n{{</ highlight >}}',
        "{{% highlight ruby %}}\n@\n{{% /highlight %}}",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Before\n\n{}\n\nafter", "Before\n{}\nafter", "- item\n\n  {}\n"])
def test_code_tags_become_code_to_the_letter(tags: str, around: str) -> None:
    text = around.format(tags).replace("@", "def a_b_c\n\n  *x* <y> # {{ z }}\nend")

    assert CODE in shown(text)
    assert dropped(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]({{ site.url }}/x)", '<p><a href="https://example.org/blog/x">a</a></p>'),
        ("[a]({{ site.baseurl }}/x)", '<p><a href="https://example.org/blog/x">a</a></p>'),
        (
            "[a]({{site.baseurl}}{% link files/a.pdf %})",
            '<p><a href="https://example.org/blog/files/a.pdf">a</a></p>',
        ),
        ("[a]({% link files/a.pdf %})", '<p><a href="https://example.org/blog/files/a.pdf">a</a></p>'),
        ("![a]({{ '/i.png' | relative_url }})", '<p><img src="https://example.org/blog/i.png" alt="a"></p>'),
        ("![a]({{ 'i.png' | relative_url }})", '<p><img src="https://example.org/blog/i.png" alt="a"></p>'),
        (
            "![a]({{ 'https://b.example/i.png' | absolute_url }})",
            '<p><img src="https://b.example/i.png" alt="a"></p>',
        ),
        ('[a]({{ "x/" | url }})', '<p><a href="https://example.org/blog/p/x/">a</a></p>'),
        ('[a]({{ "/x/" | url }})', '<p><a href="https://example.org/blog/x/">a</a></p>'),
        ('{{ "plain *words*" }}', "<p>plain *words*</p>"),
        ("{{ '{{' }} x }}", "<p>{{ x }}</p>"),
        ("{% asset_img a.png A harbour %}", '<p><img src="https://example.org/blog/p/1/a.png" alt="A harbour"></p>'),
        (
            '{% asset_img left a.png "A harbour" %}',
            '<p><img src="https://example.org/blog/p/1/a.png" alt="A harbour"></p>',
        ),
        (
            "{% img right /i.jpg 300 200 'A title' 'An alt' %}",
            '<p><img src="https://example.org/blog/i.jpg" alt="An alt" width="300" height="200"></p>',
        ),
        (
            '{% image "assets/a.jpg" "The *team*" %}',
            '<p><img src="https://example.org/blog/p/assets/a.jpg" alt="The *team*"></p>',
        ),
        (
            '{{< figure src="/i.png" title="A <b>" alt="x" >}}',
            '<figure><img src="https://example.org/blog/i.png" alt="x"><figcaption>A &lt;b&gt;</figcaption></figure>',
        ),
        (
            '{{ figure(src="i.png", caption="C") }}',
            '<figure><img src="https://example.org/blog/p/i.png" alt="C"><figcaption>C</figcaption></figure>',
        ),
        (
            '{% include "figure.html", image: "/i.png", alt: "x" %}',
            '<p><img src="https://example.org/blog/i.png" alt="x"></p>',
        ),
        ('{{< legacy-img src="i.png" alt="x" >}}', '<p><img src="https://example.org/blog/p/i.png" alt="x"></p>'),
        (
            "{{< youtube dQw4w9WgXcQ >}}",
            '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Video: YouTube</a></p>',
        ),
        (
            "{% youtube dQw4w9WgXcQ %}",
            '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Video: YouTube</a></p>',
        ),
        (
            '{{< youtube id="dQw4w9WgXcQ" title="Boats" >}}',
            '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Boats</a></p>',
        ),
        (
            '{{ video(url="https://www.youtube.com/embed/dQw4w9WgXcQ") }}',
            '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Video: YouTube</a></p>',
        ),
        ("{% vimeo 123456 %}", '<p><a href="https://vimeo.com/123456">Video: Vimeo</a></p>'),
        ("{{< gist anna 1a2b >}}", '<p><a href="https://gist.github.com/anna/1a2b">Gist</a></p>'),
        ("{% link Harbour https://h.example/ true %}", '<p><a href="https://h.example/">Harbour</a></p>'),
        ("See {% post_link other-post 'The other' %}.", "<p>See The other.</p>"),
        ("See {% post_link folder/other-post %}.", "<p>See other-post.</p>"),
        ("[the other]({% post_url 2020-01-01-other %})", "<p>the other</p>"),
        (
            '[the other]({{< ref "/posts/other.md#a" >}})',
            '<p><a href="https://example.org/blog/posts/other/#a">the other</a></p>',
        ),
        ('[the other]({{< relref "other.md" >}})', "<p>the other</p>"),
        (
            "{% blockquote Anna %}\nWords *so*\n{% endblockquote %}",
            "<blockquote>\n<p>Words <em>so</em></p>\n<p>— Anna</p>\n</blockquote>",
        ),
        ("{% note info %}\nWords\n{% endnote %}", "<blockquote>\n<p>Words</p>\n</blockquote>"),
        ("{{% notice tip %}}\nWords\n{{% /notice %}}", "<blockquote>\n<p>Words</p>\n</blockquote>"),
        ("::: tip Mind\nWords\n:::", "<blockquote><p><strong>Mind</strong></p>\n<p>Words</p>\n</blockquote>"),
        (":::note\nWords\n:::", "<blockquote>\n<p>Words</p>\n</blockquote>"),
        (
            "::: details More\nWords\n:::",
            "<details><summary>More</summary>\n<p>Words</p>\n</details>",
        ),
        ("{% raw %}a {{ b }} {% c %}{% endraw %}", "<p>a {{ b }} {% c %}</p>"),
        ("a {% comment %}b{% endcomment %}c", "<p>a c</p>"),
        ("{% if x %}a{% else %}b{% endif %}", "<p>ab</p>"),
        ('Use {{<mcpan "Foo::Bar" >}} now', "<p>Use Foo::Bar now</p>"),
        ('{{% def id="a" name="A term" %}}means *x*{{% /def %}}', "<p>A termmeans <em>x</em></p>"),
        ("text\n{: .lead}", "<p>text</p>"),
        ('![a](/i.png){: width="3" .c}', '<p><img src="https://example.org/i.png" alt="a"></p>'),
        ('{::options parse_block_html="true" /}\n\nx', "<p>x</p>"),
        ("* TOC\n{:toc}\n\nx", "<ul>\n<li>TOC</li>\n</ul>\n<p>x</p>"),
        ("[TOC]\n\nx", "<p>x</p>"),
        ("x\n\n[[toc]]\n\ny", "<p>x</p>\n<p>y</p>"),
        ("## A {#own}", '<h2 id="a">A</h2>'),
        (
            "A {#own}\n---\n\n*b*{.c}\n\n> d\n> {.e}",
            '<h2 id="a">A</h2>\n<p><em>b</em></p>\n<blockquote>\n<p>d</p>\n</blockquote>',
        ),
        ("A map of names {.note}\nand more {#x .y}", "<p>A map of names {.note}\nand more {#x .y}</p>"),
        ("import Chart from '../chart.js'\n\nexport const x = 1\n\ntext", "<p>text</p>"),
        ("a <%= b %> c", "<p>a  c</p>"),
        ("Elixir says {:ok, pid} here", "<p>Elixir says {:ok, pid} here</p>"),
        (r"$\frac{{a}}{{b}}$ and $x^{{n}}$", r"<p>$\frac{{a}}{{b}}$ and $x^{{n}}$</p>"),
        ('package main\nimport "fmt"', '<p>package main\nimport "fmt"</p>'),
        ("importing x from y is\nimport work", "<p>importing x from y is\nimport work</p>"),
    ],
)
def test_tags_become_what_they_mean(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "code",
    [
        "```\n{% x %} {{ y }} {{< z >}} <% e %>\n{: .a}\n::: note\n[TOC]\n```",
        "~~~liquid\n{% highlight ruby %}\n~~~",
        "a `{{ y }}` and ``{% x ` %}``",
        "text\n\n    {% x %}\n    {{ y }}\n\n    {% z %}\n\nend",
        "- a\n\n  ```\n  {{ y }}\n  ```\n",
        "- a\n\n    ```html\n    <a>\n\n    <b href='<%= B %>'> {{ y }}\n    ```\n",
        "> ```\n> {{ y }}\n> ```\n",
        "<pre>{% x %}\n\n{{ y }}</pre>",
        "a <code>{{ y }}</code>",
    ],
)
def test_code_that_shows_tags_is_left_alone(code: str) -> None:
    assert expand(code, MARKDOWN)[0] == code
    assert dropped(code) == []


def test_tags_in_an_indented_list_item_are_no_code() -> None:
    assert expand("- a\n\n    {% foo %} b", MARKDOWN)[0] == "- a\n\n     b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\n{% raw %}\n{{ x }}\n{% endraw %}\n```", "```\n{{ x }}\n```"),
        ("`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("```\n{{</* figure */>}}\n```", "```\n{{< figure >}}\n```"),
        ("{{</* figure */>}}", "{{< figure >}}"),
    ],
)
def test_what_protects_tags_from_the_generator_goes(text: str, expected: str) -> None:
    assert expand(text, MARKDOWN)[0] == expected


def test_a_group_of_pictures_loses_nothing_without_its_tags() -> None:
    assert expand("{% gp 2-2 %}\n![a](/a.png)\n{% endgp %}", MARKDOWN) == ("\n![a](/a.png)\n", ())


def test_dropped_tags_are_counted_and_reported_once_a_kind() -> None:
    text = "one\n{% foo a %}\n\n{% foo b %}{% bar %}\n{{ page.x }} {{ page.x | upcase }}\n{% endfoo %}"

    problems = expand(text, MARKDOWN, line=10)[1]

    assert [(problem.message, problem.line) for problem in problems] == [
        ("template tag dropped: 'foo' (2 times)", 11),
        ("template tag dropped: 'bar' (once)", 13),
        ("template tag dropped: '{{ page.x }}' (2 times)", 14),
    ]
    assert {problem.code for problem in problems} == {"template-tag-dropped"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('::github{repo="harbour/lamp.js"}', '<p><a href="https://github.com/harbour/lamp.js">harbour/lamp.js</a></p>'),
        (
            "::youtube[The lamp]{#abcdefghijk}",
            '<p><a href="https://www.youtube.com/watch?v=abcdefghijk">The lamp</a></p>',
        ),
        ("::card[Read *on*]{url=https://example.org/x}", '<p><a href="https://example.org/x">Read *on*</a></p>'),
        ("::summary[The *long* [story](/s)]", '<p>The <em>long</em> <a href="https://example.org/s">story</a></p>'),
        ("::list[Boats]{.wide}\n- one\n::", "<p>Boats</p>\n<ul>\n<li>one</li>\n</ul>"),
        ("std::[a]", "<p>std::[a]</p>"),
        ("::name", "<p>::name</p>"),
    ],
)
def test_directives_of_one_line(written: str, expected: str) -> None:
    assert shown(f"Before\n\n{written}\n\nafter") == f"<p>Before</p>\n{expected}\n<p>after</p>"
    assert dropped(written) == []


def test_a_directive_of_which_nothing_is_known_is_dropped() -> None:
    text = 'Before\n::weather{place="harbour"}\nafter'

    assert shown(text) == "<p>Before</p>\n<p>after</p>"
    assert dropped(text) == ["template tag dropped: '::weather' (once)"]
    assert dropped("```\n::weather{a}\n```") == []


def test_a_long_call_is_a_tag_and_long_text_between_braces_is_text() -> None:
    words = "water over stones " * 400

    assert dropped(f'{{{{ verse(first="{words}", second="x") }}}}') == ["template tag dropped: 'verse' (once)"]
    assert dropped(f"{{{{ {words} }}}}") == []


def test_html_has_no_markdown_marks() -> None:
    text = "<p>{:.x} ::: note {#a}</p>\n{{ site.url }}"

    assert expand(text, HTML)[0] == "<p>{:.x} ::: note {#a}</p>\nhttps://example.org/blog"


def test_a_comment_that_begins_like_a_tab_is_shown_by_tabs_alone() -> None:
    tabs = "{% tabs a %}\n<!-- tab Oak -->\nAcorns.\n{% endtabs %}"
    text = f"<!-- node in private -->\n\n{tabs}\n\n<!-- tab in private -->\n\n"
    code = "{% tabs a %}\n```html\n<!-- tab Oak -->\n```\n{% endtabs %}"

    assert shown(text) == "<p><strong>Oak</strong></p>\n<p>Acorns.</p>"
    assert shown(code) == '<pre><code class="language-html">&lt;!-- tab Oak --&gt;\n</code></pre>'


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ('{% include figure.liquid loading="eager" path="assets/a.png" %}', "https://example.org/blog/assets/a.png"),
        ('{% include figure image_path="/assets/a.png" %}', "https://example.org/blog/assets/a.png"),
        ('{% include figure path="https://b.example/a.png" %}', "https://b.example/a.png"),
        ('{% include image.html url="a.png" %}', "https://example.org/blog/p/a.png"),
    ],
)
def test_paths_of_included_figures_are_those_from_the_root_of_the_site(tag: str, address: str) -> None:
    assert f'src="{address}"' in shown(tag)


def test_a_quotation_that_is_not_closed_keeps_its_source_out_of_others() -> None:
    text = "{% blockquote Ann %}\nOne.\n\n{% blockquote Ben, Days %}\nTwo.\n{% endblockquote %}"

    assert shown(text).count("— Ben, Days") == 1


@pytest.mark.parametrize("tag", ["{% btn %}", "{% label %}", "{% tabs %}", "{% timeline %}", "{% gallerygroup a %}"])
def test_a_tag_of_a_theme_without_words_shows_nothing(tag: str) -> None:
    assert shown(f"a {tag} b") == "<p>a  b</p>"


def test_what_liquid_captured_is_shown_once_where_it_is_printed() -> None:
    notice = "{% capture notice-a %}\n#### Tides\n\n* One {{ lost }}\n{% endcapture %}\n\n"
    box = '<div class="notice">{{ notice-a | markdownify }}</div>'

    assert (
        shown(f"{notice}{box}\n\nText")
        == '<div>\n<h4 id="tides">Tides</h4>\n<ul>\n<li>One</li>\n</ul>\n</div>\n<p>Text</p>'
    )
    assert dropped(notice + box + "{{ notice-a }}") == [
        "template tag dropped: '{{ lost }}' (once)",
        "template tag dropped: '{{ notice-a }}' (once)",
    ]
    assert [problem.line for problem in expand(f"x\n{notice}{box}", MARKDOWN)[1]] == [5]
    assert shown("{% capture a %}tide{% endcapture %}The {{ a }}.") == "<p>The tide.</p>"


def test_html_code_is_left_alone() -> None:
    text = "<pre>{% x %}</pre><code>{{ y }}</code>{% z %}<script>{{ w }}</script>"

    assert expand(text, HTML)[0] == "<pre>{% x %}</pre><code>{{ y }}</code><script>{{ w }}</script>"


def test_text_without_tags_is_the_same_object() -> None:
    text = "<p>{ } and 100 % safe</p>"

    assert expand(text, HTML)[0] is text


_PIECES = [
    "{%",
    "%}",
    "{{",
    "}}",
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "<%",
    "%>",
    "{:",
    "}",
    ":::",
    "```",
    "`",
    "\n",
    "\n\n",
    "    ",
]
_WORDS = [
    "raw",
    "endraw",
    "highlight x",
    "endhighlight",
    "figure src=a.png",
    "/",
    '"',
    "'",
    "(",
    ")",
    "|",
    "=",
    "a",
    " ",
    "- ",
    "import 'x'",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PIECES + _WORDS), max_size=30).map("".join))
def test_no_mix_of_tags_raises(text: str) -> None:
    for place in (MARKDOWN, HTML, MARKDOWN._replace(page=None)):
        _, lost = expand(text, place)

        assert all(problem.line is not None and problem.line >= 1 for problem in lost)


@pytest.mark.parametrize("markdown", [True, False])
def test_php_never_reaches_a_subscriber(markdown: bool) -> None:
    text = "<p>Vote!</p>\n<?php if ($user->name) { ?>\n<p>Here: <?= $user->name ?>.</p>\n<?php } ?>\n"

    expanded, lost = expand(text, MARKDOWN._replace(markdown=markdown))

    assert expanded.split() == ["<p>Vote!</p>", "<p>Here:", ".</p>"]
    assert [problem.code for problem in lost] == ["template-tag-dropped"]


@pytest.mark.parametrize(
    "text", ["`<?php echo 1 ?>`", "```php\n<?php echo 1; ?>\n```", "<pre>&lt;?php</pre>", "a <? b"]
)
def test_php_that_is_shown_is_left_alone(text: str) -> None:
    assert expand(text, MARKDOWN)[0] == text


def test_lines_of_modules_are_reported_with_their_line() -> None:
    _, lost = expand("text\n\nimport Chart from '../chart.js'\n\nexport const x = 1\n", MARKDOWN, line=10)

    assert [(problem.message, problem.line) for problem in lost] == [
        ("template tag dropped: 'import Chart' (once)", 12),
        ("template tag dropped: 'export const' (once)", 14),
    ]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ site.url | upcase }}",
        '{{ page.url | replace: "p", "q" }}',
        "{{ site.url | append: page.title }}",
        "{{ site.url | append: '<b>' }}",
        '{{ "/a" | split: "/" }}',
        '{{< ref lang="fr" >}}',
    ],
)
def test_an_address_whose_filters_are_not_known_is_left_out_and_named(tag: str) -> None:
    assert shown(f"[a]({tag})") == "<p>a</p>"
    assert len(dropped(f"[a]({tag})")) == 1


@pytest.mark.parametrize(
    "tag", ['--8<-- "a.md"', "{!a.md!}", "<!-- @include: ./a.md{1,3} -->", "<<< @/a.js{2}", "@[code](../a.js)"]
)
def test_files_that_a_page_includes_are_reported(tag: str) -> None:
    body = render(f"Words.\n\n{tag}\n\nMore.")

    assert body.html == "<p>Words.</p>\n<p>More.</p>"
    assert [(problem.code, problem.line) for problem in body.problems] == [("template-tag-dropped", 3)]
    assert not render(f"```\n{tag}\n```\n\nThis is <<< @/a.js in words").problems


def test_figures_and_quotations_of_hugo_show_all_their_words() -> None:
    figure = render('{{< figure src="/a.png" title="Tides" caption="at noon" attr="the harbour" >}}').html
    quotation = render('{{< quote author="A pilot" >}}\nWords.\n{{< /quote >}}').html

    assert "<figcaption>Tides — at noon — the harbour</figcaption>" in figure
    assert quotation == "<blockquote><p><strong>A pilot</strong></p>\n<p>Words.</p>\n</blockquote>"
