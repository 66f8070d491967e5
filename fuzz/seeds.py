"""What a campaign begins with: one small input of each shape, and the words that it puts together."""

from collections.abc import Iterator
from pathlib import Path

_DATES = (
    "2024-03-01",
    "2024-03-01T08:00:00+08:00",
    "Fri, 01 Mar 2024 08:00:00 GMT",
    "1 March 2024, 8:00 pm",
    "2024年3月1日 下午8:00",
    "March 1st, 2024",
    "20240301T080000Z",
    "1709251200",
    "2024-W09-5",
    "<2024-03-01 Fri 08:00>",
    "01/02/2024",
    "3 days ago",
)
_HEADS = (
    "---\ntitle: Boat\ndate: 2024-03-01\ntags: [a, b]\n---\n",
    "---\ntitle: &a Boat\nauthor: {name: *a}\n<<: {x: 1}\n---\n",
    "---\ntitle: |\n  Boat\n  two\ncategories:\n- [a, b]\n- c\n---\n",
    '+++\ntitle = "Boat"\ndate = 2024-03-01\n[extra]\nx = [1, 2]\n+++\n',
    '{"title": "Boat", "date": "2024-03-01"}\n',
    ';;;\n"title": "Boat",\n"date": "2024-03-01"\n;;;\n',
    "Title: Boat\nDate: 2024-03-01\nTags: a, b\n\n",
    "<!--\n.. title: Boat\n.. date: 2024-03-01\n-->\n",
    ".. title: Boat\n.. date: 2024-03-01\n\n",
    "Boat\n====\n\n:date: 2024-03-01\n:tags: a, b\n\n",
    '<html><head><title>Boat</title><meta name="date" content="2024-03-01"></head>\n',
    "title: Boat\ndate: 2024-03-01\n---\n",
    "[#]: subject: (Boat)\n[#]: author: (x)\n\n",
)
_BODIES = (
    '# Boat\n\nA *boat* [came](/in "x") ![x](y.png).\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
    '<p>A <b>boat</b> <a href="/in">came</a><img src="x.png" srcset="a 1x, b 2x"></p><!-- more --><table><td>x</table>',
    '{% img x.png %} {{ site.url }} {{< figure src="x" >}} {% raw %}x{% endraw %} {: .x}\n',
    "```js\nlet x = 1;\n```\n\n~~~\nx\n~~~\n\n    code\n\n> quote\n\n[^1]\n\n[^1]: note\n",
    '<svg><script>x</script></svg><math><mi>x</mi></math><iframe src="https://www.youtube.com/embed/x"></iframe>',
    "Boat\n====\n\n.. image:: x.png\n\n::\n\n  code\n\n`link <https://x.example/>`_\n",
    '$$x^2$$ \\(y\\) <span class="katex">z</span> <noscript><img src=x></noscript>',
)
_CONFIG = (
    "site: {title: x, url: https://x.example/}\n",
    "site:\n  title: x\n  url: https://x.example/\nfeeds:\n  limit: 5\n  formats: [rss]\n",
    "site: {title: x, url: https://x.example/}\ncategories:\n  aliases: {a: b}\n  settings: {b: {limit: 2}}\n",
)
_WORDS = (
    "---\n", "+++\n", ";;;\n", "title:", "date:", "tags:", "categories:", "<<:", "&a", "*a", "!!", "- ", ": ", "|\n",
    ">\n", ".. ", "::", "\n\n   ", ":file:", ":url:", ":loading: embed", "/etc/hosts", "|x|", "`x`_", ".. |x| ",
    ".. role:: ", "image", "figure", "include", "raw:: html", "csv-table", "list-table", "date", "default-role",
    "contents", "====",
    "{%", "%}", "{{", "}}", "{{<", ">}}", "{% raw %}", "{% endraw %}", "<!--", "-->", "<!-- more -->",
    "<![CDATA[", "]]>", "<script>", "</script>", "<svg>", "<math>", "<style>", "<template>", "<noscript>", "<pre>",
    "<table>", "<img src=", "href=", "srcset=", "javascript:", "data:", "&#", "&#x", "&lt;", "&nbsp;", "```", "~~~",
    "![", "](", "[^1]", "\n\n", "\t", "\r\n", "\\x00", "\\xff\\xfe", "\\xef\\xbb\\xbf", "2024-", "T00:00", "+08:00",
    "GMT", "Mar", "pm", "W09", "site:", "url:", "https://",
)  # fmt: skip


def seeds(target: str) -> Iterator[bytes]:
    """Yield the inputs that a target begins with; their first byte chooses a suffix or an order."""
    if target == "config":
        yield from (text.encode() for text in _CONFIG)
    elif target == "dates":
        yield from (bytes([number % 3]) + text.encode() for number, text in enumerate(_DATES))
    elif target == "rst":
        texts = Path(__file__).with_name("seeds.rst").read_text("utf-8").split("%%\n")
        yield from (b"." + text.encode() for text in texts)
    elif target == "body":
        yield from (bytes([number % 6]) + text.encode() for number, text in enumerate(_BODIES))
    else:
        for number, head in enumerate(_HEADS):
            body = _BODIES[number % len(_BODIES)]
            yield bytes([number % 6]) + (head + body).encode()


def dictionary() -> str:
    """Give the words in the form that libFuzzer reads."""
    lines = []
    for word in _WORDS:
        escaped = word if word.startswith("\\x") else _escaped(word)
        lines.append(f'"{escaped}"')
    return "\n".join(lines) + "\n"


def _escaped(word: str) -> str:
    return "".join(char if char.isprintable() and char not in '"\\' else f"\\x{ord(char):02x}" for char in word)
