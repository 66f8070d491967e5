"""Active markup of our own collection: every way known to us in which text becomes a program, a load or a move.

`BOOM` in a payload is replaced by the call that a test listens for, `EVIL` by a host that nothing may be loaded from.
"""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import chain, product
from pathlib import Path
from urllib.parse import quote

#: The host of everything that is not to be loaded.
HOST = "evil.example"

#: How one handler can be spelled: case, separators, quotes, references, what parsers forgive.
_SPELLINGS = (
    " {e}=BOOM",
    ' {E}="BOOM"',
    " {e}='BOOM'",
    " {e} = BOOM",
    "\t{e}=BOOM",
    "\n{e}\n=\nBOOM",
    "\f{e}=BOOM",
    "/{e}=BOOM",
    ' a="b"{e}=BOOM',
    " a='>'{e}=BOOM",
    ' {e}="&#98;oom(N)"',
    ' {e}="&#x62oom(N)"',
    " {e}=`BOOM`",
    ' ""{e}=BOOM',
    " ={e}=BOOM",
    " x:{e}=BOOM",
    " {e}=BOOM//",
    ' title="<!--" {e}=BOOM',
    " {e}=&Tab;BOOM",
    " \x00{e}=BOOM",
    "\r{e}=BOOM",
    " \x0b{e}=BOOM",
    " {e}=1 {e}=BOOM",
    " <{e}=BOOM",
    " '{e}=BOOM",
    ' alt="`" {e}="BOOM`"',
    " {e}=\u2028BOOM",
    " xmlns:{e}=BOOM",
    " data-{e}=1 {e}=BOOM",
    " {e}\u00a0=BOOM",
    ' {e}="bo\\u006fm(N)"',
)

_SCHEMES = (
    "javascript:BOOM",
    "JaVaScRiPt:BOOM",
    " javascript:BOOM",
    "\tjavascript:BOOM",
    "java\tscript:BOOM",
    "java\nscript:BOOM",
    "java\rscript:BOOM",
    "\x01javascript:BOOM",
    "\x00javascript:BOOM",
    "java\x00script:BOOM",
    "javascript\t:BOOM",
    "&#106;avascript:BOOM",
    "&#x6A;avascript:BOOM",
    "&#0000106avascript:BOOM",
    "java&#9;script:BOOM",
    "java&Tab;script:BOOM",
    "java&NewLine;script:BOOM",
    "javascript&colon;BOOM",
    "javascript&#58;BOOM",
    "&#1;javascript:BOOM",
    "&#14;  javascript:BOOM",
    "javascript:%62oom(N)",
    "javascript:/*--></a>*/BOOM",
    "javascript://evil.example/%0aBOOM",
    "javascript://%E2%80%A8BOOM",
    "\u00a0javascript:BOOM",
    "\u3000javascript:BOOM",
    "\u200bjavascript:BOOM",
    "\ufeffjavascript:BOOM",
    "javascript\u200b:BOOM",
    "jav&#x0A;ascript:BOOM",
    "feed:javascript:BOOM",
    "view-source:javascript:BOOM",
    "livescript:BOOM",
    "mocha:BOOM",
    "vbscript:BOOM",
    "vbs:BOOM",
    "VBSCRIPT:MsgBox(1)",
    "data:text/html,<script>BOOM</script>",
    "data:text/html;base64,PHNjcmlwdD5ib29tKE4pPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='BOOM'/>",
    "DATA:text/html,<script>BOOM</script>",
    "da\tta:text/html,<svg onload=BOOM>",
    "data:,x",
    "data:application/xhtml+xml,<script>BOOM</script>",
    "blob:https://evil.example/1",
    "filesystem:https://evil.example/temporary/x",
    "file:///etc/passwd",
    "about:blank",
    "jar:https://evil.example/x!/",
    "ms-its:x",
    "intent://evil.example#Intent;end",
    "cid:x",
    "ws://evil.example/",
    "&amp;#106;avascript:BOOM",
    "javascript&amp;colon;BOOM",
    "javas%63ript:BOOM",
    "\\javascript:BOOM",
    "/\\javascript:BOOM",
    "javascript:BOOM\\",
    "ｊavascript:BOOM",
    "javaſcript:BOOM",
    "j\u0430vascript:BOOM",
    "java\u00adscript:BOOM",
)


