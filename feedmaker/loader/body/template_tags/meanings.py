"""What the template tags of Hexo, Jekyll, Octopress, Hugo, Zola, Eleventy and Nunjucks mean, by name.

Site URLs, assets and media are resolved. Of links to other articles only the text is kept: an entry must not depend on
the file of another article.
"""

import re

from feedmaker.loader.body import embeds
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.loader.body.template_tags.syntax import Call, Place
from feedmaker.loader.body.template_tags.variables import site_path
from feedmaker.text.media_types import PICTURES

#: Tags whose content is not markup: it is shown verbatim or not at all.
VERBATIM = frozenset({
    "highlight", "codeblock", "code", "raw", "verbatim", "comment", "capture", "prism", "sourcecode", "mermaid",
    "math", "linkgrid",
})  # fmt: skip
_CODE = frozenset(["highlight", "codeblock", "code", "prism", "sourcecode", "mermaid"])
_IMAGES = frozenset({
    "asset_img", "asset_image", "img", "image", "image_with_class", "figure", "fig", "photo", "picture",
    "thumbnail", "lightbox", "screenshot", "imgproc", "gallery-image", "responsive_image", "respimg",
    "local_video_image",
})  # fmt: skip
_ASSETS = frozenset({"asset_img", "asset_image", "asset_path", "asset_link"})
_QUOTES = frozenset({
    "blockquote", "quote", "pullquote", "centerquote", "cq", "note", "notel", "info", "tip", "warning", "alert",
    "callout", "box", "danger", "success", "hint", "admonition", "notice", "important", "caution", "attention",
    "details", "fold", "spoiler", "collapse", "expand", "message",
    "folding", "hideblock", "hidetoggle", "subnote", "noteblock", "blocknote",
})  # fmt: skip
_TITLED = frozenset([
    "details", "fold", "spoiler", "collapse", "expand", "folding", "hideblock", "hidetoggle",
])  # fmt: skip
_SILENT = frozenset({
    "if", "elsif", "else", "elseif", "unless", "endif", "endunless", "for", "endfor", "case", "when", "endcase",
    "assign", "set", "end", "raw", "endraw", "endset", "endcapture", "cycle", "increment", "decrement", "break",
    "continue", "endtabs", "endtab", "extends", "block", "endblock", "import", "from",
    "gp", "grouppicture",
})  # fmt: skip
_PATHS = frozenset(["asset_path", "url_for", "static", "asset", "relurl", "absurl", "baseurl", "full_url_for"])
_LINKS = frozenset(["link", "anchor", "a"])
_REFERENCES = frozenset(["post_link", "post_path", "post_url", "ref", "relref", *_LINKS])
_IMAGE_NAME = re.compile(r"(?:^|[-_/.])(?:img|image|figure|fig|photo|picture|screenshot)s?(?:$|[-_/.])")
_FILE = re.compile(rf"(?>[^\s\"']*{PICTURES}(?=[?#]|\Z))\S*+", re.IGNORECASE)
# assets/a.png, no /a.png, ./a.png, https://a.example/a.png
_RELATIVE = re.compile(r"[^/.:#{][^:]*+\Z")
_ADDRESS = ("https://", "http://", "//")
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_CONTAINER_TITLE = re.compile(r"""\btitle\s*=\s*["']([^"']*)["']""")
_CAPTION_KEYS = ("caption", "title", "attr")
_SOURCE_KEYS = ("src", "url", "image", "path", "link", "file", "image_path", "name")
_TEXT_KEYS = ("title", "name", "text", "label", "caption", "summary")

# name[label]{#id key="value"}
_DIRECTIVE = re.compile(r"([\w-]+)(?:\[(.*)\])?(?:\{([^{}]*)\})?")
_SETTING = re.compile(r"""(?<![\w-])([\w-]++)=(?:"([^"]*)"|([^\s"]++))""")
_IDENTITY = re.compile(r"(?<!\S)#([\w-]+)")
_REPOSITORY = re.compile(r"[\w-]+/[\w.-]+")


def meaning(call: Call, place: Place, *, alone: bool, inside: bool) -> str | None:
    """Return the HTML or text that replaces the tag, None if it is unknown and must be reported.

    `alone`: nothing else is on its line; `inside`: it is in the place of a URL.
    """
    name = call.name
    if name == "param":
        value = place.values.get(f"param.{''.join(call.words)}".lower())
        return None if value is None else html_snippets.text(value)
    if call.closes or name.startswith("end"):
        return end(name.removeprefix("end"))
    if name in _SILENT and not call.called:
        return ""
    if name in _PATHS or name in _REFERENCES or name == "asset_link":
        return _reference(call, place, inside=inside)
    if name == "include":
        return _include(call, place, alone=alone)
    if name in _QUOTES:
        words = " ".join(call.words) if name in _TITLED or call.quoted else ""
        return block(name, call.value("title", "summary", "author", "source", "cite") or words)[0]
    video = _video(call, place)
    if video is not None:
        return f"<p>{video}</p>" if alone else video
    if name in _IMAGES or _IMAGE_NAME.search(name):
        return _image(call, place, alone=alone)
    # a tag in the middle of a sentence usually shows the words it is given
    words = call.value(*_TEXT_KEYS)
    if not words and not alone and call.quoted and not call.called:
        words = call.quoted[0]
    return html_snippets.text(words) if words and not inside else None


