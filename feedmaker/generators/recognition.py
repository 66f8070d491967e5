"""The settings recognised in a folder: values for keys of config.yaml, validated, each with its origin."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from feedmaker.config import patterns
from feedmaker.config.keys import GENERATORS
from feedmaker.config.scalars import InvalidValueError, email, name_and_email, url
from feedmaker.config.schema import Dialect
from feedmaker.generators.article_files import SUFFIXES
from feedmaker.generators.converters import CONVERTERS, permalink
from feedmaker.generators.site_folder import ScriptFile, SettingsFile, SiteFolder
from feedmaker.loader.metadata.keys import FIELDS, normalise_key
from feedmaker.model import Author
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import one_line

#: Keys of `excluded` for Hexo, Jekyll and Pelican, whose feeds contain articles with `hidden: true`.
SHOWS_HIDDEN = {
    "excluded": ("no_feed", "no_rss", "exclude_from_feed", "exclude_from_rss", "hidden_from_rss", "unlisted", "private")
}
#: Key of config.yaml → its common names in sites of Eleventy and Astro, which define no names of their own.
COMMON_NAMES = {
    "site.title": ("title", "name", "siteName", "site_name"),
    "site.url": ("url", "siteUrl", "site_url", "origin", "host", "website", "site", "baseUrl"),
    "site.description": ("description", "desc", "subtitle"),
    "site.language": ("language", "lang", "locale"),
    "site.timezone": ("timezone", "timeZone"),
}
#: The keys of front matter that have a meaning.
_KNOWN_KEYS = frozenset(normalise_key(key) for keys in FIELDS.values() for key in keys)
#: Generator → the dialect of its Markdown, where that is not "auto".
DIALECTS: Mapping[str, Dialect] = {
    "Bridgetown": "kramdown", "Docusaurus": "mdx", "Eleventy": "eleventy", "Hexo": "hexo", "Hugo": "goldmark",
    "Jekyll": "kramdown", "MkDocs": "python-markdown", "Nikola": "python-markdown", "Obsidian": "obsidian",
    "Pelican": "python-markdown", "Quarto": "pandoc", "VitePress": "vitepress",
}  # fmt: skip
#: How generators read 03/04/2021: JavaScript's Date and Python's dateutil as the fourth of March, Ruby as the third of
#: April.
_DATE_ORDERS = {
    **dict.fromkeys(("Astro", "Docusaurus", "Nikola", "Pelican", "Quarto", "VitePress"), "mdy"),
    **dict.fromkeys(("Bridgetown", "Jekyll"), "dmy"),
}
#: (pattern of paths, permalink); the last one that matches a file is used. A permalink of None: it has no page.
PermalinkRules: TypeAlias = list[tuple[str, str | None]]
_Value = TypeVar("_Value")


class Setting(NamedTuple):
    """A value for a key of config.yaml."""

    value: Any
    #: Where it comes from, such as "_config.yml: title"; "" if no file contains it.
    origin: str = ""


class Recognition:
    """The generator of a site and its settings, by keys of config.yaml such as "site.title"."""

    def __init__(self, generator: str, site: SiteFolder, evidence: str) -> None:
        #: "Hexo", "Jekyll" …, or "" for a folder of articles without a known generator.
        self.generator = generator
        self.site = site
        #: The configuration files, or a description of the layout.
        self.evidence = [evidence]
        # a list of categories is a path in Hexo only
        self.settings = {"categories.nested": Setting(generator == "Hexo")}
        if generator.lower() in GENERATORS:
            self.settings["articles.generator"] = Setting(generator.lower())
        if order := _DATE_ORDERS.get(generator):
            self.settings["articles.date_order"] = Setting(order, f"how {generator} reads 03/04/2021")
        if generator in DIALECTS:
            self.settings["articles.markdown"] = Setting(DIALECTS[generator])
        #: The path of the site on its host, "" or "blog/": known even where the host is not.
        self.base_path = ""
        #: What was found in the site's configuration and is not supported or not readable.
        self.notes: list[str] = []

    @property
    def summary(self) -> str:
        """The generator and the evidence in words."""
        if not self.generator:
            return "articles without a known generator"
        return f"{self.generator} by {', '.join(self.evidence)}"

    @property
    def source_folders(self) -> list[str]:
        """The folders of source.path, relative to config.yaml."""
        value = self.settings["source.path"].value
        return [str(folder["path"]) for folder in value] if isinstance(value, tuple) else [str(value)]

    def has(self, key: str) -> bool:
        """Return True if a key is set, or set for a source folder."""
        folders = self.settings["source.path"].value
        is_of_folders = key == "articles.permalink" and isinstance(folders, tuple)
        return key in self.settings or (is_of_folders and any(folder.get("permalink") for folder in folders))

    def value(self, key: str, default: object) -> Any:
        """Return the value of a key, `default` where it is not set."""
        return self.settings[key].value if key in self.settings else default

    def read_file(self, *names: str) -> SettingsFile | None:
        """Read one more configuration file of the site (SiteFolder.read_settings)."""
        settings = self.site.read_settings(*names)
        if settings is not None:
            self.add_evidence(settings.name)
        return settings

    def add_evidence(self, file: str) -> None:
        """Name one more file that was read."""
        if file not in self.evidence:
            self.evidence.append(file)

    def note(self, text: str) -> None:
        """Add a note, once."""
        text = one_line(text)
        if text not in self.notes:
            self.notes.append(text)

    def set(self, key: str, value: object, origin: str = "") -> None:
        """Set a value that needs no check."""
        self.settings[key] = Setting(value, one_line(origin))

    @property
    def default_origin(self) -> str:
        """The origin of a value that is the generator's default."""
        return f"{self.generator}'{'' if self.generator.endswith('s') else 's'} default"

    def origin(self, settings: SettingsFile, path: str) -> str:
        """Return the place of a setting, or that its value is the generator's default."""
        return self.default_origin if settings.get(path) in (None, "") else settings.origin(path)

    def set_default(self, key: str, text: str) -> None:
        """Set a key to the generator's default, unless a setting of the site has set it."""
        if key not in self.settings:
            self.set_text(key, text, self.default_origin)

    def set_url(self, host: str | None, path: str, origin: str) -> None:
        """Set the address of the site from two settings. Without a host only the path is kept.

        A host that ends with the path, `https://a.works/notes` and `/notes`, has it already.
        """
        self.base_path = f"{path.strip('/')}/".lstrip("/")
        if host:
            address = f"{host.rstrip('/')}/"
            self.set_text(
                "site.url", address.removesuffix(f"/{self.base_path}").rstrip("/") + f"/{self.base_path}", origin
            )

    def set_text(self, key: str, text: str | None, origin: str) -> None:
        """Set a key to a text if config.yaml accepts it, otherwise note why not. An empty text changes nothing."""
        text = _printable(text or "")
        if not text:
            return
        try:
            value = CONVERTERS[key](text)
        except InvalidValueError as error:
            self.note(f"{origin} {error.what}: {quoted(text)}; it is not used")
            return
        if value is not None:
            self.set(key, value, origin)

    def read(self, settings: SettingsFile, names: Mapping[str, Sequence[str]]) -> None:
        """Set each key to the first of its settings that config.yaml accepts; keys that are set are kept."""
        for key, paths in names.items():
            for path in paths:
                text = settings.text(path)
                # names such as `host` and `site` often have another meaning in code
                is_ambiguous = isinstance(settings, ScriptFile) and key == "site.url" and "." not in (text or "")
                if key not in self.settings and not is_ambiguous:
                    self.set_text(key, text, settings.origin(path))

    def read_author(self, settings: SettingsFile, *names: str, email: str = "") -> None:
        """Set the author from the first setting that is a name, or a mapping of name, email, and url or uri.

        `email` is the setting with the e-mail address if the author is only a name.
        """
        for name in names:
            author = settings.text(f"{name}.name") or settings.text(name)
            if author and "site.author" not in self.settings:
                address = settings.text(f"{name}.email") or (settings.text(email) if email else None)
                page = settings.text(f"{name}.url") or settings.text(f"{name}.uri")
                self.set_author(author, settings.origin(name), address, page)

    def set_authors(self, table: object, origin: str) -> None:
        """Set articles.authors from a mapping of ids to mappings with name, email and url, as in a file of authors."""
        authors = dict(self.value("articles.authors", {}))
        for key, person in table.items() if isinstance(table, dict) else ():
            values = SettingsFile("", person)
            name = _printable(values.text("name") or "")
            if name:
                address = _accepted(email, values.text("email"))
                authors[str(key)] = Author(name, address, _accepted(url, values.text("url")))
        if authors:
            self.set("articles.authors", authors, origin)

    def set_author(self, name: str, origin: str, address: str | None = None, page: str | None = None) -> None:
        """Set the author, without an e-mail address or URL that config.yaml does not accept."""
        name = _printable(name)
        if not name:
            return
        inline = _accepted(name_and_email, name) or (name, None)
        mail = _accepted(email, address) or inline[1]
        self.set("site.author", Author(inline[0], mail, _accepted(url, page)), origin)

    def note_drafts(self, settings: SettingsFile, *names: str) -> None:
        """Note each setting that publishes drafts."""
        for name in names:
            if settings.flag(name):
                self.note(f"{settings.origin(name)}: feedmaker never publishes drafts")

    def set_fields(self, fields: Mapping[str, tuple[str, ...]], origin: str) -> None:
        """Set the front-matter keys of some fields; those of other fields are kept."""
        self._extend("articles.fields", {**self.value("articles.fields", {}), **fields}, origin)

    def under_source(self, path: str) -> str:
        """Return the pattern under source.path of a path relative to config.yaml, "" if it is not in source.path."""
        source = self.source_folders[0]
        if path in (".", source) or f"{source}/".startswith(f"{path}/"):
            return "**"
        if source != "." and not path.startswith(f"{source}/"):
            return ""
        inner = path.removeprefix(f"{source}/")
        return inner if inner.endswith(SUFFIXES) or "*" in inner.rpartition("/")[2] else f"{inner}/**"

    def add_defaults(self, path: str, values: Mapping[str, object], origin: str) -> None:
        """Add front matter that the files under a path have in common; later defaults override earlier ones."""
        if glob := self._glob(path, f"{origin} contains a pattern that"):
            defaults = (*self.value("articles.defaults", ()), {"path": glob, "values": dict(values)})
            self._extend("articles.defaults", defaults, origin)

    def set_permalinks(self, rules: PermalinkRules, origin: str) -> None:
        """Set articles.permalink to the rules that config.yaml accepts."""
        accepted: list[dict[str, str | None]] = []
        for path, pattern in rules:
            if not (glob := self._glob(path, origin)):
                continue
            try:
                accepted.append({"path": glob, "pattern": pattern and permalink(pattern)})
            except InvalidValueError as error:
                # otherwise an earlier rule would give a wrong link
                accepted.append({"path": glob, "pattern": None})
                self.note(f"{origin} {error.what}: {quoted(pattern or '')}; the articles that it is for get no links")
        if [rule["path"] for rule in accepted] == ["**"]:
            if accepted[0]["pattern"]:
                self.set("articles.permalink", accepted[0]["pattern"], origin)
        elif accepted:
            self.set("articles.permalink", tuple(accepted), origin)

    def add_patterns(self, key: str, globs: Iterable[str], origin: str = "") -> None:
        """Add patterns to source.include or source.exclude."""
        accepted = [self._glob(glob, f"{origin} contains a pattern that") for glob in globs]
        if added := list(filter(None, accepted)):
            self._extend(key, tuple(dict.fromkeys((*self.value(key, ()), *added))), origin)

    def _glob(self, text: str, where: str) -> str:
        """Return a pattern of paths if config.yaml accepts it, otherwise "", and note why not."""
        try:
            return patterns.glob(_printable(text))
        except InvalidValueError as error:
            self.note(f"{where} {error.what}: {quoted(text)}; it is not used")
            return ""

    def _extend(self, key: str, value: object, origin: str) -> None:
        """Set a key to an extended value, and add the origin of the addition."""
        known = self.settings[key].origin if key in self.settings else ""
        self.set(key, value, known if origin in known else f"{known}, {origin}" if known else origin)


def known_values(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of front matter whose keys have a meaning."""
    return {key: value for key, value in values.items() if normalise_key(key) in _KNOWN_KEYS}


def _accepted(convert: Callable[[str], _Value], text: str | None) -> _Value | None:
    try:
        return convert(text) if text else None
    except InvalidValueError:
        return None


def _printable(text: str) -> str:
    """Return text on one line, without characters that config.yaml would hold as escapes."""
    return one_line("".join(char if char.isprintable() else " " for char in one_line(text)))
