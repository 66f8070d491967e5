"""The rules of the check: id → level and remedy (rules.toml); docs/check.md says what each one checks."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import NamedTuple

from feedmaker.problems import Level, Problem


class Rule(NamedTuple):
    """The level of a rule, and what to do about a problem that it finds."""

    level: Level
    hint: str


_TABLE = tomllib.loads((resources.files(__package__) / "rules.toml").read_text("utf-8"))
RULES: Mapping[str, Rule] = {code: Rule(*rule) for code, rule in _TABLE.items()}


def problem(code: str, line: int | None, message: str, hint: str = "") -> Problem:
    """Return a problem of this rule; `hint` replaces the rule's own where more can be said."""
    rule = RULES[code]
    return Problem(code, message, hint or rule.hint, line=line, level=rule.level)
