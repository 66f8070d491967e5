"""The modules of a site in JavaScript and TypeScript: where an imported name is defined. Nothing is run."""

import posixpath
import re
from pathlib import Path
from typing import NamedTuple

from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, read_text

#: import a, { b, type c as d } from "./x"
_IMPORT = re.compile(
    r"""^import\s++(?!type\b)([\w{},*$]++(?:\s++[\w{},*$]++){0,300}?)\s++from\s++["']([^"'\n]{1,400})["']""",
    re.MULTILINE,
)
_IMPORTED = re.compile(r"(?:(\w+)\s+as\s+)?(\w+)")
# "@/*": ["./src/*"], "@utils": ["./src/utils.ts"]
_ALIAS = re.compile(r"""["']([@~#$\w\-./]*)\*?["']\s*:\s*\[\s*["']([^"'*]*)\*?["']""")
_BASE_URL = re.compile(r"""["']baseUrl["']\s*:\s*["']([^"'*]*)["']""")
_SPREAD = re.compile(r"\.\.\.(\w+)")
_CALLED = re.compile(r"\b(\w+)\s*(?:\(|\)|;|,)")
_CONSTANT = r"\b%s\b(?:\s*:\s*\w+)?\s*=\s*[\"'`]([^\"'`$\n]{1,200})[\"'`]"
_DEFINITION = r"^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|const|let|var)\s+%s\b"
# a definition at the left margin ends with the first line that closes at the margin; "}): boolean {" opens the body
_END = re.compile(r"^(?:[}\]](?![^\n]{0,200}\{[ \t]*+$)|\)\s*(?:;|$|satisfies\b))", re.MULTILINE)
_SUFFIXES = ("", *(f".{ending}" for ending in SCRIPTS), ".tsx", *(f"/index.{ending}" for ending in SCRIPTS))


class Module(NamedTuple):
    """A file and its text, which may be changed."""

    file: Path
    text: str

    def body_of(self, name: str) -> str:
        """Return the definition of a function or constant at the left margin, "" if there is none."""
        match = re.search(_DEFINITION % re.escape(name), self.text, re.MULTILINE)
        if not match:
            return ""
        end = _END.search(self.text, match.end())
        return self.text[match.start() : end.end() if end else len(self.text)]


class Modules:
    """The modules of a site."""

    def __init__(self, site: Path, source: str) -> None:
        self.site = site
        self._known: dict[Path, Module] = {}
        settings = "".join(filter(None, (read_text(site / f"{name}.json") for name in ("tsconfig", "jsconfig"))))
        base = _BASE_URL.search(settings)
        self._aliases = [
            (alias, posixpath.join(base[1] if base else "", folder))
            for alias, folder in _ALIAS.findall(settings)
            if alias
        ]
        self._aliases.append((f"{source}/", f"{source}/"))

    def constant(self, module: Module, name: str) -> str | None:
        """Return the string of a constant that a module has or imports."""
        match = re.search(_CONSTANT % re.escape(name), module.text)
        if not match and (imported := self._imports(module).get(name)):
            match = re.search(_CONSTANT % re.escape(imported[1]), self._read(imported[0]).text)
        return match[1] if match else None

    def member(self, module: Module, expression: str) -> str | None:
        """Return the string of an expression such as `SITE.url`, of an object that a module has or imports."""
        name, _, keys = expression.partition(".")
        if not keys:
            return self.constant(module, name)
        origin, name = self._origin(module, name)
        body = origin.body_of(name) or (origin.text if origin is not module else "")
        return ScriptFile(str(origin.file), body).text(keys.rpartition(".")[2])

    def spread(self, module: Module) -> str:
        """Return the modules of the site whose values a module spreads, `...shared`, in the order of these."""
        imported = self._imports(module)
        files = dict.fromkeys(imported[name][0] for name in _SPREAD.findall(module.text) if name in imported)
        return "\n".join(self._read(file).text for file in files)

    def search(self, module: Module, name: str, expression: re.Pattern[str]) -> set[str]:
        """Return what an expression finds in a function, else in the functions that it calls."""
        return self._search(module, name, expression, set())

    def _search(self, module: Module, name: str, expression: re.Pattern[str], seen: set[tuple[Path, str]]) -> set[str]:
        module, name = self._origin(module, name)
        if (module.file, name) in seen:
            return set()
        seen.add((module.file, name))
        body = module.body_of(name)
        found = set(expression.findall(body))
        if not found:
            for called in dict.fromkeys(_CALLED.findall(body)):
                found |= self._search(module, called, expression, seen)
        return found

    def _origin(self, module: Module, name: str) -> tuple[Module, str]:
        """Return the module that a name is imported from and the name there; a name that is not imported as it is."""
        file, original = self._imports(module).get(name, (None, name))
        return (self._read(file) if file else module), original

    def _imports(self, module: Module) -> dict[str, tuple[Path, str]]:
        """Return the file of the site and the name there for each name that is imported."""
        found = {}
        for names, place in _IMPORT.findall(module.text):
            file = self._file(module.file, place)
            if file is not None:
                for original, name in _IMPORTED.findall(names):
                    found[name] = (file, original or name)
        return found

    def _file(self, importing: Path, place: str) -> Path | None:
        """Return the file of a module, None for a package."""
        if place.startswith("."):
            path = importing.parent / place
        else:
            alias = next(((alias, folder) for alias, folder in self._aliases if place.startswith(alias)), None)
            if alias is None:
                return None
            path = self.site / alias[1] / place.removeprefix(alias[0])
        return next((each for suffix in _SUFFIXES if (each := Path(f"{path}{suffix}")).is_file()), None)

    def _read(self, file: Path) -> Module:
        if file not in self._known:
            self._known[file] = Module(file, read_text(file) or "")
        return self._known[file]
