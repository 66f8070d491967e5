"""The values of the names in a settings file in Python, as far as they are known without running it."""

import ast
import warnings
from collections.abc import Callable, Mapping, Sequence

#: Longer texts and collections are not made, so that doubling a text in each line stays cheap.
_MAX_LENGTH = 10_000


class _ComputedError(ValueError):
    """An expression whose value is only known by running it."""


def read_python(
    text: str, imported: Callable[[str], Mapping[str, object]] = lambda _: {}
) -> tuple[dict[str, object], frozenset[str]]:
    """Return the values of module-level names, and the names whose values are computed.

    Known are literals, and names, `+`, f-strings and conditions made of known values. `imported` returns the values of
    a module of which everything is imported (`from pelicanconf import *`): they are known, and not returned.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = ast.parse(text)
    names = _Names(imported)
    names.run(module.body)
    own = {name: names.known[name] for name in names.own if name in names.known}
    return own, frozenset(names.own - own.keys())


class _Names:
    """The names that statements assign, in the order in which Python runs them."""

    def __init__(self, imported: Callable[[str], Mapping[str, object]]) -> None:
        self.known: dict[str, object] = {}
        #: Assigned here, known or not.
        self.own: set[str] = set()
        self._imported = imported

    def run(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.Assign):
                self._assign(statement.targets, statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                self._assign([statement.target], statement.value)
            elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
                target = ast.Name(statement.target.id, ast.Load())
                self._assign([statement.target], ast.BinOp(target, statement.op, statement.value))
            elif isinstance(statement, ast.If):
                self._choose(statement)
            elif isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*" and statement.module:
                self.known.update(self._imported(statement.module))
            else:
                self._forget(statement)

    def _assign(self, targets: Sequence[ast.expr], expression: ast.expr) -> None:
        try:
            value = self._value(expression)
        except _ComputedError:
            for target in targets:
                self._forget(target)
            return
        for target in targets:
            if isinstance(target, ast.Name):
                self.own.add(target.id)
                self.known[target.id] = value
            else:
                self._forget(target)

    def _choose(self, statement: ast.If) -> None:
        try:
            self.run(statement.body if self._value(statement.test) else statement.orelse)
        except _ComputedError:
            self._forget(statement)

    def _forget(self, node: ast.AST) -> None:
        """Take every name that a statement assigns, and every collection that it may change, for computed."""
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            self.own.add(node.name)
            self.known.pop(node.name, None)
            return
        for each in ast.walk(node):
            changed: ast.AST | None = None
            if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
                changed = each
            elif isinstance(each, ast.Subscript) and not isinstance(each.ctx, ast.Load):
                changed = each.value
            elif isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute):
                changed = each.func.value  # PLUGINS.append("x")
            if isinstance(changed, ast.Name) and (changed is each or changed.id in self.known):
                self.own.add(changed.id)
                self.known.pop(changed.id, None)

    def _value(self, node: ast.expr) -> object:
        """Return the value of an expression. Raises _ComputedError."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name) and node.id in self.known:
            return self.known[node.id]
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            parts = [self._value(part) for part in node.elts]
            return tuple(parts) if isinstance(node, ast.Tuple) else parts
        if isinstance(node, ast.Dict) and None not in node.keys:
            return {
                self._key(key): self._value(value) for key, value in zip(node.keys, node.values, strict=True) if key
            }
        if isinstance(node, ast.IfExp):
            return self._value(node.body if self._value(node.test) else node.orelse)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return not self._value(node.operand)
        if isinstance(node, ast.JoinedStr):
            return "".join(map(self._text, node.values))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return _joined(self._value(node.left), self._value(node.right))
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError):
            raise _ComputedError from None

    def _key(self, node: ast.expr) -> str | int | float | bool | None:
        key = self._value(node)
        if not isinstance(key, (str, int, float, bool, type(None))):
            raise _ComputedError
        return key

    def _text(self, node: ast.expr) -> str:
        """Return a part of an f-string."""
        if isinstance(node, ast.FormattedValue):
            value = self._value(node.value)
            if node.format_spec is not None or node.conversion != -1 or not isinstance(value, (str, int)):
                raise _ComputedError
            return str(value)
        return str(self._value(node))


def _joined(left: object, right: object) -> object:
    for kind in (str, list, tuple):
        if isinstance(left, kind) and isinstance(right, kind) and len(left) + len(right) <= _MAX_LENGTH:
            return left + right  # type: ignore[operator]
    raise _ComputedError
