"""`articles.generator`: what front matter means to one generator alone, rewritten as it is read everywhere."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from feedmaker.config.schema import Articles, Config
from feedmaker.loader.dates.in_paths import without_date
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.metadata.keys import FIELDS, FIELDS_IN_ALL_LANGUAGES, Candidate, Field
from feedmaker.loader.metadata.title import meaningful_name
from feedmaker.text.site_files import site_file
from feedmaker.text.urls import site_url

#: A timestamp of YAML 1.1 with seconds: "2024-05-31 20:30:00", "2024-5-31T9:05:00.5 +2:00"; group 2 is the zone.
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]*)?"
    r"[ \t]*(Z|[-+][0-9]{1,2}(?::[0-9]{2})?)?"
)
#: The zone at the end of a time with minutes: "Z", "+08:00", " -0500".
_OFFSET = re.compile(r"(?<=:[0-9]{2})(?:\.[0-9]{1,9})?[ ]?(?:Z|([-+])([0-9]{2}):?([0-9]{2}))$")
#: Tags with which sites of Eleventy make collections.
_COLLECTIONS = frozenset({"all", "nav", "post", "posts"})
#: Generators to which a text is one tag, whatever is in it.
_ONE_TAG = frozenset({"hexo", "hugo"})
#: Generator → the keys of the fields that it takes from fewer keys than FIELDS has.
_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "hexo": {"tags": ("tags", "tag"), "categories": ("categories", "category")},
    "hugo": {"tags": ("tags",), "categories": ("categories",)},
    "bridgetown": {"tags": ("tags",), "categories": ("categories",)},
    # Jekyll publishes what is in _posts, whatever `draft` says
    "jekyll": {"tags": ("tags",), "categories": ("categories",), "draft": ()},
    "mkdocs": {"tags": ("tags",), "categories": ("categories",)},
    "pelican": {"tags": ("tags",), "categories": ("category",)},
}


def fields_of(generator: str | None) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of some fields on a site of this generator; no generator takes `keywords` for tags."""
    if generator in (None, "obsidian"):
        return FIELDS_IN_ALL_LANGUAGES
    return {"tags": tuple(key for key in FIELDS["tags"] if key != "keywords"), **_FIELDS.get(generator, {})}


#: The key of the title of MkDocs, which no front matter can have.
MKDOCS_TITLE = "title in MkDocs"
_FIRST_LINE = re.compile(r"\s*+([^\n]*+)")
#: What Docusaurus leaves out of a path, without its ending, for a title: all up to the last date.
_UP_TO_DATE = re.compile(r"\A.*\d{4}[-/]\d{1,2}[-/]\d{1,2}[-/]?", re.ASCII)
_FIRST_HEADING = re.compile(r"\s*+(?:#[ \t]|[^\n]+\n={2,}[ \t]*+$|<h1[\s>])", re.MULTILINE)


def adapt(front_matter: FrontMatter, path: str, text: str, config: Config) -> FrontMatter:
    """Return the front matter of the file at `path` under the source, whose decoded text is `text`."""
    generator = config.articles.generator or ""
    tags = front_matter.values.get("tags")
    if generator in _ONE_TAG and isinstance(tags, str):
        front_matter = front_matter._replace(values={**front_matter.values, "tags": [tags]})
    convention = _CONVENTIONS.get(generator)
    return convention(front_matter, path, text, config) if convention else front_matter


def _jekyll(front_matter: FrontMatter, path: str, text: str, config: Config) -> FrontMatter:
    """Adapt Jekyll's: plural lists in one string, folders above _posts, times without a zone, images under the site."""
    values, lines = dict(front_matter.values), dict(front_matter.lines)
    for plural, singular in (("categories", "category"), ("tags", "tag")):
        folders = path.partition("_posts/")[0].split("/") if plural == "categories" and "_posts/" in path else ()
        names = _jekyll_names(values, plural, singular)
        # a name may be a list or a mapping, which have no hash
        values[plural] = list({repr(name): name for name in (*filter(None, folders), *names)}.values())
        if plural not in lines and (line := lines.get(singular)):
            lines[plural] = line
    for key in ("date", "last_modified_at"):
        value = values.get(key)
        match = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
        # Ruby's YAML reads a time without a zone as UTC, where it is not in quotation marks
        if match and not match[2] and not _is_quoted(text, lines.get(key)):
            values[key] = f"{value}Z"
    image = values.get("image")
    if isinstance(image, str) and image.startswith("/") and not image.startswith("//"):
        values["image"] = site_url(config.site.url, image)
    return front_matter._replace(values=values, lines=lines)


