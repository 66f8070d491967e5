"""The code of an Eleventy site, which is read as text and never run."""

import posixpath
import re

from feedmaker.generators.script_values import LONGEST_OBJECT, STRING_OR_BRACE, expression_at
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SiteFolder, read_text

_MAX_FILES = 60
#: dir: {…}, and setInputDirectory("src")
_DIRECTORIES = re.compile(r"""\bdir["']?\s*+:\s*+\{[^{}]{0,1000}+\}""")
_SET_DIRECTORY = re.compile(r"""\.set(Input|Includes|Layouts|Data|Output)Directory\(\s*+(["'][^"'\n]{1,200}["'])""")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport|\brequire\()\s*+\(?\s*+["'](\.{1,2}/[^"'\n]{1,200})["']""")
_ASSIGNED = re.compile(r"""\w["']?\s*+[:=]\s*+(?:process\.env\.\w{1,60}+\s*+\|\|\s*+)?\Z""")
_COMPUTED = re.compile(r"""\beleventyComputed["']?\s*+:\s*+(?=\{)""")


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
    """Return a configuration with its folders first, of `dir` only the last: functions before it may return others."""
    calls = "".join(f"{name.lower()}: {folder},\n" for name, folder in _SET_DIRECTORY.findall(script.code))
    folders = _DIRECTORIES.findall(script.code)[-1:]
    return ScriptFile(script.name, "\n".join([*folders, calls, _DIRECTORIES.sub(" ", script.code)]))


def computed_data(source: str) -> str:
    """Return the code of the object `eleventyComputed`, whose permalink comes before that of articles."""
    start = _COMPUTED.search(source)
    return expression_at(source, start.end(), LONGEST_OBJECT) if start else ""


def shallow(source: str) -> str:
    """Return a data file in JavaScript without what is inside the objects of its values."""
    pieces: list[tuple[int, str]] = []
    depth, depths = 0, []
    for piece in STRING_OR_BRACE.split(source):
        if piece[:1] in ("'", '"', "`") and _ASSIGNED.search(pieces[-1][1] if pieces else ""):
            depths.append(depth)
        depth += (piece == "{") - (piece == "}")
        pieces.append((depth, piece))
    return "".join(piece for depth, piece in pieces if depth <= min(depths, default=depth))
