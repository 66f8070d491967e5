"""The words of the pages, in English and Chinese (templates/texts.json); `output.texts` replaces any of them.

A text may contain {placeholders}, which `fill` replaces; a user's text may omit them.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TypeAlias

from feedmaker.text.languages import is_right_to_left

#: key → text; every language has the same keys.
Texts: TypeAlias = Mapping[str, str]


def texts_for(language: str | None, overrides: Mapping[str, str] | None = None) -> Texts:
    """Return Chinese for zh and its variants, else English, with `overrides` (output.texts) of known keys applied."""
    primary = (language or "").lower().replace("_", "-").split("-")[0]
    texts = _translations()["zh" if primary == "zh" else "en"]
    return {**texts, **{key: text for key, text in (overrides or {}).items() if key in texts}}


def fill(text: str, **values: object) -> str:
    """Replace {placeholders} with values; unlike str.format, keep other braces and raise nothing."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def direction(language: str | None) -> str:
    """Return the dir attribute for text in a language (BCP 47): "rtl", "ltr", or "auto" if it is not known."""
    if not language:
        return "auto"
    return "rtl" if is_right_to_left(language) else "ltr"


def read_template(name: str) -> str:
    """Return a file of the package's templates."""
    return (resources.files("feedmaker.writer") / "templates" / name).read_text("utf-8")


@cache
def _translations() -> Mapping[str, Texts]:
    """Return the texts of each language."""
    translations: dict[str, Texts] = json.loads(read_template("texts.json"))
    return translations
