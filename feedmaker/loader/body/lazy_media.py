"""Images and players that need scripts → images with their real address, one rendering, links to videos."""

import re
from contextlib import suppress

from feedmaker.loader.body import embeds, losses
from feedmaker.loader.body.losses import Loss
from feedmaker.loader.body.sanitizer import candidates
from feedmaker.text import urls
from feedmaker.text.elements import Element, remove, replace

#: Of Sina, NitroPack, Discuz! and Toutiao: attributes without "data-" in which lazy-loading scripts keep the address.
OTHER_LAZY = ("real_src", "nitro-lazy-src", "zoomfile", "file", "original")
# Attributes in which lazy-loading scripts keep the address, best first.
_LAZY = (
    "data-original", "data-actualsrc", "data-lazy-src", "data-src", "data-lazy", "data-original-src", "data-lazyload",
    "data-echo", "data-hi-res-src", "data-full-src", "data-image", "data-url", "data-bg", "data-cfsrc",
    "data-delayed-url", "data-pagespeed-lazy-src", "data-real-src", *OTHER_LAZY,
)  # fmt: skip
_LAZY_SRCSET = ("data-srcset", "data-lazy-srcset", "data-original-set")
#: Embeds of AMP: the page without, and the attribute with the end of its address.
AMP_EMBEDS = {
    "amp-youtube": ("https://www.youtube.com/embed/", "data-videoid"),
    "amp-vimeo": ("https://player.vimeo.com/video/", "data-videoid"),
    "amp-dailymotion": ("https://www.dailymotion.com/embed/video/", "data-videoid"),
    "amp-twitter": ("https://twitter.com/i/status/", "data-tweetid"),
    "amp-instagram": ("https://www.instagram.com/p/", "data-shortcode"),
    "amp-facebook": ("", "data-href"),
    "amp-iframe": ("", "src"),
}
_PLACEHOLDER = re.compile(
    r"(?:blank|spacer|placeholder|loading|lazy|transparent|pixel|1x1|grey|default_img|sg_trans)[\w.-]{0,100}\.(?:gif|png|svg|jpe?g|webp)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?:)?//|/|\.{0,2}/|[\w%.~-]+(?:/|\.(?:jpe?g|png|gif|webp|avif|svg))", re.IGNORECASE)
# The longest fallback text of an `<object>`.
_FALLBACK = 300
_BLOCKS = frozenset({
    "html", "body", "div", "section", "article", "main", "figure", "blockquote", "center", "td", "li", "details",
})  # fmt: skip


def restore_image(image: Element) -> None:
    """Restore the address of a lazily loaded `<img>`; remove one without an address, and placeholders."""
    image.tag = "img"
    source = (image.get("src") or "").strip()
    names = image.keys()  # an element is not its attributes
    if any(str(name).startswith("data-") or name in OTHER_LAZY for name in names):
        for name in _LAZY_SRCSET:
            if image.get(name) and not image.get("srcset"):
                image.set("srcset", image.get(name))
        lazy = ((image.get(name) or "").strip() for name in _LAZY)
        source = next((value for value in lazy if value and _ADDRESS.match(value)), source)
    if _is_placeholder(source):
        source = _best(image.get("srcset") or "") or source
    if not source or (source[:5].lower() == "data:" and len(source) <= losses.PLACEHOLDER):
        remove(image)
        return
    image.set("src", source)


def _is_placeholder(source: str) -> bool:
    if not source or source[:5].lower() in ("data:", "about"):
        return True
    return _PLACEHOLDER.search(source, source.rfind("/") + 1) is not None


def flatten_picture(picture: Element) -> None:
    """Replace a `<picture>` by its `<img>`: some readers drop the whole element."""
    if "".join(picture.itertext()).strip():
        # A word of the text, such as "<picture> and <video>", that was not meant as a tag.
        return
    image = picture.find(".//img")
    sources = [source.get("srcset") or source.get("data-srcset") or "" for source in picture.iter("source")]
    if image is None:
        address = next((best for best in map(_best, sources) if best), "")
        if not address:
            remove(picture)
            return
        image = picture.makeelement("img", {"src": address, "alt": ""})
    elif not image.get("src") and not image.get("srcset"):
        image.set("srcset", next(filter(None, sources), ""))
    replace(picture, image)
    restore_image(image)


