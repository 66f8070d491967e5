"""Print the HTML of the Markdown texts in the JSON file of the argument, by Python-Markdown as Pelican sets it."""

import json
import sys
from pathlib import Path

from markdown import markdown
from pelican.settings import DEFAULT_CONFIG

settings = DEFAULT_CONFIG["MARKDOWN"]
names = [name for name in settings["extension_configs"] if not name.endswith(".meta")]
texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
print(json.dumps([markdown(text, extensions=names, output_format="html") for text in texts]))
