"""Ghost's export: `{"db": [{"data": {"posts": …, "tags": …, "users": …, "settings": …}}]}`.

The address of the site is not in it, nor are the routes: links are Ghost's default, `/slug/`.
"""

import json
from collections.abc import Mapping
from typing import Any

from feedmaker.generators.exports.post import ExportedPost, UnreadableExportError, file_name, parse_time, public_part
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SettingsFile
from feedmaker.text.messages import counted

NAME = "Ghost"
_SETTINGS = {
    "site.title": ("title",),
    "site.description": ("description",),
    "site.language": ("locale", "lang", "default_locale"),
    "site.timezone": ("timezone", "active_timezone"),
}
#: Of the settings of old releases.
_PERMALINKS = ("/:slug/", "/:year/:month/:day/:slug/")


def read_posts(data: bytes, found: Recognition) -> list[ExportedPost]:
    """Return the posts, and set what the settings say. Raises UnreadableExportError."""
    tables = _tables(data)
    settings = {str(row.get("key")): row.get("value") for row in _rows(tables, "settings")}
    found.read(SettingsFile("", settings), _SETTINGS)
    pattern = settings.get("permalinks")
    origin = "permalinks" if pattern in _PERMALINKS else "Ghost's default"
    pattern = pattern if pattern in _PERMALINKS else _PERMALINKS[0]
    found.set_text("articles.permalink", f"hugo:{pattern}", origin)
    # a list of tags is not a path, and each tag of Ghost has a feed
    found.set("feeds.tags", True, "as in Ghost")
    tags = {row.get("id"): row for row in _rows(tables, "tags")}
    users = {row.get("id"): str(row.get("name") or "") for row in _rows(tables, "users")}
    tags_of = _joined(tables, "posts_tags", "tag_id")
    authors_of = _joined(tables, "posts_authors", "author_id")
    meta_of = {row.get("post_id"): row for row in _rows(tables, "posts_meta")}
    posts = []
    pages = 0
    for row in _rows(tables, "posts"):
        if row.get("type") == "page" or row.get("page") in (1, True):
            pages += 1
            continue
        own_tags = [tags[key] for key in tags_of.get(row.get("id"), ()) if key in tags]
        authors = [users.get(key, "") for key in authors_of.get(row.get("id"), [row.get("author_id")])]
        meta = meta_of.get(row.get("id"), {})
        row = {**row, "feature_image_alt": meta.get("feature_image_alt"), "email_only": meta.get("email_only")}
        posts.append(_post(row, own_tags, [name for name in authors if name]))
    if pages:
        found.note(f"{counted(pages, 'page is', 'pages are')} left out: feeds have posts")
    return posts


def _tables(data: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(data)
    except json.JSONDecodeError as error:
        raise UnreadableExportError(f"is not JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError):
        raise UnreadableExportError("is not JSON that can be read") from None
    if isinstance(value, dict) and isinstance(value.get("db"), list) and value["db"]:
        value = value["db"][0]
    tables = value.get("data") if isinstance(value, dict) else None
    if not isinstance(tables, dict) or not isinstance(tables.get("posts"), list):
        raise UnreadableExportError("is not an export of Ghost: it has no posts")
    return tables


def _rows(tables: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(tables: Mapping[str, Any], name: str, key: str) -> dict[object, list[object]]:
    """Return the ids of another table that belong to each post, in their order."""
    joined: dict[object, list[object]] = {}
    for row in sorted(_rows(tables, name), key=_order):
        joined.setdefault(row.get("post_id"), []).append(row.get(key))
    return joined


def _order(row: Mapping[str, Any]) -> int:
    order = row.get("sort_order")
    return order if isinstance(order, int) else 0


def _post(row: Mapping[str, Any], tags: list[dict[str, Any]], authors: list[str]) -> ExportedPost:
    published, updated = parse_time(row.get("published_at")), parse_time(row.get("updated_at"))
    title, slug = str(row.get("title") or ""), str(row.get("slug") or "")
    text, suffix = _body(row)
    body = public_part(text)
    names = [str(tag.get("name") or "") for tag in tags if tag.get("visibility") != "internal"]
    visibility = str(row.get("visibility") or "public")
    uuid = row.get("uuid")
    values = {
        "title": title,
        "date": published and published.isoformat(),
        "updated": updated.isoformat() if updated and published and updated > published else None,
        "slug": slug,
        "guid": f"urn:uuid:{uuid}" if uuid else None,
        "tags": [name for name in names if name and not name.startswith("#")],
        "authors": authors,
        "image": row.get("feature_image"),
        "image_alt": row.get("feature_image_alt"),
        "summary": row.get("custom_excerpt"),
        "visibility": None if visibility == "public" else visibility,
    }
    return ExportedPost(
        name=file_name(slug, published, str(row.get("id") or "post")),
        values={key: value.replace("\r", "") if isinstance(value, str) else value for key, value in values.items()},
        body=body,
        suffix=suffix,
        is_cut=body != text,
        held=_held(str(row.get("status") or ""), visibility, is_mail=bool(row.get("email_only"))),
    )


def _held(status: str, visibility: str, *, is_mail: bool) -> str:
    if status == "sent" or is_mail:
        return "they were only sent by e-mail"
    if status not in ("published", "scheduled"):
        return "they are not published"
    return "" if visibility == "public" else f"they are for {visibility}"


def _body(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text of a post and its suffix: HTML, else the Markdown of old releases, else plain text."""
    if isinstance(html := row.get("html"), str) and html.strip():
        return html, ".html"
    if isinstance(text := row.get("markdown"), str) and text.strip():
        return text, ".md"
    try:
        cards = json.loads(row.get("mobiledoc") or "{}").get("cards") or []
        texts = [card[1].get("markdown") for card in cards if card[0] in ("card-markdown", "markdown")]
        if text := "\n\n".join(filter(None, texts)):
            return text, ".md"
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        pass
    return str(row.get("plaintext") or ""), ".md"