def _jekyll_names(values: Mapping[str, object], plural: str, singular: str) -> list[object]:
    """Return the names of a list: a string in the plural is divided at white space, one in the singular is a name.

    Tags in the singular replace those in the plural (Utils.pluralized_array_from_hash).
    """
    several, one = values.get(plural), values.get(singular)
    if plural == "tags" and one not in (None, False):
        several = None
    names = several.split() if isinstance(several, str) else several if isinstance(several, list) else [several]
    return [name for name in (*names, *(one if isinstance(one, list) else [one])) if name not in (None, "")]


def _is_quoted(text: str, line: int | None) -> bool:
    """Return True if the value of the key in this line of a file is in quotation marks."""
    if line is None:
        return False
    written = text.split("\n", line)[line - 1]
    return written.partition(":")[2].lstrip().startswith(('"', "'"))


def _pelican(front_matter: FrontMatter, path: str, text: str, config: Config) -> FrontMatter:
    """Adapt Pelican's: files such as `Cover: {static}/images/a.png`; values have no comments, `Title: Day #1`."""
    named = {
        key: site_file(value, config.site.url, path)
        for key, value in front_matter.values.items()
        if isinstance(value, str) and value[:1] in ("{", "|")
    }
    if " #" in text[: front_matter.body_offset]:
        for key, line in front_matter.lines.items():
            written = text.split("\n", line)[line - 1].partition(":")[2].strip()
            value, hash_sign, comment = written.partition(" #")
            if hash_sign and comment[:1].strip() and front_matter.values.get(key) == value.rstrip():
                named[key] = written
    return front_matter._replace(values={**front_matter.values, **named}) if named else front_matter


def title_of_generator(title: Field[str], path: str, text: str, body_offset: int, articles: Articles) -> Field[str]:
    """Return the title that the generator of the site gives an article whose front matter has none.

    `title` is that of all others: of the first heading, or of the file name.
    """
    if _FIRST_HEADING.match(text, body_offset):
        return title
    if articles.generator in ("bridgetown", "jekyll") and title.value and meaningful_name(path):
        name = without_date(path.rpartition("/")[2].rpartition(".")[0])
        return title._replace(value=" ".join(word.capitalize() for word in name.split("-")), rule="file name")
    if articles.generator == "docusaurus":
        name = _UP_TO_DATE.sub("", path.rpartition(".")[0].removesuffix("/index"))
        return title._replace(value=name or title.value, rule="file name")
    if articles.generator != "mkdocs" and articles.markdown != "obsidian":
        return title
    if articles.generator == "mkdocs":
        return title._replace(value=_mkdocs_name(path), rule="file name")
    # the name of a note is its title, not that of its first section; a note of a day has no other name than the day
    name = meaningful_name(path)
    return Field(name, "file name") if name and title.value else title


def _hexo(front_matter: FrontMatter, _path: str, text: str, _config: Config) -> FrontMatter:
    """Adapt Hexo's dates: the hour in UTC of one with a zone, not in quotation marks, is in the zone of the site.

    See hexo-front-matter, "Convert timezone".
    """
    values = dict(front_matter.values)
    for key in ("date", "updated"):
        value = values.get(key)
        match = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
        if match and match[2] and not _is_quoted(text, front_matter.lines.get(key)):
            values[key] = _in_utc(match[1], match[2]) or value
    return front_matter._replace(values=values)


def _in_utc(local: str, zone: str) -> str | None:
    """Return a local time in UTC, without a zone; None where it does not exist."""
    hours, _, minutes = zone.lstrip("+-").partition(":")
    offset = timedelta() if zone == "Z" else timedelta(hours=int(hours), minutes=int(minutes or 0))
    date, time = re.split(r"[Tt \t]+", local, maxsplit=1)
    try:
        at = datetime(*map(int, date.split("-")), *map(int, time.split(":")), tzinfo=UTC)  # type: ignore[misc,arg-type]
        return f"{at + offset if zone.startswith('-') else at - offset:%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return None