def verbatim(call: Call, inner: str, place: Place) -> str:
    """Return the HTML that replaces a tag of VERBATIM and its content `inner`."""
    if call.name == "linkgrid":
        return _link_grid(inner, place)
    if call.name == "mermaid" and call.words and not call.named:
        inner = f"{call.source.strip()}\n{inner.lstrip()}"
    if call.name in _CODE:
        return html_snippets.code(inner.strip("\n").rstrip(), _language(call), _code_caption(call))
    return inner.strip("\n") if call.name in ("raw", "verbatim", "math") else ""


def container(name: str, caption: str, settings: str) -> tuple[str, str]:
    """Return the HTML of the opening and the closing line of `:::name[caption]{settings}` or `::: {.name settings}`."""
    caption, _, after = caption.strip(": ").partition("{")
    settings = settings or after
    found = _CLASS.search(settings)
    name = name or (found[1] if found else settings.strip())
    title = _CONTAINER_TITLE.search(settings)
    opening, closing = block(name.lower().removeprefix("callout-"), title[1] if title else caption.strip("[] "))
    return "\n" + opening, closing


def directive(written: str) -> str:
    """Return the HTML for `github{repo="a/b"}` or `name[label]{#id}`, "" for nothing.

    A directive is a component of the site; only repositories, videos and addresses that it names can be shown.
    """
    found = _DIRECTIVE.fullmatch(written)
    name, label, settings = found.groups("") if found else ("", "", "")
    values = {key: one or two for key, one, two in _SETTING.findall(settings)}
    identity = _IDENTITY.search(settings)
    page = embeds.of_tag(name, values.get("id") or (identity[1] if identity else ""))
    repository = values.get("repo", "")
    if name == "github" and _REPOSITORY.fullmatch(repository):
        page = embeds.Page(f"https://github.com/{repository}", repository)
    elif address := next(
        (values[key] for key in ("url", "href", "link") if values.get(key, "").startswith("http")), ""
    ):
        page = embeds.Page(address, address)
    if page:
        return f"<p>{html_snippets.link(page.url, label or page.label)}</p>"
    return label


def end(name: str) -> str:
    """Return the end of the element of a block."""
    return block(name, "")[1] if name in _QUOTES else ""


def block(name: str, title: str) -> tuple[str, str]:
    """Return the start and the end of the element of a block with a title."""
    if name in _TITLED:
        summary = f"<summary>{html_snippets.text(title)}</summary>" if title else ""
        return f"<details>{summary}\n\n", "\n\n</details>\n"
    element = "blockquote" if name in _QUOTES else "div"
    head = f"<p><strong>{html_snippets.text(title)}</strong></p>" if title else ""
    return f"<{element}>{head}\n\n", f"\n\n</{element}>\n"


def _reference(call: Call, place: Place, *, inside: bool) -> str | None:
    """Return a path of the site, or the text of a link to another article."""
    words = call.words
    if not words:
        return None
    if call.name in _PATHS:
        return _asset(words[0], place) if call.name in _ASSETS else site_path(words[0], place)
    if call.name == "asset_link":
        return html_snippets.link(_asset(words[0], place), " ".join(words[1:]) or words[0])
    if call.name in _LINKS:
        address = next((word for word in words if word.startswith(_ADDRESS)), "")
        if address:
            number = words.index(address)
            label = " ".join(words[:number]) or " ".join(words[number + 1 : number + 2]) or address
            return html_snippets.link(address, label)
        static = len(words) == 1 and not words[0].startswith("_") and not words[0].endswith((".md", ".markdown"))
        if static:
            return site_path("/" + words[0].lstrip("/"), place)
    if inside:
        return _page_path(words[0], place)
    label = " ".join(word for word in words[1:] if word not in ("true", "false"))
    return html_snippets.text(label or words[0].rpartition("/")[2]) if call.name == "post_link" else None


def _page_path(reference: str, place: Place) -> str | None:
    """Return the path of a page in Hugo, which is that of its file, None unless it begins at the root."""
    path, mark, fragment = reference.partition("#")
    if not path:
        return reference
    if not path.startswith("/"):
        return None
    path = re.sub(r"(?:/_?index)?\.md$", "", path)
    return site_path(path.rstrip("/") + "/", place) + mark + fragment


