"""Print the HTML of the Markdown texts in the JSON file of the argument, by Python-Markdown as Material asks for."""

import json
import sys
from pathlib import Path

from markdown import markdown

# of its page "Getting started", beside what MkDocs sets: toc, tables and fenced_code
NAMES = ("toc", "tables", "fenced_code", "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html")
PYMDOWN = ("details", "highlight", "superfences", "tabbed", "tasklist", "tilde")
texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
names = [*NAMES, *(f"pymdownx.{name}" for name in PYMDOWN)]
print(json.dumps([markdown(text, extensions=names) for text in texts]))
