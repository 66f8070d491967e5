"""Metadata → Article: every field of an article, read from its front matter, its path and its body's first heading.

Which keys mean what stands in `fields`; what becomes of their values in the module of each kind of value: `titles`,
`publication`, `people`, `names`, `pictures`, `files`, `links`, `identity`, `status`.
"""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.config.languages import language_tag, likely_tag
from feedmaker.config.schema import Config
from feedmaker.errors import Finding
from feedmaker.loader import files, identity, links, names, people, pictures, publication, status, titles
from feedmaker.loader.excerpt import cut
from feedmaker.loader.fields import Fields, Table
from feedmaker.loader.head import Head
from feedmaker.loader.headings import first_heading
from feedmaker.loader.moment import shown
from feedmaker.loader.urls import host
from feedmaker.model import Article, Author, BodyKind, Category, Enclosure, Image

#: Codes of findings that can leave an article out: one of them is among the findings when there is no Article.
LEFT_OUT = frozenset(
    {"date-missing", "date-unreadable", "date-impossible", "date-partial", "date-ambiguous", "title-none"}
)

#: Characters of a summary from the front matter.
SUMMARY_LENGTH = 500

_RST = frozenset({".rst", ".rest"})


class Origin(NamedTuple):
    """Where a field came from, for `feedmaker inspect`."""

    field: str
    value: object
    #: As written in the file, None where no key said it.
    key: str | None
    #: In the file, counted from 1; None where no line says it.
    line: int | None
    #: How it was read, or what stood in for it: "front matter", "first heading", "file name", "default" …
    rule: str


class Reader:
    """Reads the metadata of articles as a configuration says."""

    def __init__(self, config: Config) -> None:
        """Take from the configuration what does not change from article to article."""
        self._table = Table(config.articles.fields)
        zone = ZoneInfo(config.site.timezone)
        self._calendar = publication.Calendar(zone, config.articles.date_order, config.articles.undated)
        self._config = config
        self._host = host(config.site.url)
        self._default_category: tuple[Category, ...] = (
            ((config.categories.default,),) if config.categories.default else ()
        )

    def article(
        self,
        path: str,
        head: Head,
        text: str,
        *,
        encoding: str,
        file_time: datetime | None = None,
        trace: list[Origin] | None = None,
    ) -> tuple[Article | None, tuple[Finding, ...]]:
        """Return the article of a file, and what is wrong with it.

        `path` is under the source folder with "/" between segments, `text` the decoded file that `head` was split
        from, `file_time` its aware modification time for `undated: file-time`. An article without a date or a title is
        None; the code of one of the findings is then in LEFT_OUT. Where `trace` is given, each field's origin is added.
        """
        reading = _Reading(self._config, self._table.sort(head.values), path, head, trace)
        language = reading.language()
        title = reading.title(text)
        dated = reading.published(self._calendar, language, file_time)
        if dated.at is None or title is None:
            return None, tuple(reading.findings)
        since = dated.at
        own = links.own_link(reading.fields)
        link = reading.link(own)
        base = link or self._config.site.url
        found = reading.identity(own, self._host)
        standing = reading.status()
        article = Article(
            path=path,
            id=found.id,
            id_rule=found.rule,
            title=title,
            published=since,
            date_source=reading.spelled(dated.key) or dated.rule,
            updated=reading.updated(since, self._calendar, language),
            authors=reading.authors(),
            categories=reading.categories(self._default_category),
            tags=reading.tags(),
            link=link,
            language=language,
            image=reading.image(base),
            summary=reading.summary(),
            enclosures=reading.enclosures(base),
            status=standing.status,
            expires=reading.expires(self._calendar, language),
            body_kind=reading.body_kind(),
            body_offset=head.body_offset,
            body_line=head.body_line,
            encoding=encoding,
        )
        return article, tuple(reading.findings)


