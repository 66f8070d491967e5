"""The code of an Eleventy site, which is read as text and never run, its global data, and the commands that build it.

The data comes from files of the data folder, `addGlobalData`, and package.json as `pkg`. Only values that are written
as text or numbers are known, and none that several places define.
"""

import posixpath
import re

from feedmaker.generators.script_values import LONGEST_OBJECT, STRING_OR_BRACE, expression_at, literal
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SiteFolder, read_text
from feedmaker.generators.template_variables import data_files, put_data

_MAX_FILES = 60
#: dir: {…}, and setInputDirectory("src")
_DIRECTORIES = re.compile(r"""\bdir["']?\s*+:\s*+\{[^{}]{0,1000}+\}""")
_SET_DIRECTORY = re.compile(r"""\.set(Input|Includes|Layouts|Data|Output)Directory\(\s*+(["'][^"'\n]{1,200}["'])""")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport|\brequire\()\s*+\(?\s*+["'](\.{1,2}/[^"'\n]{1,200})["']""")
_ASSIGNED = re.compile(r"""\w["']?\s*+[:=]\s*+(?:process\.env\.\w{1,60}+\s*+\|\|\s*+)?\Z""")
_COMPUTED = re.compile(r"""\beleventyComputed["']?\s*+:\s*+(?=\{)""")
_ADD_GLOBAL = re.compile(r"""\baddGlobalData\(\s*+["']([\w.]{1,100})["']\s*+,""")
_ADDED_ENDINGS = ("yaml", "yml", "toml")
#: npx @11ty/eleventy --pathprefix=/log/
_COMMAND = re.compile(r"\beleventy(?![\w/.@\"':-])([^\n&|;]{0,300})")
_PREFIX = re.compile(r"""--path-?prefix[= ]\s*+["']?([\w./~-]{1,200})?""")
_CONFIG = re.compile(r"""--config[= ]\s*+["']?([\w./-]{1,200})""")
#: Where commands that publish a site are.
_PUBLISHING = (".github/workflows/*.yml", ".github/workflows/*.yaml", ".gitlab-ci.yml", "netlify.toml", "vercel.json")


def site_code(site: SiteFolder, file: str) -> str:
    """Return a script of the site and the local files that it imports, without comments; `file` is under the site."""
    source = ""
    pending, seen = [file], {file}
    while pending and len(seen) <= _MAX_FILES:
        name = pending.pop(0)
        text = read_text(site.path / name)
        if text is None:
            continue
        script = ScriptFile(name, text).code
        source += script + "\n"
        for path in _IMPORT.findall(script):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            endings = ("", *(f".{ending}" for ending in SCRIPTS), "/index.js")
            found = next((target + end for end in endings if (site.path / (target + end)).is_file()), None)
            if found and not found.startswith("..") and found not in seen and found.rpartition(".")[2] in SCRIPTS:
                seen.add(found)
                pending.append(found)
    return source


def with_directories(script: ScriptFile) -> ScriptFile:
    """Return a configuration with its folders first, and of several `dir` the last: functions may return others."""
    calls = "".join(f"{name.lower()}: {folder},\n" for name, folder in _SET_DIRECTORY.findall(script.code))
    folders = _DIRECTORIES.findall(script.code)[-1:]
    return ScriptFile(script.name, "\n".join([*folders, calls, _DIRECTORIES.sub(" ", script.code)]))


def computed_data(source: str) -> str:
    """Return the code of the object `eleventyComputed`, whose permalink overrides those of articles."""
    start = _COMPUTED.search(source)
    return expression_at(source, start.end(), LONGEST_OBJECT) if start else ""


def shallow(source: str) -> str:
    """Return a data file in JavaScript without the objects nested in its values."""
    pieces: list[tuple[int, str]] = []
    depth, depths = 0, []
    for piece in STRING_OR_BRACE.split(source):
        if piece[:1] in ("'", '"', "`") and _ASSIGNED.search(pieces[-1][1] if pieces else ""):
            depths.append(depth)
        depth += (piece == "{") - (piece == "}")
        pieces.append((depth, piece))
    return "".join(piece for depth, piece in pieces if depth <= min(depths, default=depth))


def given_configurations(site: SiteFolder) -> list[str]:
    """Return the values of `--config` in the scripts of package.json."""
    found = (_CONFIG.search(text) for text in _COMMAND.findall("\n".join(_scripts(site).values())))
    return list(dict.fromkeys(each[1].removeprefix("./") for each in found if each))


def given_prefixes(site: SiteFolder) -> set[str]:
    """Return the values of `--pathprefix` in commands that build the site, "" for a command without it."""
    scripts = _scripts(site)
    files = [file for glob in _PUBLISHING for file in sorted(site.path.glob(glob))]
    commands = "\n".join(filter(None, map(read_text, files)))
    run = [name for name in scripts if re.search(rf"\b(?:run|yarn|pnpm)\s++{re.escape(name)}(?![\w:-])", commands)]
    commands = "\n".join([commands, *(scripts[name] for name in run or scripts)])
    builds = [text for text in _COMMAND.findall(commands) if "--serve" not in text and "--watch" not in text]
    return {found[1] or "?" if (found := _PREFIX.search(text)) else "" for text in builds}


def _scripts(site: SiteFolder) -> dict[str, str]:
    package = site.read_settings("package.json")
    return {name: str(command) for name, command in (package.table("scripts") if package else {}).items()}


def global_data(site: SiteFolder, folder: str, source: str) -> dict[str, object]:
    """Return the data by name; `folder` is the data folder, `source` the code of the configuration."""
    data: dict[str, object] = {}
    if package := site.read_settings("package.json"):
        put_data(data, ("pkg",), package.written)
    endings = ("json", *SCRIPTS, *(_ADDED_ENDINGS if "addDataExtension" in source else ()))
    for steps, value in data_files(site, folder, endings):
        put_data(data, steps, value)
    for added in _ADD_GLOBAL.finditer(source):
        put_data(data, tuple(added[1].split(".")), literal(expression_at(source, added.end())))
    return data
