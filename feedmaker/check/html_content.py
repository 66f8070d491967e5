"""What content may hold: sections 7 and 17 of the standards (H5-H11, L3, L4)."""

import re
from collections.abc import Iterator

from feedmaker.check.html_fragment import breaks
from feedmaker.check.html_tokens import Token, tokens
from feedmaker.check.rules import Flaw, Level
from feedmaker.check.urls import is_uri, shown
from feedmaker.check.word_lists import names

_ACTIVE = names("script object embed applet form meta base link style frame frameset")
_URLS = names(
    "href src poster cite action formaction data background longdesc srcset imagesrcset ping xlink:href data-src"
)
_SCRIPT_URL = re.compile(r"(?:javascript|vbscript|livescript|mocha):|data:(?!image/(?!svg)|audio/|video/)")
_BLANKS = re.compile(r"[\x00-\x20\x7f-\x9f\xad\u200b-\u200f\u2028\u2029\ufeff]+")
_SRCSET = re.compile(r",\s+|,(?=https?:|//)")
_LAZY = ("data-src", "data-srcset", "data-original", "data-lazy-src", "data-lazy-srcset", "data-echo")
_PIXEL = re.compile(
    r"//(?:feeds\.feedburner\.com/~|pixel\.wp\.com|stats\.wordpress\.com/b\.gif|[\w.-]*google-analytics\.com"
    r"|blogger\.googleusercontent\.com/tracker|[\w.-]*doubleclick\.net|www\.facebook\.com/tr\b)",
    re.IGNORECASE,
)
_BLANK_GIF = re.compile(r"data:image/gif;base64,R0lGODlhAQAB", re.IGNORECASE)
#: Properties that the W3C validator lets pass.
_PROPERTIES = names(
    "azimuth background background-color border border-bottom border-bottom-color border-bottom-style "
    "border-bottom-width border-collapse border-color border-left border-left-color border-left-style "
    "border-left-width border-radius border-right border-right-color border-right-style border-right-width "
    "border-spacing border-style border-top border-top-color border-top-style border-top-width border-width clear "
    "color cursor direction display elevation float font font-family font-size font-style font-variant font-weight "
    "height letter-spacing line-height list-style list-style-type margin margin-bottom margin-left margin-right "
    "margin-top max-height max-width min-height min-width overflow overflow-wrap padding padding-bottom padding-left "
    "padding-right padding-top page-break-after page-break-before page-break-inside pause pitch quotes richness speak "
    "speech-rate stress text-align text-decoration text-indent text-transform unicode-bidi vertical-align "
    "voice-family volume white-space width word-break word-spacing word-wrap"
)
_ELEMENTS = names(
    "a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas caption center cite "
    "code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer "
    "h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input ins kbd label legend li main map mark menu meter nav "
    "noscript ol optgroup option output p param picture pre progress q rb rp rt rtc ruby s samp search section select "
    "small source span strike strong sub summary sup table tbody td textarea tfoot th thead time tr track tt u ul var "
    "video wbr html head body title"
)
_MATHML = frozenset(("svg", "math"))


def content_flaws(
    html: str, line: int | None, *, name: str = "content", spread: bool = True, xhtml: bool = False, rtl: bool = False
) -> Iterator[Flaw]:
    """Check a fragment of HTML; one fault a rule and fragment, with the number of the others of its kind."""
    if rtl and html.strip() and not re.search(r"\bdir\s*=\s*[\"']?(?:rtl|auto)", html, re.IGNORECASE):
        yield Flaw("L3", line, f"{name} of a right-to-left language says no direction", 'wrap it in <div dir="rtl">')
    if "<" not in html and "&" not in html:
        return
    # A lone surrogate (from JSON, X2) cannot be handed to a parser.
    html = html.encode("utf-8", "replace").decode("utf-8")
    found: dict[tuple[str, Level | None], list[Flaw]] = {}
    for flaw in _all_flaws(html, name, xhtml):
        found.setdefault((flaw.rule, flaw.level), []).append(flaw)
    for first, *others in found.values():
        more = f" (and {len(others)} more)" if others else ""
        below = html.count("\n", 0, first.line) if spread else 0
        yield first._replace(message=first.message + more, line=None if line is None else line + below)