def _include(call: Call, place: Place, *, alone: bool) -> str | None:
    if any(_FILE.fullmatch(call.named.get(key, "")) for key in _SOURCE_KEYS):
        # themes pass these to the filter relative_url
        named = {
            key: f"/{path}" if _RELATIVE.match(path) else path for key, path in call.named.items() if "path" in key
        }
        return _image(call._replace(named=call.named | named), place, alone=alone)
    template = call.words[0].lower() if call.words else ""
    name = next((name for name in embeds.PAGES if name in template), "")
    page = embeds.of_tag(name, call.value("id", "video_id", "video", "code"))
    return page and f"<p>{html_snippets.link(page.url, call.value('title') or page.label)}</p>"


def _video(call: Call, place: Place) -> str | None:
    """Return a link to the page that a tag embeds, None if it embeds nothing."""
    target = call.value("id", "url", "src") or (call.words[0] if call.words else "")
    if call.name == "gist" and len(call.words) > 1 and call.words[1].isalnum():
        target = "/".join(call.words[:2])
    if call.name in ("tweet", "twitter", "x") and call.words and call.words[-1].isdigit():
        target = call.words[-1]
    page = embeds.of_tag(call.name, target) if target else None
    if page is None and call.name in ("video", "iframe", "embed", "audio", "bilibili", "oembed", "tweet", "vidyard"):
        address = site_path(target, place)
        if address.startswith(_ADDRESS):
            page = embeds.watch("https:" + address if address.startswith("//") else address)
        elif address.startswith("/"):
            page = embeds.Page(address, call.name.capitalize())
    return page and html_snippets.link(page.url, call.value("title") or page.label)


def _image(call: Call, place: Place, *, alone: bool) -> str | None:
    source = call.value(*_SOURCE_KEYS)
    words = list(call.words)
    if not source:
        files = (word for word in words if _FILE.fullmatch(word) or word.startswith(_ADDRESS))
        source = next(files, "") or next((word for word in words if "/" in word), "")
        if not source:
            return None
        words = words[words.index(source) + 1 :]
    address = _asset(source, place) if call.name in _ASSETS else site_path(source, place)
    numbers = [word for word in words if word.isdigit()]
    texts = [word for word in words if not word.isdigit() and not _FILE.fullmatch(word)]
    alt = call.value("alt") or (texts[-1] if texts and call.quoted else " ".join(texts))
    caption, target = call.value(*_CAPTION_KEYS), call.value("link")
    if call.name == "figure":  # Hugo shows all of them
        caption = " — ".join(dict.fromkeys(filter(None, map(call.named.get, ("title", "caption", "attr")))))
    if caption or target:
        return html_snippets.figure(address, alt, caption, target if target != source else "")
    picture = html_snippets.image(address, alt, *[*numbers, "", ""][:2])
    return f"<p>{picture}</p>" if alone else picture


def _asset(name: str, place: Place) -> str:
    """Return the path of a file in Hexo's asset folder, which is "/p/1/" for "/p/1.html" (hexo, models/post_asset)."""
    if place.page is None or name.startswith(("/", *_ADDRESS)):
        return site_path(name, place)
    page = re.sub(r"(?:/index)?\.html?$", "", place.page)
    return page.rstrip("/") + "/" + name


def _language(call: Call) -> str:
    """Return the language of a code tag: `ruby`, `lang:ruby`, `language=ruby`; other words are titles and options."""
    named = call.value("lang", "language")
    if named:
        return named
    for word in call.words:
        if word.startswith("lang:"):
            return word.removeprefix("lang:")
    if call.name == "mermaid":
        return "mermaid"
    first = call.words[0] if call.words and call.name in ("highlight", "prism", "sourcecode") else ""
    return first if re.fullmatch(r"[A-Za-z][\w+#.-]*", first) and "linenos" not in first else ""


def _code_caption(call: Call) -> str:
    """Return the caption of Hexo's `{% codeblock words lang:js https://… words %}`, whose second words are linked."""
    if call.name not in ("code", "codeblock") or call.named:
        return ""
    words = [word for word in call.words if not re.match(r"[a-z_]++:(?!//)", word)]
    number = next((number for number, word in enumerate(words) if word.startswith(_ADDRESS)), len(words))
    linked = html_snippets.link(words[number], " ".join(words[number + 1 :]) or words[number]) if words[number:] else ""
    return " ".join(filter(None, (html_snippets.text(" ".join(words[:number])), linked)))


def _link_grid(inner: str, place: Place) -> str:
    """Return the links of NexT's `name | address | words | picture`, one a line; lines with % are comments."""
    rows = [[cell.strip() for cell in line.split("|")] for line in inner.splitlines() if not line.startswith("%")]
    return "".join(
        f"<p>{html_snippets.link(site_path(row[1], place), row[0])} {html_snippets.text(' '.join(row[2:3]))}</p>"
        for row in rows
        if len(row) > 1
    )
