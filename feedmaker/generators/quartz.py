"""Quartz: `quartz.config.*`, read and never run; articles are the notes with a date in `content`.

Not read: values that are computed, dates of Git's commits, and plugins other than `ExplicitPublish`.
"""

import re

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SiteFolder
from feedmaker.generators.source_paths import set_source_by_dates

_FILES = tuple(f"quartz.config.{ending}" for ending in SCRIPTS)
#: In the configuration of a new site.
_SAMPLE_URL = "quartz.jzhao.xyz"
#: Publishes only notes with `publish: true`.
_EXPLICIT = re.compile(r"\bPlugin\.ExplicitPublish\(")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a site of Quartz."""
    script = site.read_settings(*_FILES)
    if not isinstance(script, ScriptFile) or not site.has("content"):
        return None
    found = Recognition("Quartz", site, script.name)
    found.read(script, {"site.title": ("pageTitle",), "site.language": ("locale",)})
    address = (script.text("baseUrl") or "").strip("/")
    if address and address != _SAMPLE_URL:
        found.set_url(f"https://{address}", "", script.origin("baseUrl"))
    set_source_by_dates(found, "content", article_files.MARKDOWN, keeps_folder=True)
    found.add_patterns("source.exclude", script.all_texts("ignorePatterns"), script.origin("ignorePatterns"))
    if _EXPLICIT.search(script.code):
        found.add_defaults("**", {"publish": False}, f"{script.name}: ExplicitPublish")
    found.set("articles.markdown", "obsidian")
    found.set_text("articles.permalink", "quartz:/:page", found.default_origin)
    return found