def open_noscript(noscript: Element) -> list[Loss]:
    """Replace a `<noscript>` by its image, or by nothing if the page already shows one beside it.

    Return the lost text, unless it only says that scripts are needed.
    """
    from lxml import etree

    inner = "".join(noscript.itertext()) if len(noscript) == 0 else ""
    tree = None
    images = list(noscript.iter("img"))
    if inner.strip().startswith("<"):
        with suppress(etree.XMLSyntaxError, ValueError):
            tree = etree.fromstring(inner, etree.HTMLParser())
        # a comment alone makes no tree
        images = list(tree.iter("img")) if tree is not None else []
    parent = noscript.getparent()
    if parent is not None and images and not _has_image_beside(noscript):
        image = images[0]
        image.tail = None
        noscript.addprevious(image)
        restore_image(image)
    remove(noscript)
    text = losses.text_of(tree if tree is not None else noscript)
    if not text or "script" in text.lower():
        return []
    return [Loss("text-dropped", "text for browsers without scripts is left out", text, "write it outside <noscript>")]


def _has_image_beside(noscript: Element) -> bool:
    """Return True if the element before or after it is or holds an image."""
    for neighbour in (noscript.getprevious(), noscript.getnext()):
        if neighbour is not None and (neighbour.tag == "img" or neighbour.find(".//img") is not None):
            return True
    return False


def link_embed(element: Element, base: str) -> list[Loss]:
    """Replace an embedded page or player by a link to the page that shows it; return it if there is no such page."""
    address = element.get("src") or element.get("data-src") or element.get("data") or ""
    if element.tag in AMP_EMBEDS:
        start, name = AMP_EMBEDS[str(element.tag)]
        address = start + (element.get(name) or "")
    if element.tag == "object" and not address:
        address = next((p.get("value") or "" for p in element.iter("param") if p.get("name") in ("movie", "src")), "")
        address = address or next((e.get("src") or "" for e in element.iter("embed")), "")
    url = urls.absolute(base, address) if address else None
    page = embeds.watch(url) if url else None
    if page is None or _is_invisible(element):
        _unwrap_fallback(element)
        is_lost = address and not _is_invisible(element) and not address.lower().startswith(("javascript:", "about:"))
        return [Loss("embed-dropped", "embedded page without a web address is left out", address)] if is_lost else []
    # an <object> that is never closed holds the rest of the article
    if element.tag == "object" and len("".join(element.itertext())) > _FALLBACK:
        _unwrap_fallback(element)
        return []
    link = element.makeelement("a", {"href": page.url})
    link.text = (element.get("title") or "").strip() or page.label
    parent = element.getparent()
    replace(element, link, in_paragraph=parent is not None and parent.tag in _BLOCKS)
    return []


def _is_invisible(element: Element) -> bool:
    return any((element.get(name) or "").strip() in ("0", "1", "0px", "1px") for name in ("width", "height"))


def _unwrap_fallback(element: Element) -> None:
    """Keep the fallback content of an `<object>`; remove any other embed."""
    if element.tag == "object":
        element.tag = "div"
        element.attrib.clear()
        for part in list(element.iter("param", "embed")):
            remove(part)
    else:
        remove(element)


def simplify_player(player: Element, base: str) -> None:
    """Reduce a player to its first address and, for readers that cannot play it, its text and a link to the file."""
    from lxml import etree

    addresses = [part.get("src") or part.get("data-src") or "" for part in (player, *player.iter("source"))]
    url = next((url for address in addresses if address and (url := urls.absolute(base, address))), None)
    # libxml2 takes them for elements that have content
    etree.strip_tags(player, "source", "track")
    if url is None:
        player.tag = "span"
        return
    player.set("src", url)
    if player.find(".//a") is not None:
        return
    if player.text and not player[:]:
        player.text = player.text.rstrip() + " "
    link = player.makeelement("a", {"href": url})
    link.text = (player.get("title") or "").strip() or ("Video" if player.tag == "video" else "Audio")
    player.append(link)


def _best(srcset: str) -> str:
    """Return the largest image of a srcset that is not a data: URL, or ""."""
    found = [
        (float(size) if size.count(".") < 2 and size.strip(".") else 1.0, address)
        for address, _, size in candidates(srcset)
        if not address.lower().startswith("data:")
    ]
    return max(found, key=lambda candidate: candidate[0])[1] if found else ""
