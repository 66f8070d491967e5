"""Print the posts of the MkDocs site in the folder of the argument, from the model of Material's plugin for blogs."""

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
    build(config)
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
