"""Print the HTML of the reStructuredText in the JSON file of the argument, by Nikola's compiler with its defaults."""

import contextlib
import json
import logging
import sys
from pathlib import Path

from nikola import Nikola

logging.disable(logging.CRITICAL)
texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
with contextlib.redirect_stdout(sys.stderr):
    site = Nikola(COMPILERS={"rest": [".rst"]}, POSTS=[("posts/*.rst", "posts", "post.tmpl")])
    site.init_plugins()
    compiler = site.compilers["rest"]
    made = [compiler.compile_string(text, "posts/a.rst")[0] for text in texts]
print(json.dumps(made))
