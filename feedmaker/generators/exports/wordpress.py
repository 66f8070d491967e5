"""WordPress' export, WXR: RSS with the namespace `wp`, in which each post, page and file is an item."""

import html
import re
from collections import Counter
from datetime import datetime, timedelta, timezone

from lxml import etree

from feedmaker.generators.exports.post import (
    ExportedPost,
    UnreadableExportError,
    file_name,
    parse_time,
    parse_xml,
    public_part,
)
from feedmaker.generators.exports.post import child_text as _text
from feedmaker.generators.recognition import Recognition
from feedmaker.text.media_types import image_type
from feedmaker.text.patterns import portable

NAME = "WordPress"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_NAMESPACE = re.compile(
    rb"xmlns:(wp|excerpt)\s*=\s*[\"'](https?://wordpress\.org/export/[\d.]{1,9}/(?:excerpt/)?)[\"']"
)
#: Status → why such a post is a draft; others are not posts.
_HELD = {
    "publish": "",
    "future": "",
    "draft": "they are not published",
    "pending": "they are not published",
    "private": "they are private",
}
#: Jetpack's setting of a post for subscribers, or paying ones.
_ACCESS = "_jetpack_newsletter_access"
_EVERYBODY = ("", "everybody")
#: Items that are parts of the site and of no feed.
_PARTS = frozenset({
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache", "user_request",
    "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part", "wp_block",
})  # fmt: skip
_GALLERY = re.compile(r"\[gallery\b([^\]]{0,1000})\]")
_IDS = re.compile(r"\bids=[\"']?([\d,\s]{1,900})")
_BLOCK = re.compile(
    r"<(?:!--|/?(?:address|article|aside|blockquote|div|dl|fieldset|figure|figcaption|footer|form|h[1-6]|header|hr|iframe"
    r"|main|math|nav|ol|p|pre|section|script|style|table|tbody|td|th|thead|tr|ul|li|video|audio|details)\b)|\[\w",
    re.IGNORECASE,
)
# An element whose content gets no paragraphs; one within another of its name does not count.
_PREFORMATTED = re.compile(
    portable(r"(<(pre|textarea|script|style)\b[^<>]*>[^<]*+(?:<(?!/?\2\b)[^<]*+)*+</\2\s*>)"), re.IGNORECASE
)


def read_posts(data: bytes, found: Recognition) -> list[ExportedPost]:
    """Return the posts, and set what the channel says. Raises UnreadableExportError."""
    channel, wp, excerpt = _channel(data)
    for key, names in {
        "site.title": ("title",),
        "site.url": (f"{wp}base_blog_url", "link"),
        "site.description": ("description",),
        "site.language": ("language",),
    }.items():
        for name in names:
            if key not in found.settings:
                found.set_text(key, channel.findtext(name), name.rpartition("}")[2])
    found.set("categories.nested", True, "categories have parents")
    items = channel.findall("item")
    reader = _Reader(channel, wp, excerpt)
    posts = []
    others = Counter[str]()
    for item in items:
        kind, status = _text(item, f"{wp}post_type") or "post", _text(item, f"{wp}status") or "publish"
        if kind == "post" and status in _HELD:
            posts.append(reader.post(item, status))
        elif kind not in _PARTS and status in _HELD:
            others[kind] += 1
        elif kind == "post":
            others[f"post with the status {status}"] += 1
    for kind, count in sorted(others.items()):
        found.note(f"{count} × {kind}: left out, feeds have posts")
    return posts


def _channel(data: bytes) -> tuple[etree._Element, str, str]:
    """Return the channel, and the two namespaces of WordPress, which have the version in them."""
    namespaces = {prefix: uri.decode() for prefix, uri in _NAMESPACE.findall(data[:20_000])}
    if b"wp" not in namespaces:
        raise UnreadableExportError("is not an export of Ghost, WordPress, Blogger or Substack")
    root = parse_xml(data)
    channel = root.find("channel")
    if channel is None:
        raise UnreadableExportError("is not an export of WordPress: it has no channel")
    wp = namespaces[b"wp"]
    return channel, f"{{{wp}}}", f"{{{namespaces.get(b'excerpt', wp + 'excerpt/')}}}"


def _authors(channel: etree._Element, wp: str) -> dict[str, str]:
    """Return the names of the authors by their logins."""
    authors = channel.iterfind(f"{wp}author")
    return {_text(one, f"{wp}author_login"): _text(one, f"{wp}author_display_name") for one in authors}


def _categories(channel: etree._Element, wp: str) -> dict[str, tuple[str, str]]:
    """Return the name and the parent of each category, by its short name."""
    return {
        _text(one, f"{wp}category_nicename"): (_text(one, f"{wp}cat_name"), _text(one, f"{wp}category_parent"))
        for one in channel.iterfind(f"{wp}category")
    }


