"""A validator for feeds, ours or anybody's: RSS 2.0, Atom 1.0, JSON Feed 1.1 and OPML 2.0 against the rules.

`check_files` is pure: paths and bytes in, faults out. `check_paths` reads files and folders for it. The rules
stand in `RULES`; docs/check.md lists them, and those that no file can be held to.
"""

from feedmaker.check.files import check_paths, format_fault
from feedmaker.check.rules import NOT_TOLD, RULES, Fault, Level, Rule
from feedmaker.check.run import check_files

__all__ = ["NOT_TOLD", "RULES", "Fault", "Level", "Rule", "check_files", "check_paths", "format_fault"]
