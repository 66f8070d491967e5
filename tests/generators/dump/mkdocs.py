"""Print the posts of the MkDocs site in the folder of the argument, from the model of Material's plugin for blogs.

Those of a site without a blog are its pages with a date, of which MkDocs knows nothing but the links and titles.
"""

import contextlib
import html
import json
import logging
import re
import sys
from datetime import UTC
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
site = Path(sys.argv[1])
logging.disable(logging.CRITICAL)


def utc(date):
    return (date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)).isoformat()


articles = []
with contextlib.redirect_stdout(sys.stderr):
    config = load_config(str(site / "mkdocs.yml"), site_dir=str(site.parent / "public"))
    pages = []
    config.plugins.events["post_page"].append(lambda output, page, config: pages.append(page) or output)
    build(config)
    dated = () if any(name.startswith("material/blog") for name in config.plugins) else pages
    for page in (page for page in dated if page.meta.get("date")):
        articles.append(
            {
                "path": Path(page.file.abs_src_path).relative_to(site).as_posix(),
                "link": page.canonical_url,
                "title": page.title,
                "published": f"{page.meta['date']}T00:00:00+00:00",
            }
        )
    blogs = [plugin.blog for name, plugin in config.plugins.items() if name.startswith("material/blog")]
    for post in (post for blog in blogs for post in blog.posts):
        article = {
            "path": Path(post.file.abs_src_path).relative_to(site).as_posix(),
            "link": post.canonical_url,
            "published": utc(post.config.date.created),
            "title": html.unescape(post.title),
            "categories": list(post.config.categories),
            # those of the title are not in the body of an entry
            "links": HREF.findall(post.content.partition("</h1>")[2] or post.content),
        }
        if post.config.date.get("updated"):
            article["updated"] = utc(post.config.date.updated)
        if post.authors:
            article["author"] = ", ".join(author.name for author in post.authors)
        articles.append(article)
print(json.dumps(articles))
