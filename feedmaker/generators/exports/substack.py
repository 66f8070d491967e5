"""Substack's export: `posts.csv`, and the HTML of each post in `posts/`.

The address of the publication is not in it; posts are at `/p/slug`.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from feedmaker.generators.exports.post import ExportedPost, UnreadableExportError, file_name, parse_time
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import read_text
from feedmaker.text.messages import counted

NAME = "Substack"
#: Of the file, among others.
_COLUMNS = frozenset({"post_id", "post_date", "is_published", "title"})
#: Boxes with forms, which are not text of the post.
_DROPPED = (".subscription-widget-wrap", ".subscription-widget-wrap-editor")


def is_export(data: bytes) -> bool:
    """Return True if the data is such a file."""
    head = data.lstrip(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    return set(head.replace('"', "").strip().split(",")) >= _COLUMNS


def read_posts(data: bytes, found: Recognition, folder: Path) -> list[ExportedPost]:
    """Return the posts, whose texts are in the folder `posts` of `folder`. Raises UnreadableExportError."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (ValueError, csv.Error) as error:
        raise UnreadableExportError(f"is not CSV that can be read: {error}") from None
    found.set_text("articles.permalink", "jekyll:/p/:slug", "Substack's addresses")
    found.set("articles.drop", _DROPPED, "forms of Substack")
    kinds = Counter(row.get("type") or "post" for row in rows)
    if pages := kinds["page"]:
        found.note(f"{counted(pages, 'page is', 'pages are')} left out: feeds have posts")
    return [_post(row, folder) for row in rows if row.get("type") != "page"]


def _post(row: Mapping[str, str | None], folder: Path) -> ExportedPost:
    number, _, slug = (row.get("post_id") or "").partition(".")
    published = parse_time(row.get("post_date"))
    # no path that leads out of the folder
    is_name = number.isdigit() and slug.isascii() and not {"/", "\\"} & {*slug}
    text = read_text(folder / "posts" / f"{number}.{slug}.html") if is_name else None
    audience = row.get("audience") or "everyone"
    held = "they are not published" if (row.get("is_published") or "").lower() != "true" else ""
    return ExportedPost(
        name=file_name(slug, published, f"post-{number}"),
        values={
            "title": row.get("title"),
            "date": published and published.isoformat(),
            "slug": slug,
            "summary": row.get("subtitle"),
            "enclosure": row.get("podcast_url"),
        },
        body=text or "",
        held=held or ("" if audience == "everyone" else f"they are for {audience}"),
    )