def _all_flaws(html: str, name: str, xhtml: bool) -> Iterator[Flaw]:
    """Give every flaw, with its offset in the place of its line."""
    row = [*tokens(html)]
    active = False
    for token in row:
        if token.kind == "start":
            for flaw in _tag_flaws(token, token.offset, name, xhtml):
                active = active or flaw.rule == "H5"
                yield flaw
    broken, reparsed = breaks(row, html)
    hint = "write it with an HTML serialiser; close tags on cutting"
    yield from (Flaw("H8", offset, f"{name}: {message}", hint) for message, offset in broken)
    if not active:
        # What a parser makes of broken markup may be active though nothing written is (mutation).
        for token in tokens(reparsed, scripting=True):
            if token.kind == "start":
                yield from (flaw for flaw in _tag_flaws(token, 0, name, xhtml) if flaw.rule == "H5")


def _tag_flaws(token: Token, at: int, name: str, xhtml: bool) -> Iterator[Flaw]:
    tag = token.name
    if tag in _ACTIVE:
        yield Flaw("H5", at, f"{name} holds <{tag}>", "sanitise content with an allow-list")
    elif tag == "iframe":
        yield Flaw("H6", at, f"{name} holds an iframe", "put a link or a poster image in its place")
    elif tag in _MATHML:
        if not xhtml:
            yield Flaw("H9", at, f"{name} holds <{tag}>, which readers drop", "use an image with alt")
    elif tag not in _ELEMENTS and not (xhtml and ":" in tag):
        yield Flaw("H9", at, f"{name} holds <{shown(tag)[1:-1]}>, no element of HTML", "keep its text only")
    for key, value in token.attributes:
        if key.startswith("on") and len(key) > 2:
            yield Flaw("H5", at, f"{name}: <{tag}> has the event handler {shown(key)}", "drop the attribute")
        elif key in _URLS:
            yield from _url_flaws(tag, key, value, at, name)
        elif key == "style":
            yield from _style_flaws(tag, value, at, name)
        elif key == "srcdoc":
            yield Flaw("H5", at, f"{name}: <{tag}> has a page in srcdoc", "drop the attribute")
    if tag == "img":
        yield from _image_flaws(dict(token.attributes), at, name)


def _url_flaws(tag: str, key: str, value: str, at: int, name: str) -> Iterator[Flaw]:
    urls = [part.split()[0] for part in _SRCSET.split(value) if part.split()] if key.endswith("srcset") else [value]
    for url in urls:
        bare = _BLANKS.sub("", url).lower()
        if _SCRIPT_URL.match(bare):
            yield Flaw("H5", at, f"{name}: {key} of <{tag}> runs code: {shown(url)}", "drop the attribute")
        elif key != "data-src" and not is_uri(bare):
            yield Flaw(
                "H10", at, f"{name}: {key} of <{tag}> is relative: {shown(url)}", "join it with the article's URL"
            )
        elif bare.startswith("http:") and tag in ("img", "source", "video", "audio"):
            hint = "pages served by https may not show it"
            yield Flaw("H11", at, f"{name}: {key} of <{tag}> is plain http: {shown(url)}", hint, "info")


def _style_flaws(tag: str, value: str, at: int, name: str) -> Iterator[Flaw]:
    for declaration in value.split(";"):
        key, colon, worth = declaration.partition(":")
        prop = key.strip().lower()
        if not prop:
            continue
        unsafe = (
            not colon or prop not in _PROPERTIES or re.search(r"url\s*\(|expression|\\|@import|javascript", worth, re.I)
        )
        if unsafe:
            yield Flaw("H7", at, f"{name}: style of <{tag}> sets {shown(prop)}", "drop style attributes")


def _image_flaws(attributes: dict[str, str], at: int, name: str) -> Iterator[Flaw]:
    source = attributes.get("src", "").strip()
    if "alt" not in attributes:
        yield Flaw("L4", at, f"{name}: an img has no alt: {shown(source)}", 'write alt="" for ornament')
    lazy = next((key for key in _LAZY if key in attributes), None)
    if lazy:
        yield Flaw("H11", at, f"{name}: an img waits for a script ({lazy})", "put the real URL into src")
    elif not source and "srcset" not in attributes:
        yield Flaw("H11", at, f"{name}: an img has no src", "drop it")
    elif _BLANK_GIF.match(source) or (attributes.get("width") == "1" and attributes.get("height") == "1"):
        yield Flaw("H11", at, f"{name}: an img of one pixel: {shown(source)}", "drop it")
    elif _PIXEL.search(source):
        yield Flaw("H11", at, f"{name}: an img that counts readers: {shown(source)}", "drop it")
