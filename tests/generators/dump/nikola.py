"""Print the posts of the Nikola site in the folder of the argument, from Nikola's own model."""

import contextlib
import json
import logging
import re
import runpy
import sys
from datetime import UTC
from pathlib import Path

from nikola import Nikola

site = Path(sys.argv[1])
logging.disable(logging.CRITICAL)
articles = []
with contextlib.redirect_stdout(sys.stderr):
    nikola = Nikola(**runpy.run_path(str(site / "conf.py")))
    nikola.init_plugins()
    nikola.scan_posts()
    for post in nikola.timeline:
        for language in sorted(post.translated_to) if post.use_in_feeds else ():
            article = {
                "path": post.translated_source_path(language),
                "link": post.permalink(language, absolute=True),
                "published": post.date.astimezone(UTC).isoformat(),
                "title": post.title(language),
                "categories": [post.meta[language]["category"]] if post.meta[language]["category"] else [],
                "tags": [tag for tag in post.tags_for_language(language) if tag],
            }
            if post.updated != post.date:
                article["updated"] = post.updated.astimezone(UTC).isoformat()
            if post.meta[language]["author"]:
                article["author"] = ", ".join(post.authors(language))
            source = (site / article["path"]).read_text(encoding="utf-8")
            if links := re.findall(r"link://(\w+)/([^\s)>#]+)(#\w+)?", source):
                article["links"] = [nikola.link(kind, name, language) + anchor for kind, name, anchor in links]
            articles.append(article)
print(json.dumps(articles))
