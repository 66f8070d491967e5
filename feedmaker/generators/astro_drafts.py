"""The flags by which an Astro site leaves out entries of a collection: those of its filters, and their defaults."""

import re
from collections.abc import Iterator
from pathlib import Path

from feedmaker.generators.astro_routes import collection_schemas
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.script_modules import Module, Modules
from feedmaker.generators.script_values import expression_at
from feedmaker.generators.site_folder import SiteFolder, read_text
from feedmaker.loader.metadata.keys import FIELDS, normalise_key
from feedmaker.text.patterns import portable

# getCollection("blog", ({ data }) => data.publish && !data.secret)
_FILTERED = re.compile(r"getCollection\(\s*+[\"'`]?\w++[\"'`]?\s*+,\s*+([^;]{1,400})")
_BODY = re.compile(r"(\bdata\b.{0,400})", re.DOTALL)
# !data.draft, post.data.publish === true, data["to-publish"]; not data.date < now, data.tags.length
_FLAG = re.compile(
    r"(?:(!)\s*+)?(?:\b\w++\.)?\bdata\??(?:\.(\w++)|\[[\"']([\w-]++)[\"']\])"
    r"(?:\s*+([!=])==?\s*+(true|false)\b|(?!\s*+[.(\[<>=!+*-]|\s*+\?[^\s]))"
)
# draft: z.boolean().optional().default(true)
_BOOLEAN = re.compile(
    portable(r"[\"']?\b([\w-]{1,60})[\"']?\s*+:\s*+z\s*+\.\s*+boolean\(\)((?:\s*+\.\w++\([^()]{0,100}\))*+)")
)
_DEFAULT = re.compile(r"\.default\((true|false)\)")
_STATUS = re.compile(r"\bstatus[\"']?\s*+:\s*+z\s*+\.\s*+enum\([^()]{0,200}\)\s*+\.default\([\"'](\w{1,40})[\"']\)")
_PUBLISHED, _DRAFT = (frozenset(map(normalise_key, FIELDS[field])) for field in ("published", "draft"))


def read_flags(found: Recognition, site: SiteFolder, source: str) -> None:
    """Set the fields and the front matter of articles by the flags in the schema of collections and in filters."""
    modules = Modules(site.path, source)
    meanings = dict(_flags(modules, site.path / source / "pages"))
    for folder, schema in collection_schemas(modules, source):
        status = _STATUS.search(schema)
        missing: dict[str, object] = {"status": status[1]} if status else {}
        for key, calls in _BOOLEAN.findall(schema):
            is_known = normalise_key(key) in _PUBLISHED | _DRAFT
            if key not in meanings and not is_known:
                continue
            is_published = meanings.get(key, normalise_key(key) in _PUBLISHED)
            field = "published" if is_published else "draft"
            if not is_known:
                found.set_fields({field: (key, *FIELDS[field])}, f"{found.site.relative(source)}/pages")
            default = _DEFAULT.search(calls)
            # a flag of a filter that is missing is false
            value = default[1] == "true" if default else False if key in meanings else None
            if value is not None and value is not is_published:
                missing[key] = value
        path = found.under_source(found.site.relative(folder)) if folder else "**"
        if missing and path:
            found.add_defaults(path, missing, "the schema of content collections")


def _flags(modules: Modules, pages: Path) -> Iterator[tuple[str, bool]]:
    """Yield the flags of filters, each with whether an article that has it is published."""
    for file in sorted(pages.rglob("*.astro")):
        page = Module(file, read_text(file) or "")
        for text in sorted(modules.search(page, "getStaticPaths", _FILTERED)):
            expression = expression_at(text, 0).strip()
            bodies = sorted(modules.search(page, expression, _BODY)) if expression.isidentifier() else [expression]
            for no, key, quoted_key, operator, value in _FLAG.findall(" ".join(bodies)):
                yield key or quoted_key, not (bool(no) ^ (operator == "!") ^ (value == "false"))
