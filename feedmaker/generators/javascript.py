"""Configurations in JavaScript and TypeScript: strings that are written out are read, nothing is run."""

import re

from feedmaker.generators.recognition import Recognition

#: Key of config.yaml → the names that sites of Eleventy and Astro commonly give it, as no name is the generator's own.
SITE_NAMES = {
    "site.title": ("title", "name", "siteName", "site_name"),
    "site.url": ("url", "siteUrl", "site_url", "origin", "host", "website", "site", "baseUrl"),
    "site.description": ("description", "desc", "subtitle"),
    "site.language": ("language", "lang", "locale"),
    "site.timezone": ("timezone", "timeZone"),
}

#: A string in quotation marks (group 1), a comment to the end of the line, or a comment of several lines.
_STRING_OR_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""", re.DOTALL
)
#: With `site` for %s: `site: "a"`, `'site': "a"`, `site = "a"`, `site: string = "a"`; no `mysite: "a"`, `x.site = "a"`.
_STRING_OF = r"""(?<![\w.$])["']?%s["']?\s*(?::(?:\s*[\w.]+\s*=)?|=)\s*(["'`])((?:\\.|(?!\1).){1,400}?)\1"""


def find_string(text: str, name: str) -> str | None:
    """Return the first string that the text assigns to `name`. Template strings with a `${…}` do not count."""
    code = _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", text)
    for match in re.finditer(_STRING_OF % re.escape(name), code):
        value = re.sub(r"\\(.)", r"\1", match[2]).strip()
        if value and not (match[1] == "`" and "${" in value):
            return value
    return None


def read_script(found: Recognition, *files: str, prefix: str = "") -> None:
    """Set the site's keys that are not set yet from the first of these files that exists.

    With a prefix, names are constants: `SITE_TITLE` for the prefix `SITE_`.
    """
    script = found.site.read_text(*files)
    if script is None:
        return
    file, text = script
    found.add_evidence(file)
    for key, names in SITE_NAMES.items():
        for name in [f"{prefix}{name.upper()}" for name in names] if prefix else names:
            value = find_string(text, name)
            if key not in found.settings and not (key == "site.url" and "." not in (value or "")):
                found.set_text(key, value, f"{file}: {name}")
    author = f"{prefix}AUTHOR" if prefix else "author"
    if "site.author" not in found.settings:
        found.set_author(find_string(text, author) or "", f"{file}: {author}")
