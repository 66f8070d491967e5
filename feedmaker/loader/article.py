"""One article being read: what its values become, field by field, and where each came from."""

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.config.schema import Config
from feedmaker.loader.body.truncate import cut
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.links import own_link, permalink
from feedmaker.loader.metadata import authors as people
from feedmaker.loader.metadata import categories as names
from feedmaker.loader.metadata import enclosures as files
from feedmaker.loader.metadata import ids, images, publication, status
from feedmaker.loader.metadata import title as titles
from feedmaker.loader.metadata.heading import first_heading
from feedmaker.loader.metadata.keys import Fields
from feedmaker.model import Author, BodyKind, Category, Enclosure, Image, Status
from feedmaker.problems import Problem
from feedmaker.text.languages import language_tag, likely_tag
from feedmaker.text.messages import quoted
from feedmaker.text.urls import absolute, site_url

#: Characters of a summary from the front matter.
SUMMARY_LENGTH = 500

#: Stands where a draft has no date.
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)

RST_SUFFIXES = (".rst", ".rest")


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


class Reading:
    """The fields of one article; the problems and origins that come up are added to `problems` and `trace`."""

    __slots__ = ("config", "fields", "head", "path", "problems", "suffix", "titled_by_heading", "trace")

    def __init__(
        self, config: Config, fields: Fields, path: str, head: FrontMatter, trace: list[Origin] | None
    ) -> None:
        self.config = config
        self.fields = fields
        self.path = path
        self.head = head
        self.trace = trace
        self.problems: list[Problem] = []
        self.titled_by_heading = False
        dot = path.rfind(".")
        self.suffix = path[dot:].lower() if dot > path.rfind("/") else ""

    def spelled(self, key: str | None) -> str | None:
        """Return a key as it is written in the file."""
        return self.head.original_keys.get(key, key) if key else key

    def line(self, key: str | None) -> int | None:
        """Return the line of a key, or of the mapping that it is in."""
        if not key:
            return None
        lines = self.head.lines
        return lines.get(key) or lines.get(key.partition(".")[0])

    def unique_problems(self) -> tuple[Problem, ...]:
        """Return the problems, each once."""
        return tuple(dict.fromkeys(self.problems)) if self.problems else ()

    def note(self, field: str, value: object, key: str | None, rule: str) -> None:
        """Add an origin, where somebody wants to know."""
        if self.trace is not None:
            self.trace.append(Origin(field, value, self.spelled(key), self.line(key), rule))

    def language(self) -> str | None:
        """Return the BCP 47 tag that the article names; what is none is reported."""
        for found in self.fields.get("language", ()):
            value = found.value[0] if isinstance(found.value, list) and found.value else found.value
            tag = (language_tag(value) or likely_tag(value)) if isinstance(value, str) else None
            if tag:
                self.note("language", tag, found.key, "front matter")
                return tag
            message = f"{self.spelled(found.key)} is not a language: {quoted(value)}"
            hint = "write a BCP 47 tag such as en, zh-CN or pt-BR"
            self.problems.append(Problem("language-unknown", message, hint, self.line(found.key)))
        self.note("language", None, None, "none named")
        return None

    def title(self, text: str) -> str | None:
        """Return the title: named, else the first heading, else the file name, which is reported."""
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
            self.titled_by_heading = True
            self.note("title", heading, None, "first heading")
            return heading
        line = self.line(next((found.key for found in self.fields.get("title", ())), None))
        name = titles.from_file_name(self.path)
        if not name:
            message = "the article has no title, no heading and no file name to make one from"
            self.problems.append(Problem("title-none", message, "write title: … in its front matter", line))
            return None
        message = f"the article has no title: its file name stands in for it: {quoted(name)}"
        self.problems.append(Problem("title-missing", message, "write title: … in its front matter", line))
        self.note("title", name, None, "file name")
        return name

    def _heading(self, text: str) -> str | None:
        offset = self.head.body_offset
        if self.suffix in RST_SUFFIXES or self.head.kind == "rst":
            return first_heading(text, offset, rst=True) or (first_heading(text, 0, rst=True) if offset else None)
        return first_heading(text, offset)

    def published(
        self, calendar: publication.Calendar, language: str | None, file_time: datetime | None, standing: Status
    ) -> publication.Dated:
        """Return when the article was published; what is not published needs no date."""
        dated = publication.published(
            self.fields,
            self.head.lines,
            self.path,
            calendar,
            language=language or self.config.site.language,
            file_time=file_time,
        )
        if dated.at is None and standing != "published":
            # nobody needs the date of what is not published
            dated = publication.Dated(file_time or _NO_DATE, None, "none needed")
        self.problems += dated.problems
        self.note("published", dated.at, dated.key, dated.rule)
        return dated

    def updated(self, since: datetime, calendar: publication.Calendar, language: str | None) -> datetime | None:
        """Return when the article was updated, None where that is when it was published."""
        if "updated" not in self.fields:
            self.note("updated", None, None, "as published")
            return None
        dated = publication.updated(
            self.fields, self.head.lines, since, calendar, language=language or self.config.site.language
        )
        self.problems += dated.problems
        self.note("updated", dated.at, dated.key, dated.rule or "as published")
        return dated.at

    def expires(self, calendar: publication.Calendar, language: str | None) -> datetime | None:
        """Return when the article leaves the feeds by its own word."""
        if "expires" not in self.fields:
            return None
        dated = publication.expires(
            self.fields, self.head.lines, calendar, language=language or self.config.site.language
        )
        self.problems += dated.problems
        self.note("expires", dated.at, dated.key, dated.rule)
        return dated.at

    def authors(self) -> tuple[Author, ...]:
        """Return the authors that the article names."""
        for found in self.fields.get("authors", ()):
            authors = people.authors(found.value)
            if authors:
                self.note("authors", authors, found.key, "front matter")
                return authors
        self.note("authors", (), None, "the site's author stands in")
        return ()

    def categories(self, default: tuple[Category, ...]) -> tuple[Category, ...]:
        """Return the category paths that the article names, `default` where it names none."""
        settings = self.config.categories
        for found in self.fields.get("categories", ()):
            paths = names.categories(found.value, nested=settings.nested, separator=settings.separator)
            if paths:
                self.note("categories", paths, found.key, "a list is a path" if settings.nested else "front matter")
                return paths
        self.note("categories", default, None, "categories.default" if default else "none named")
        return default

    def tags(self) -> tuple[str, ...]:
        """Return the tags that the article names."""
        for found in self.fields.get("tags", ()):
            tags = names.tags(found.value)
            if tags:
                self.note("tags", tags, found.key, "front matter")
                return tags
        self.note("tags", (), None, "none named")
        return ()

    def link(
        self,
        own: own_link.Named | None,
        template: permalink.Template | None,
        title: str,
        published: datetime,
        categories: tuple[Category, ...],
        zone: ZoneInfo,
    ) -> str | None:
        """Return the article's page; `zone` is the site's, in which its generator wrote dates."""
        if own:
            self.note("link", own.text, own.key, "the article's own link")
            return own.text
        named = own_link.own_path(self.fields, zola=self.head.kind == "toml")
        if named and own_link.is_template(named.text):
            message = f"{self.spelled(named.key)} holds a template: {quoted(named.text)}: it was not used"
            hint = "write the path of the page itself"
            self.problems.append(Problem("permalink-template", message, hint, self.line(named.key)))
            named = None
        if named and not own_link.is_pattern(named.text):
            url = site_url(self.config.site.url, named.text)
            self.note("link", url, named.key, "path under site.url")
            return url
        if named:
            # only these two fill tokens in front matter: Hugo in `url`, Jekyll in `permalink`
            template = permalink.Template(named.text, dialect="hugo" if named.key == "url" else "jekyll")
        elif not template:
            self.note("link", None, None, "none can be told")
            return None
        local = published.astimezone(zone)
        facts = permalink.Facts(self.path, title, local, own_link.slug(self.fields), categories, self.head.values)
        path = template.link(facts)
        key = named.key if named else None
        if isinstance(path, Problem):
            self.problems.append(path._replace(line=self.line(key)))
            self.note("link", None, key, "the permalink cannot be filled")
            return None
        url = site_url(self.config.site.url, path) if path.startswith("/") else absolute(self.config.site.url, path)
        self.note("link", url, key, f"permalink {template.pattern}")
        return url

    def identity(self, own: own_link.Named | None, site_host: str) -> ids.Identity:
        """Return the id of the article; `own` is the absolute link it names itself."""
        found = ids.identity(self.fields.get("id"), own.text if own else None, self.path, site_host)
        for problem in found.problems:
            self.problems.append(problem._replace(line=self.line(found.key)))
        self.note("id", found.id, found.key or (own.key if own and found.rule == "link" else None), found.rule)
        return found

    def image(self, base: str) -> Image | None:
        """Return the picture that the article names, its URL resolved against `base`."""
        for found in self.fields.get("image", ()):
            image = images.image(found.value, base)
            if image:
                image = self._with_alt(image) if "image_alt" in self.fields and not image.alt else image
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
        """Return the author's own summary as plain text, cut to SUMMARY_LENGTH."""
        for found in self.fields.get("summary", ()):
            if not isinstance(found.value, str) or (found.key == "teaser" and images.is_reference(found.value)):
                continue
            summary = cut(titles.plain_summary(found.value), SUMMARY_LENGTH)
            if summary:
                self.note("summary", summary, found.key, "front matter")
                return summary
        self.note("summary", None, None, "the beginning of the body stands in")
        return None

    def enclosures(self, base: str) -> tuple[Enclosure, ...]:
        """Return the files to fetch that the article names, their URLs resolved against `base`."""
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
        """Return whether the article is published by its own word."""
        standing = status.standing(self.fields, self.path)
        self.note("status", standing.status, standing.key, standing.rule)
        return standing

    def body_kind(self) -> BodyKind:
        """Return how the body is written, "auto" where its content has to tell."""
        if self.config.articles.body != "auto":
            self.note("body", self.config.articles.body, None, "articles.body")
            return self.config.articles.body
        kind: BodyKind = "rst" if self.suffix in RST_SUFFIXES or self.head.kind == "rst" else "auto"
        self.note("body", kind, None, "suffix and content")
        return kind
