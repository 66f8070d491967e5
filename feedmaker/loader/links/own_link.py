"""The page of an article: the link in its front matter, else the path there, else the site's permalink."""

import re
from zoneinfo import ZoneInfo

from feedmaker.loader.links.permalink import Permalink
from feedmaker.loader.links.permalink_tokens import PermalinkFields
from feedmaker.loader.metadata.keys import Candidate, Field
from feedmaker.loader.metadata.plain_text import unescape_once
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.urls import absolute, site_url
from feedmaker.text.xml_characters import one_line

_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_TEMPLATE = re.compile(r"\{[{%]")
#: A token such as :title, at the beginning of a part of the path.
_TOKEN = re.compile(r"(?:^|[/_\-.]):[a-z]")
# www.example.org, example.org/path
_HOST_FIRST = re.compile(r"(?:www\.|[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,10}/)", re.IGNORECASE)
#: Flags, and names of Jekyll's built-in patterns.
_NOT_A_PATH = frozenset({"true", "false", "none", "null", "pretty", "date", "ordinal", "weekdate"})

NO_LINK: Field[str | None] = Field(None, "no permalink")


def find_own_link(candidates: list[Candidate] | None) -> Field[str] | None:
    """Return the absolute http(s) link in the front matter of the article, in canonical form."""
    for candidate in candidates or ():
        if isinstance(candidate.value, str):
            text = _cleaned(candidate.value)
            url = absolute("", text) if _WEB.match(text) else None
            if url:
                return Field(url, "the article's own link", candidate)
    return None


def find_page_link(
    candidates: list[Candidate] | None,
    permalink: Permalink | None,
    fields: PermalinkFields,
    site: str,
    zone: ZoneInfo,
    *,
    zola: bool,
) -> Field[str | None]:
    """Return the URL of a page under `site`: of the path in the front matter, else of the site's permalink.

    `zone` is that of the site: generators write dates in it. With `zola`, a key `path` is one.
    """
    source = _own_path(candidates, zola=zola)
    path = _cleaned(str(source.value)) if source else ""
    problems: tuple[Problem, ...] = ()
    if source and _TEMPLATE.search(path):
        message = f"{source.key} has a template, which is ignored: {quoted(path)}"
        problems = (Problem("permalink-template", message, "write the path of the page itself", source.line),)
        source = None
    if source and not _TOKEN.search(path):
        return Field(site_url(site, path), "path under site.url", source)
    if source:
        # Only Hugo's `url` and Jekyll's `permalink` may contain tokens in front matter.
        permalink = Permalink(path, dialect="hugo" if source.key.lower() == "url" else "jekyll")
    if not permalink:
        return NO_LINK._replace(problems=problems) if problems else NO_LINK
    filled = permalink.fill(fields._replace(published=fields.published.astimezone(zone), slug=_slug(candidates)))
    if isinstance(filled, Problem):
        problem = filled._replace(line=source.line if source else None)
        return Field(None, "the permalink cannot be filled", source, (*problems, problem))
    url = site_url(site, filled) if filled.startswith("/") else absolute(site, filled)
    return Field(url, f"permalink {permalink.pattern}", source, problems)


def _own_path(candidates: list[Candidate] | None, *, zola: bool) -> Candidate | None:
    """Return the candidate that is a path, or a pattern or template of one; a slug is one if it begins with "/"."""
    for candidate in candidates or ():
        if not isinstance(candidate.value, str):
            continue
        text = _cleaned(candidate.value)
        if not text or _WEB.match(text) or text.lower() in _NOT_A_PATH:
            continue
        key = candidate.key.lower()
        if text[0] == "/" or (key in ("permalink", "url") and _is_path(text)) or (key == "path" and zola):
            return candidate
    return None


def _is_path(text: str) -> bool:
    if _TEMPLATE.search(text):
        return True
    return " " not in text and not _SCHEME.match(text) and not _HOST_FIRST.match(text)


def _slug(candidates: list[Candidate] | None) -> str | None:
    for candidate in candidates or ():
        if candidate.key.lower() == "slug" and isinstance(candidate.value, (str, int)):
            return one_line(str(candidate.value)) or None
    return None


def _cleaned(value: str) -> str:
    """Return a URL or a path without entities and without quotation marks and brackets around it."""
    text = one_line(unescape_once(value)).strip("\"'<> ")
    return text[1:-1].strip() if text[:1] == "(" and text[-1:] == ")" else text
