"""Sizes and attributes of pictures, links and words, and players, in Markdown beyond CommonMark.

![a](b.png =300x200)  ![a](b.png){ width=300 }  ![](b.png align="center")  @[youtube](id)  %[https://…]
"""

import re

from feedmaker.loader.body import embeds
from feedmaker.loader.body.markup import outside_code, replace_outside_code
from feedmaker.loader.body.template_tags import html_snippets

# "width=300 .wide #id title='a b'"
_ATTRIBUTES = r"""(?:[ \t]*(?:[.\#][\w:-]+|[A-Za-z][\w:-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}]+)))+[ \t]*"""
_PATTERN = outside_code(
    rf"""
    !\[(?P<alt>[^\[\]\n]*)\]\((?P<url>[^\s()<>"]+)[ \t]+(?:(?P<title>"[^"\n]*"|'[^'\n]*')[ \t]+)?
      =(?:(?P<width>\d*)|\d+%)x(?:(?P<height>\d*)|\d+%)(?:[ \t]+(?P<after>"[^"\n]*"|'[^'\n]*'))?[ \t]*\)(?P<sized>)
   |!\[(?P<alt2>[^\[\]\n]*)\]\((?P<url2>[^\s()<>"]+)[ \t]+(?:align|width|height)=[^()\n]*\)(?P<aligned>)
   |!\[(?P<alt3>[^\[\]\n]*)\]\((?P<url3>[^\s()<>"]+)(?:[ \t]+(?P<title3>"[^"\n]*"|'[^'\n]*'))?[ \t]*\)
      \{{:?(?P<attributes>{_ATTRIBUTES})\}}(?P<attributed>)
   |(?<=[)`])\{{:?(?P<other>{_ATTRIBUTES})\}}
   |(?<![\[\]!\\\w])\[(?P<span>[^\[\]\n]+)\]\{{(?=[ ]*[.\#]){_ATTRIBUTES}\}}(?P<spanned>)
   |(?<!\w)@\[(?P<service>[A-Za-z-]+)\]\((?P<reference>[^\s()]+)\)
   |(?<![\w%])%\[(?P<address>https?://[^\s\[\]]+)\]
    """
)
# Noncharacters around a size, at the end of an alternative text.
_START, _END = "\ufdd5", "\ufdd6"
_MARK = re.compile(rf'{_START}(?P<width>\d*)x(?P<height>\d*){_END}(?P<end>")?')
_SIZE = re.compile(r"(width|height)=[\"']?(\d{1,5})(?:px)?(?![\d.%\w])")


def replace(text: str) -> str:
    """Replace pictures that have a size by HTML, and players by links; leave other attributes out."""
    return replace_outside_code(_PATTERN, _replacement, text)


def _replacement(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "sized":
            title = found["title"] or found["after"] or ""
            return sized_image(found["url"], found["alt"], title, found["width"] or "", found["height"] or "")
        case "aligned":
            return sized_image(found["url2"], found["alt2"], "", "", "")
        case "attributed":
            sizes = dict(_SIZE.findall(found["attributes"]))
            width, height = sizes.get("width", ""), sizes.get("height", "")
            return sized_image(found["url3"], found["alt3"], found["title3"] or "", width, height)
        case "spanned":
            return found["span"]
        case "reference":
            page = embeds.of_tag(found["service"].lower(), found["reference"]) or embeds.watch(found["reference"])
            return html_snippets.link(page.url, page.label) if page else found[0]
        case "address":
            page = embeds.watch(found["address"])
            return html_snippets.link(page.url, page.label) if page else found[0]
    return ""


def sized_image(url: str, alt: str, title: str, width: str, height: str) -> str:
    """Return a picture in Markdown whose alternative text ends with its size, which `put_sizes` makes attributes."""
    if not (width or height):
        return f"![{alt}]({url}{title and ' ' + title})"
    return f"![{alt}{_START}{width}x{height}{_END}]({url}{title and ' ' + title})"


def put_sizes(markup: str) -> str:
    """Return HTML with the sizes of pictures as attributes."""
    return _MARK.sub(_size, markup) if _START in markup else markup


def _size(found: re.Match[str]) -> str:
    if not found["end"]:
        return ""
    return '"' + "".join(f' {name}="{found[name]}"' for name in ("width", "height") if found[name])