def zone_of_links(date: Candidate | None, zone: tzinfo, generator: str | None) -> tzinfo:
    """Return the zone in which a link has the date of an article: that of the site, but in Hugo that of the date."""
    value = date.value if date and generator == "hugo" else None
    if isinstance(value, datetime):
        return value.tzinfo or zone
    match = _OFFSET.search(value) if isinstance(value, str) else None
    if not match:
        return zone
    offset = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset) if offset < timedelta(days=1) else zone


#: Keys that Hugo reads at the top of the front matter alone, not under `params`.
_HUGO_KEYS = frozenset([
    "aliases", "build", "cascade", "date", "draft", "expirydate", "headless", "lastmod", "published", "publishdate",
    "slug", "title", "type", "url",
])  # fmt: skip


def _hugo(front_matter: FrontMatter, path: str, _text: str, config: Config) -> FrontMatter:
    """Adapt Hugo's: a `url` is a folder unless it has a suffix; `:filename` is the date before the name of the file.

    For a bundle that is the name of its folder. The rest of the name is the slug.
    """
    values = front_matter.values
    params = values.get("params")
    if isinstance(params, dict):
        own = {str(key).lower(): value for key, value in params.items()}
        values = {**{key: value for key, value in own.items() if key not in _HUGO_KEYS}, **values}
    url = values.get("url")
    if isinstance(url, str) and not url.endswith("/") and "." not in url.rpartition("/")[2]:
        values = {**values, "url": f"{url}/"}
    if ":filename" in config.articles.fields.get("date", ()):
        folder, _, name = path.rpartition("/")
        stem = folder.rpartition("/")[2] if name.startswith("index.") else name.partition(".")[0]
        rest = without_date(stem)
        if rest != stem:
            values = {"slug": rest, **values, ":filename": stem.removesuffix(rest).rstrip("-_ ")}
    return front_matter._replace(values=values)


def _mkdocs(front_matter: FrontMatter, path: str, text: str, _config: Config) -> FrontMatter:
    """Add the title that MkDocs gives a page without one: that is what the link is made of.

    It is a first line "# Text" as it is written, else the name of the file (Page.title, get_markdown_title).
    """
    line = _FIRST_LINE.match(text, front_matter.body_offset)
    heading = line[1].strip() if line else ""
    title = heading.lstrip("# ") if heading.startswith("# ") else _mkdocs_name(path)
    return front_matter._replace(values={**front_matter.values, MKDOCS_TITLE: title})


def _mkdocs_name(path: str) -> str:
    name = path.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")
    return name.capitalize() if name.lower() == name else name


def _eleventy(front_matter: FrontMatter, _path: str, _text: str, _config: Config) -> FrontMatter:
    """Remove the tags that make collections in Eleventy, index.html from a permalink, and an empty permalink.

    A permalink in `eleventyComputed` comes first, also where it is not known, None.
    """
    values = dict(front_matter.values)
    computed = values.get("eleventycomputed")
    if isinstance(computed, dict) and "permalink" in computed:
        values["permalink"] = computed["permalink"]
        if computed["permalink"] is None:
            values.pop("permalink")
    tags = values.get("tags")
    if isinstance(tags, (list, str)):
        names = tags.split(",") if isinstance(tags, str) else tags
        values["tags"] = [name for name in names if not (isinstance(name, str) and name in _COLLECTIONS)]
    permalink = values.get("permalink")
    if isinstance(permalink, str) and permalink != "":
        values["permalink"] = permalink.removesuffix("index.html")
    elif "permalink" in values and permalink in ("", None):
        values["permalink"] = "eleventy:/:page/"
    return front_matter._replace(values=values)


def _plain(front_matter: FrontMatter, _path: str, _text: str, _config: Config) -> FrontMatter:
    """Adapt that of Wiki.js, whose `date` is the one of the last change."""
    if not {"editor", "date", "datecreated"} <= front_matter.values.keys():
        return front_matter
    values, lines = dict(front_matter.values), dict(front_matter.lines)
    values["updated"], lines["updated"] = values.pop("date"), lines.pop("date", 1)
    return front_matter._replace(values=values, lines=lines)


_CONVENTIONS: Mapping[str, Callable[[FrontMatter, str, str, Config], FrontMatter]] = {
    "": _plain,
    "eleventy": _eleventy,
    "hexo": _hexo,
    "hugo": _hugo,
    "bridgetown": _jekyll,
    "jekyll": _jekyll,
    "mkdocs": _mkdocs,
    "pelican": _pelican,
}
