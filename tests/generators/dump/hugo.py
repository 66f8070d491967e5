"""Print the pages of the Hugo site in the folder of the argument, from a layout that writes Hugo's own model."""

import json
import subprocess
import sys
from pathlib import Path

PAGES = """{{- $pages := slice -}}
{{- range .Site.RegularPages -}}
{{- $pages = $pages | append (dict "path" .File.Filename "link" .Permalink "title" .Title
  "categories" (cond (isset site.Taxonomies "category") .Params.category .Params.categories)
  "tags" .Params.tags "published" .Date.UTC "updated" .Lastmod.UTC
  "released" .PublishDate.UTC "author" .Params.author
  "content" .Content "language" .Language.Lang) -}}
{{- end -}}
{{ $pages | jsonify }}"""

site = Path(sys.argv[1])
layouts = site / "layouts" / "_default"
layouts.mkdir(parents=True, exist_ok=True)
(layouts.parent / "index.html").write_text(PAGES)
for name in ("single", "list"):
    (layouts / f"{name}.html").write_text("")
subprocess.run(
    [str(Path(sys.executable).parent / "hugo"), "--quiet", "--destination", "../public"],
    cwd=site, check=True, stdout=subprocess.DEVNULL,
)  # fmt: skip
articles = []
for home in sorted((site.parent / "public").rglob("index.html")):
    text = home.read_text(encoding="utf-8")
    for page in json.loads(text) if text.startswith("[") else ():
        article = {**page, "path": Path(page["path"]).relative_to(site).as_posix()}
        for key in ("categories", "tags"):
            names = article[key]
            article[key] = [names] if isinstance(names, str) else names or []
        if not isinstance(article["author"], str):
            del article["author"]
        head = Path(page["path"]).read_text(encoding="utf-8").lower()
        # that of Hugo's own feeds
        if any(f"\n{key}:" in head for key in ("publishdate", "pubdate", "published")):
            article["published"] = article["released"]
        # without the key, it is the date
        if "\nlastmod" not in head:
            del article["updated"]
        pieces = article["content"].split('href="')[1:]
        article["links"] = [piece.partition('"')[0] for piece in pieces]
        if article not in articles:
            articles.append(article)
print(json.dumps(articles))