def _markup() -> Iterator[str]:
    yield from _samples("markup.txt")
    elements, places = tuple(_samples("elements.txt")), tuple(_samples("places.txt"))
    for number, event in enumerate(_samples("events.txt")):
        element = elements[number % len(elements)]
        yield element.format(h=f"{event}=BOOM")
    for number, spelling in enumerate(_SPELLINGS):
        event = ("onerror", "onload", "onfocus")[number % 3]
        yield f"<img src=x{spelling.format(e=event, E=event.upper())}>"
        yield f"<svg{spelling.format(e='onload', E='ONLOAD')}></svg><p{spelling.format(e='onclick', E='OnClIcK')}>x</p>"
    for element in elements:
        yield element.format(h="onerror=BOOM onload=BOOM onfocus=BOOM")
    for place in places:
        yield place.format(u="javascript:BOOM")
        yield place.format(u=f"https://{HOST}/x")
    for number, scheme in enumerate(_SCHEMES):
        quoted = scheme.replace('"', "&quot;")
        yield f'<a href="{quoted}">x</a><img src="{quoted}"><q cite="{quoted}">x</q>'
        yield places[number % len(places)].format(u=quoted)


def _wrapped() -> Iterator[str]:
    """The plainest payloads in layers: references, percent signs, CDATA, comments, other markup."""
    plain = ("<script>BOOM</script>", "<img src=x onerror=BOOM>", '<a href="javascript:BOOM">x</a>')
    layers: tuple[Callable[[str], str], ...] = (
        escape,
        lambda text: escape(escape(text)),
        lambda text: "".join(f"&#{ord(char)};" for char in text),
        lambda text: "".join(f"&#x{ord(char):x};" for char in text),
        quote,
        lambda text: f"<![CDATA[{text}]]>",
        lambda text: f"<!--{text}-->{text}",
        lambda text: f"<pre>{text}</pre><code>{text}</code>",
        lambda text: f'<p title="{escape(text)}">{escape(text)}</p>',
        lambda text: f"<table>{text}<tr>{text}<td>{text}</table>",
        lambda text: f"<svg>{text}</svg><math>{text}</math>",
        lambda text: f"<h1>{text}</h1><ul>{text}<li>{text}</ul>",
        lambda text: text.replace("<", "<\x00"),
        lambda text: text.replace("<", "\x1b<").replace(">", "\x7f>"),
        lambda text: text.replace("<", "\ufeff<").replace("s", "\ud800s"),
        lambda text: text.replace("script", "scr\u00adipt"),
        lambda text: "".join(f"{char}\u200d" if char.isalpha() else char for char in text),
    )
    for layer, payload in product(layers, plain):
        yield layer(payload)


def _numbered(payloads: Iterable[str]) -> tuple[str, ...]:
    unique = dict.fromkeys(payloads)
    return tuple(
        text.replace("BOOM", f"boom({number})").replace("(N)", f"({number})").replace("EVIL", HOST)
        for number, text in enumerate(unique)
    )  # fmt: skip


def _samples(name: str) -> Iterator[str]:
    """Read a file of samples: one a line; a sample of several lines is between two lines of %%."""
    text = (Path(__file__).with_name("payloads") / name).read_text("utf-8")
    for number, part in enumerate(text.removesuffix("\n").split("%%\n")):
        yield from (part.removesuffix("\n"),) if number % 2 else part.removesuffix("\n").split("\n") if part else ()


#: Markup as it is in an HTML body, in a title, in any value.
MARKUP: tuple[str, ...] = _numbered(chain(_markup(), _wrapped()))
#: Markdown, template tags of generators, MDX.
MARKDOWN: tuple[str, ...] = _numbered(_samples("markdown.txt"))
#: Values of URL fields.
URLS: tuple[str, ...] = _numbered(
    chain(_SCHEMES, (f"https://{HOST}/{end}" for end in ('"', "'><script>BOOM</script>", "\r\nSet-Cookie: x")))
)
#: All of them.
EVERY: tuple[str, ...] = MARKUP + MARKDOWN + URLS