class _Reading:
    """One article being read: its fields, and the findings and origins that come up."""

    __slots__ = ("config", "fields", "findings", "head", "path", "suffix", "trace")

    def __init__(self, config: Config, fields: Fields, path: str, head: Head, trace: list[Origin] | None) -> None:
        self.config = config
        self.fields = fields
        self.path = path
        self.head = head
        self.trace = trace
        self.findings: list[Finding] = list(head.findings)
        dot = path.rfind(".")
        self.suffix = path[dot:].lower() if dot > path.rfind("/") else ""

    def spelled(self, key: str | None) -> str | None:
        """Return a key as it is written in the file."""
        return self.head.spelled.get(key, key) if key else key

    def line(self, key: str | None) -> int | None:
        """Return the line of a key, or of the mapping that it is in."""
        if not key:
            return None
        lines = self.head.lines
        return lines.get(key) or lines.get(key.partition(".")[0])

    def note(self, field: str, value: object, key: str | None, rule: str) -> None:
        """Add an origin, where somebody wants to know."""
        if self.trace is not None:
            self.trace.append(Origin(field, value, self.spelled(key), self.line(key), rule))

    def language(self) -> str | None:
        for found in self.fields.get("language", ()):
            value = found.value[0] if isinstance(found.value, list) and found.value else found.value
            tag = (language_tag(value) or likely_tag(value)) if isinstance(value, str) else None
            if tag:
                self.note("language", tag, found.key, "front matter")
                return tag
            message = f"{self.spelled(found.key)} is not a language: {shown(value)}"
            hint = "write a BCP 47 tag such as en, zh-CN or pt-BR"
            self.findings.append(Finding("language-unknown", message, hint, self.line(found.key)))
        self.note("language", None, None, "none named")
        return None

    def title(self, text: str) -> str | None:
        for found in self.fields.get("title", ()):
            value = found.value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                value = str(value)
            title = titles.plain(value) if isinstance(value, str) else ""
            if title:
                self.note("title", title, found.key, "front matter")
                return title
        heading = self._heading(text)
        if heading:
            self.note("title", heading, None, "first heading")
            return heading
        line = self.line(next((found.key for found in self.fields.get("title", ())), None))
        name = titles.from_file_name(self.path)
        if not name:
            message = "the article has no title, no heading and no file name to make one from"
            self.findings.append(Finding("title-none", message, "write title: … in its front matter", line))
            return None
        message = f"the article has no title: its file name stands in for it: {shown(name)}"
        self.findings.append(Finding("title-missing", message, "write title: … in its front matter", line))
        self.note("title", name, None, "file name")
        return name

    def _heading(self, text: str) -> str | None:
        offset = self.head.body_offset
        if self.suffix in _RST or self.head.kind == "rst":
            return first_heading(text, offset, rst=True) or (first_heading(text, 0, rst=True) if offset else None)
        return first_heading(text, offset)

    def published(
        self, calendar: publication.Calendar, language: str | None, file_time: datetime | None
    ) -> publication.Dated:
        dated = publication.published(
            self.fields,
            self.head.lines,
            self.path,
            calendar,
            language=language or self.config.site.language,
            file_time=file_time,
        )
        self.findings += dated.findings
        self.note("published", dated.at, dated.key, dated.rule)
        return dated

    def updated(self, since: datetime, calendar: publication.Calendar, language: str | None) -> datetime | None:
        if "updated" not in self.fields:
            self.note("updated", None, None, "as published")
            return None
        dated = publication.updated(
            self.fields, self.head.lines, since, calendar, language=language or self.config.site.language
        )
        self.findings += dated.findings
        self.note("updated", dated.at, dated.key, dated.rule or "as published")
        return dated.at

    def expires(self, calendar: publication.Calendar, language: str | None) -> datetime | None:
        if "expires" not in self.fields:
            return None
        dated = publication.expires(
            self.fields, self.head.lines, calendar, language=language or self.config.site.language
        )
        self.findings += dated.findings
        self.note("expires", dated.at, dated.key, dated.rule)
        return dated.at

    def authors(self) -> tuple[Author, ...]:
        for found in self.fields.get("authors", ()):
            authors = people.authors(found.value)
            if authors:
                self.note("authors", authors, found.key, "front matter")
                return authors
        self.note("authors", (), None, "the site's author stands in")
        return ()

    def categories(self, default: tuple[Category, ...]) -> tuple[Category, ...]:
        settings = self.config.categories
        for found in self.fields.get("categories", ()):
            paths = names.categories(found.value, nested=settings.nested, separator=settings.separator)
            if paths:
                self.note("categories", paths, found.key, "a list is a path" if settings.nested else "front matter")
                return paths
        self.note("categories", default, None, "categories.default" if default else "none named")
        return default

    def tags(self) -> tuple[str, ...]:
        for found in self.fields.get("tags", ()):
            tags = names.tags(found.value)
            if tags:
                self.note("tags", tags, found.key, "front matter")
                return tags
        self.note("tags", (), None, "none named")
        return ()

    def link(self, own: links.Named | None) -> str | None:
        if own:
            self.note("link", own.text, own.key, "the article's own link")
            return own.text
        named = links.own_path(self.fields, zola=self.head.kind == "toml")
        if named and links.is_template(named.text):
            message = f"{self.spelled(named.key)} holds a template: {shown(named.text)}: it was not used"
            hint = "write the path of the page itself"
            self.findings.append(Finding("permalink-template", message, hint, self.line(named.key)))
            named = None
        if named:
            url = links.page_url(self.config.site.url, named.text)
            self.note("link", url, named.key, "path under site.url")
            return url
        self.note("link", None, None, "none can be told")
        return None

    def identity(self, own: links.Named | None, site_host: str) -> identity.Identity:
        found = identity.identity(self.fields.get("id"), own.text if own else None, self.path, site_host)
        for finding in found.findings:
            self.findings.append(finding._replace(line=self.line(found.key)))
        self.note("id", found.id, found.key or (own.key if own and found.rule == "link" else None), found.rule)
        return found

    def image(self, base: str) -> Image | None:
        for found in self.fields.get("image", ()):
            image = pictures.image(found.value, base)
            if image:
                image = image if image.alt else self._with_alt(image)
                self.note("image", image, found.key, "front matter")
                return image
        self.note("image", None, None, "the first image of the body stands in")
        return None

    def _with_alt(self, image: Image) -> Image:
        for found in self.fields.get("image_alt", ()):
            if isinstance(found.value, str):
                return Image(image.url, titles.plain(found.value), image.width, image.height, image.type)
        return image

    def summary(self) -> str | None:
        for found in self.fields.get("summary", ()):
            if not isinstance(found.value, str) or (found.key == "teaser" and pictures.is_reference(found.value)):
                continue
            summary = cut(titles.plain_summary(found.value), SUMMARY_LENGTH)
            if summary:
                self.note("summary", summary, found.key, "front matter")
                return summary
        self.note("summary", None, None, "the beginning of the body stands in")
        return None

    def enclosures(self, base: str) -> tuple[Enclosure, ...]:
        named = self.fields.get("enclosures")
        if not named:
            return ()
        result: dict[str, Enclosure] = {}
        for found in named:
            for one in files.enclosures(found.value, base):
                if one.url not in result:
                    result[one.url] = one
                    self.note("enclosures", one, found.key, "front matter")
        return tuple(result.values())

    def status(self) -> status.Standing:
        standing = status.standing(self.fields, self.path)
        self.note("status", standing.status, standing.key, standing.rule)
        return standing

    def body_kind(self) -> BodyKind:
        if self.config.articles.body != "auto":
            self.note("body", self.config.articles.body, None, "articles.body")
            return self.config.articles.body
        kind: BodyKind = "rst" if self.suffix in _RST or self.head.kind == "rst" else "auto"
        self.note("body", kind, None, "suffix and content")
        return kind