class _Reader:
    """Reads the posts of one export."""

    def __init__(self, channel: etree._Element, wp: str, excerpt: str) -> None:
        self._wp, self._excerpt = wp, excerpt
        self._authors, self._categories = _authors(channel, wp), _categories(channel, wp)
        #: The addresses of files by their numbers, and of the pictures of each post.
        self._files: dict[str, str] = {}
        self._pictures: dict[str, list[str]] = {}
        for item in channel.iterfind("item"):
            if url := _text(item, f"{wp}attachment_url"):
                self._files[_text(item, f"{wp}post_id")] = url
                if image_type(url):
                    self._pictures.setdefault(_text(item, f"{wp}post_parent"), []).append(url)

    def post(self, item: etree._Element, status: str) -> ExportedPost:
        """Return a post; `status` is a key of _HELD."""
        published = self._time(item, "post_date")
        updated = self._time(item, "post_modified")
        login = _text(item, _CREATOR)
        guid, link = _text(item, "guid"), _text(item, "link")
        meta = self._meta(item)
        values = {
            "title": _text(item, "title"),
            "date": published and published.isoformat(sep=" "),
            "updated": updated.isoformat(sep=" ") if updated and published and updated > published else None,
            "link": link if not _HELD[status] else None,
            "guid": guid or None,
            "categories": self._paths(item),
            "tags": [one.text for one in item.iterfind("category") if one.get("domain") == "post_tag" and one.text],
            "author": self._authors.get(login) or login,
            "image": self._files.get(meta.get("_thumbnail_id", [""])[0]),
            "summary": _text(item, f"{self._excerpt}encoded"),
            "enclosure": [" ".join(each.split()[:3]) for each in meta.get("enclosure", ())],
        }
        content = item.findtext(_CONTENT) or ""
        body = public_part(content)
        return ExportedPost(
            name=file_name(_text(item, f"{self._wp}post_name"), published, f"post-{_text(item, f'{self._wp}post_id')}"),
            values=values,
            body=self._body(body, _text(item, f"{self._wp}post_id")),
            held=self._held(item, status, meta.get(_ACCESS, [""])[-1]),
            is_cut=body != content,
        )

    def _held(self, item: etree._Element, status: str, access: str) -> str:
        """Return why a post is a draft; `access` is who may read it according to Jetpack."""
        if _text(item, f"{self._wp}post_password"):
            return "they are protected by a password"
        return _HELD[status] or ("" if access in _EVERYBODY else f"they are for {access}")

    def _time(self, item: etree._Element, name: str) -> datetime | None:
        """Return a time in the zone of the author, computed from the difference to the time in UTC."""
        utc = parse_time(_text(item, f"{self._wp}{name}_gmt"))
        local = parse_time(_text(item, f"{self._wp}{name}"))
        if utc is None or local is None:
            return utc or local
        offset = timedelta(minutes=round((local - utc).total_seconds() / 60))
        return utc.astimezone(timezone(offset)) if abs(offset) <= timedelta(hours=14) else utc

    def _meta(self, item: etree._Element) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in item.iterfind(f"{self._wp}postmeta"):
            found.setdefault(_text(one, f"{self._wp}meta_key"), []).append(_text(one, f"{self._wp}meta_value"))
        return found

    def _paths(self, item: etree._Element) -> list[list[str]]:
        """Return the categories of a post as paths from their parents on."""
        paths = []
        for one in item.iterfind("category"):
            if one.get("domain") != "category" or not one.text:
                continue
            path, parent = [one.text], self._categories.get(one.get("nicename", ""), ("", ""))[1]
            while parent in self._categories and len(path) < 10:
                name, parent = self._categories[parent]
                path.insert(0, name)
            paths.append(path)
        return paths

    def _body(self, text: str, number: str) -> str:
        """Return a body as HTML, as WordPress makes it: with the pictures of galleries, and paragraphs."""
        text = _GALLERY.sub(lambda match: self._gallery(match, number), text.replace("\r\n", "\n"))
        if "<!-- wp:" in text:
            return text
        parts = _PREFORMATTED.split(text)
        # between two parts: the preformatted element, and its name
        parts[::3] = map(_paragraphs, parts[::3])
        del parts[2::3]
        return "".join(parts)

    def _gallery(self, match: re.Match[str], number: str) -> str:
        """Return the pictures of a gallery: those that it names, else those that belong to the post."""
        ids = _IDS.search(match[1])
        urls = [self._files.get(one.strip()) for one in ids[1].split(",")] if ids else self._pictures.get(number, [])
        pictures = "\n".join(f'<img src="{html.escape(url)}" alt="">' for url in urls if url)
        return f"<p>{pictures}</p>" if pictures else match[0]


def _paragraphs(text: str) -> str:
    """Return a part of a body of the old editor, in which empty lines end paragraphs and lines are lines."""
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text)]
    return "\n\n".join(
        block if not block or _BLOCK.match(block) else f"<p>{block.replace(chr(10), '<br>' + chr(10))}</p>"
        for block in blocks
    )
