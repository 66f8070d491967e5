"""The modules of a site in JavaScript and TypeScript: where an imported name is defined. Nothing is run."""

import re
from pathlib import Path

from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, read_text

#: import a, { b, type c as d } from "./x"
_IMPORT = re.compile(
    r"""^import\s++(?!type\b)([\w{},*$]++(?:\s++[\w{},*$]++){0,300}?)\s++from\s++["']([^"'\n]{1,400})["']""",
    re.MULTILINE,
)
_IMPORTED = re.compile(r"(?:(\w+)\s+as\s+)?(\w+)")
# "@/*": ["./src/*"]
_ALIAS = re.compile(r"""["']([@~#$\w\-./]*)\*["']\s*:\s*\[\s*["']([^"'*]*)\*["']""")
_SPREAD = re.compile(r"\.\.\.(\w+)")
_CALLED = re.compile(r"\b(\w+)\s*(?:\(|\)|;|,)")
_CONSTANT = r"\b%s\b(?:\s*:\s*\w+)?\s*=\s*[\"'`]([^\"'`$\n]{1,200})[\"'`]"
_DEFINITION = r"^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|const|let|var)\s+%s\b"
# a definition at the left margin ends with the first line that closes at the margin
_END = re.compile(r"^(?:[}\]]|\)\s*(?:;|$|satisfies\b))", re.MULTILINE)
_SUFFIXES = ("", *(f".{ending}" for ending in SCRIPTS), ".tsx", *(f"/index.{ending}" for ending in SCRIPTS))


class Modules:
    """The modules of a site."""

    def __init__(self, site: Path, source: str) -> None:
        self.site = site
        self._texts: dict[Path, str] = {}
        settings = "".join(filter(None, (read_text(site / f"{name}.json") for name in ("tsconfig", "jsconfig"))))
        self._aliases = [(alias, folder) for alias, folder in _ALIAS.findall(settings) if alias]
        self._aliases.append((f"{source}/", f"{source}/"))

    def body_of(self, text: str, name: str) -> str:
        """Return the definition of a function or constant at the left margin, "" if there is none."""
        match = re.search(_DEFINITION % re.escape(name), text, re.MULTILINE)
        if not match:
            return ""
        end = _END.search(text, match.end())
        return text[match.start() : end.end() if end else len(text)]

    def constant(self, file: Path, text: str, name: str) -> str | None:
        """Return the string of a constant that a module has or imports."""
        if match := re.search(_CONSTANT % re.escape(name), text):
            return match[1]
        origin = self._imports(file, text).get(name)
        match = re.search(_CONSTANT % re.escape(origin[1]), self._text(origin[0])) if origin else None
        return match[1] if match else None

    def member(self, file: Path, text: str, expression: str) -> str | None:
        """Return the string of an expression such as `SITE.url`, of an object that a module has or imports."""
        name, _, keys = expression.partition(".")
        if not keys:
            return self.constant(file, text, name)
        imported = self._imports(file, text).get(name)
        if imported:
            file, name = imported
            text = self._text(file)
        body = self.body_of(text, name) or (text if imported else "")
        return ScriptFile(str(file), body).text(keys.rpartition(".")[2])

    def spread(self, file: Path, text: str) -> str:
        """Return the modules of the site whose values a module spreads, `...shared`, in the order of these."""
        imported = self._imports(file, text)
        files = dict.fromkeys(imported[name][0] for name in _SPREAD.findall(text) if name in imported)
        return "\n".join(map(self._text, files))

    def search(self, file: Path, text: str, name: str, expression: re.Pattern[str]) -> set[str]:
        """Return what an expression finds in a function, else in the functions that it calls."""
        return self._search(file, text, name, expression, set())

    def _search(
        self, file: Path, text: str, name: str, expression: re.Pattern[str], seen: set[tuple[Path, str]]
    ) -> set[str]:
        imported = self._imports(file, text).get(name)
        if imported:
            file, name = imported
            text = self._text(file)
        if (file, name) in seen:
            return set()
        seen.add((file, name))
        body = self.body_of(text, name)
        found = set(expression.findall(body))
        if not found:
            for called in dict.fromkeys(_CALLED.findall(body)):
                found |= self._search(file, text, called, expression, seen)
        return found

    def _imports(self, file: Path, text: str) -> dict[str, tuple[Path, str]]:
        """Return the module of the site and the name there for each name that is imported."""
        found = {}
        for names, place in _IMPORT.findall(text):
            module = self._module(file, place)
            if module is not None:
                for original, name in _IMPORTED.findall(names):
                    found[name] = (module, original or name)
        return found

    def _module(self, file: Path, place: str) -> Path | None:
        """Return the file of a module, None for a package."""
        if place.startswith("."):
            path = file.parent / place
        else:
            alias = next(((alias, folder) for alias, folder in self._aliases if place.startswith(alias)), None)
            if alias is None:
                return None
            path = self.site / alias[1] / place.removeprefix(alias[0])
        return next((each for suffix in _SUFFIXES if (each := Path(f"{path}{suffix}")).is_file()), None)

    def _text(self, file: Path) -> str:
        if file not in self._texts:
            self._texts[file] = read_text(file) or ""
        return self._texts[file]
