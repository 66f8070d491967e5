"""The codes of problems that the program can tell, read from its own text."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

Node = ast.AST
Function = ast.FunctionDef | ast.AsyncFunctionDef


def codes_in(folder: Path) -> dict[str, set[str]]:
    """Give code → the places (`module:line`) that make a problem of it.

    A code is what is given for a parameter or a field that is named `code`, wherever it is given. Whatever cannot be
    told by reading, and is not itself a `code` handed on, comes under "".
    """
    trees = {path.relative_to(folder).as_posix(): ast.parse(path.read_bytes()) for path in sorted(folder.rglob("*.py"))}
    own = {module: dict(_takers(tree)) for module, tree in trees.items()}
    shared = {name: place for takers in own.values() for name, place in takers.items() if not name.startswith("_")}
    found: dict[str, set[str]] = {}
    for module, tree in trees.items():
        constants = dict(_constants(tree))
        takers = {**shared, **own[module]}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            value = _given(call, takers)
            for code in _codes(value, constants) if value is not None else ():
                found.setdefault(code, set()).add(f"{module}:{call.lineno}")
    return found


def _takers(tree: Node) -> Iterator[tuple[str, int]]:
    """Yield what can be called with a code, and at which place it takes it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            fields = [item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and _named(item.target)]
            if "code" in fields:
                yield node.name, fields.index("code")
            for item in node.body:
                if isinstance(item, Function) and item.name == "__init__":
                    yield from ((node.name, place) for place in _place(item, method=True))
                elif isinstance(item, Function):
                    yield from ((item.name, place) for place in _place(item, method=not _is_static(item)))
        elif isinstance(node, ast.Module):
            for item in node.body:
                if isinstance(item, Function):
                    yield from ((item.name, place) for place in _place(item, method=False))


def _place(function: Function, *, method: bool) -> Iterator[int]:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if len(names) < 2 + method:
        return
    if "code" in names:
        yield names.index("code") - method
    elif "code" in [argument.arg for argument in function.args.kwonlyargs]:
        yield len(names)


def _is_static(function: Function) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in function.decorator_list)


def _given(call: ast.Call, takers: dict[str, int]) -> ast.expr | None:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else function.id if _named(function) else ""
    if name == "partial" and _named(call.args[0]):
        return _given(ast.Call(call.args[0], call.args[1:], call.keywords), takers)
    if name not in takers:
        return None
    for keyword in call.keywords:
        if keyword.arg == "code":
            return keyword.value
    place = takers[name]
    if place < len(call.args) and not any(isinstance(argument, ast.Starred) for argument in call.args[: place + 1]):
        return call.args[place]
    return None


def _codes(value: ast.expr, constants: dict[str, str]) -> Iterable[str]:
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return [*_codes(one, constants), *_codes(other, constants)]
        case ast.Name(id=name) if name in constants:
            return [constants[name]]
        case ast.Name(id="code") | ast.Attribute(attr="code"):
            return []
    return [""]


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from ((target.id, node.value.value) for target in node.targets if isinstance(target, ast.Name))


def _named(node: Node) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)
