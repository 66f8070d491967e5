"""The id that an article has in the feed of its generator (`articles.ids`), for subscribers who move to these feeds."""

import re
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from feedmaker.loader.links.permalink_tokens import PermalinkFields, stem

#: Jekyll's date before the name of a post: 2024-05-31-first-boat.
_DATE = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-")


def generator_id(rule: Literal["link", "docusaurus", "jekyll", "pelican"], link: str, fields: PermalinkFields) -> str:
    """Return the id of the article at `link`.

    Hexo, Hugo, Nikola, Eleventy, Astro and MkDocs use the link, Docusaurus the link without percent-encoding.
    jekyll-feed uses Jekyll's `id`, the folder of the link and the slug: https://host/2024/05/31/name for
    https://host/2024/05/31/name.html. Pelican uses a tag: URI of the host, the day and the path (RFC 4151):
    tag:host,2024-05-31:/name.html.
    """
    if rule == "link":
        return link
    if rule == "docusaurus":
        return unquote(link)
    parts = urlsplit(link)
    if rule == "pelican":
        fragment = f"/{parts.fragment}" if parts.fragment else ""
        return f"tag:{parts.hostname},{fields.published:%Y-%m-%d}:{parts.path}{fragment}"
    folder = parts.path.rstrip("/").rpartition("/")[0]
    name = fields.slug or _DATE.sub("", stem(fields.path), count=1)
    return f"{parts.scheme}://{parts.netloc}{folder}/{quote(name, safe='')}"
