"""A validator for feeds: RSS 2.0, Atom 1.0, JSON Feed 1.1 and OPML 2.0.

`check` reads files and folders; `check_files` is pure: paths and bytes → problems. docs/check.md lists the rules.
"""

from feedmaker.check.rules import RULES
from feedmaker.check.run import check, check_files, format_problem

__all__ = ["RULES", "check", "check_files", "format_problem"]
