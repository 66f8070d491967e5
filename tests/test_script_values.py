"""Literals in scripts of a site, which are read and never run."""

import pytest

from feedmaker.generators.script_values import exported, literal

MODULE = """
const parts = require("./parts");
module.exports = {
  title: "Harbour, \\"Log\\"", 'url': 'https://harbour.works/', short: `Log`,
  author: { name: "Ann", "since": 1990, mail() { return "no, }"; } },
  parts, list: [1, "a,b", { title: "inner" }], sum: "a" + "b", from: process.env.FROM || "here", hello: `a ${b}`,
  make: (x) => { return { title: "}" }; }, pattern: /[,}"]/g, last: "end",
};
"""


def test_literals_of_an_exported_object_are_known_and_nothing_else() -> None:
    values = exported(MODULE)

    assert {key: value for key, value in values.items() if value is not None} == {
        "title": 'Harbour, "Log"',
        "url": "https://harbour.works/",
        "short": "Log",
        "author": {"name": "Ann", "since": 1990, "mail": None},
        "last": "end",
    }


@pytest.mark.parametrize(
    "module",
    [
        "export default { title: 'A', ...others }",
        "export default { [key]: 'A' }",
        "export default { title: 'A' };\nexport const b = 1;",
        "module.exports = { title: 'A' };\nmodule.exports.title = 'B';",
        "module.exports = { title: 'A' }.title",
        "export default { title: 'A'",
        "export default () => ({ title: 'A' })",
        "export default { a: { title: 'A' } || b, title: 'C' }",
        "const title = 'A';",
        "",
    ],
)
def test_a_module_that_exports_something_else_has_no_values(module: str) -> None:
    assert exported(module) == {}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'a'", "a"), (" 12 ", 12), ("012", None), ("1.5", None), ("true", None), ("a", None), ("'a' + 'b'", None),
        ("{ a: 'b' }", {"a": "b"}), ("{ a: 'b' }.a", None), ('"\\n"', None), ("`${a}`", None),
    ],
)  # fmt: skip
def test_an_expression_is_a_literal_or_not_known(expression: str, value: object) -> None:
    assert literal(expression) == value


def test_a_value_that_is_too_long_is_not_known_and_what_is_in_it_is_not_read() -> None:
    long = ", ".join(["'x'"] * 40_000)

    assert exported(f"export default {{ list: [{long}, {{ title: 'A' }}], title: 'B' }}") == {}
