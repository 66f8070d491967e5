"""Print the articles of the Pelican site in the folder of the argument, from Pelican's own model."""

import contextlib
import json
import logging
import re
import sys
from datetime import UTC
from pathlib import Path
from urllib.parse import quote

from pelican import Pelican, signals
from pelican.settings import read_settings

TAG = re.compile("<[^<>]*>")
SAFE = "/:#?&=%+~@!,;'()*"
HREF = re.compile(r'<a [^>]*?href="([^"]*)"')


articles = []


def keep_articles(generators):
    generator = next(one for one in generators if hasattr(one, "articles"))
    for article in generator.articles:
        articles.extend(values(each, generator.settings) for each in (article, *article.translations))


def values(article, settings):
    found = {
        "path": Path(article.source_path).relative_to(site).as_posix(),
        "link": quote(f"{settings['SITEURL']}/{article.url}", safe=":/"),
        "published": article.date.astimezone(UTC).isoformat(),
        "title": " ".join(TAG.sub("", article.title).split()),
        "categories": [article.category.name],
        # as browsers do
        "links": [quote(url, safe=SAFE) for url in HREF.findall(article.get_content(settings["SITEURL"]))],
        "tags": [tag.name for tag in getattr(article, "tags", ())],
    }
    if {"author", "authors"} & article.metadata.keys():
        found["author"] = ", ".join(author.name for author in article.authors)
    if hasattr(article, "modified"):
        found["updated"] = article.modified.astimezone(UTC).isoformat()
    return found


site = Path(sys.argv[1])
logging.disable(logging.CRITICAL)
own = [site / name for name in ("publishconf.py", "pelicanconf.py") if (site / name).exists()]
settings = read_settings(str(own[0]), override={"OUTPUT_PATH": str(site.parent / "public"), "CACHE_CONTENT": False})
signals.all_generators_finalized.connect(keep_articles)
with contextlib.redirect_stdout(sys.stderr):
    Pelican(settings).run()
print(json.dumps(articles))
