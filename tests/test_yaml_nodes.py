"""YAML as nodes: what config.yaml and front matter have in common."""

import pytest
import yaml

from feedmaker.loader.frontmatter import from_yaml
from feedmaker.text.yaml_nodes import Listing, Node, Scalar, Table, read_yaml
from feedmaker.text.yaml_parser import compose


def plain(node: Node | None) -> object:
    match node:
        case Scalar(text, _, null):
            return None if null else text
        case Listing(items):
            return [plain(item) for item in items]
        case Table(pairs):
            return {key.text: plain(value) for key, value in pairs}
    return {}


@pytest.mark.parametrize(
    "text",
    [
        "a: 1.10\nb: on\nc: 2024-05-31\nd: 0x1F\n",
        "a: ~\nb: null\nc:\nd: ''\ne: '~'\nf: !!null x\n",
        "a: [x, 'y', [z]]\nb: {c: d}\ne:\n  - f: g\n",
        "a: >\n  folded\n  text\nb: |\n  two\n  lines\n",
        "base: &base {a: 1, b: 2}\ncopy: *base\nmore: {<<: *base, b: 3}\n",
        "a: &a {x: 1, y: 1}\nb: &b {<<: *a, x: 2, z: 2}\nc: {<<: [*b, *a, {w: 3, z: 3}], v: 4}\n",
        "a: &a {x: 1}\nb: &b {y: 2}\nc: {<<: *a, <<: *b, z: 3}\n",
        "a: &x y\nb: *x\n",
        "a: !!str 5\nb: ! c\n",
        "# nothing but a comment\n",
    ],
)
def test_configuration_and_front_matter_have_the_same_values(text: str) -> None:
    read = read_yaml(text)

    assert read.problems == ()
    assert plain(read.root) == from_yaml.read(text, 1).values


@pytest.mark.parametrize(
    "text",
    [
        "base: &base {a: x, b: y}\nmore: {<<: *base, b: z}\n",
        "a: &a {x: p, y: p}\nb: {<<: [*a, {w: r, x: r}], v: s}\n",
        "a: &a {x: p}\nb: {y: q, <<: [*a, *a]}\n",
    ],
)
def test_merge_keys_mean_what_they_mean_to_pyyaml(text: str) -> None:
    assert plain(read_yaml(text).root) == yaml.safe_load(text)


def test_a_merged_mapping_brings_what_it_merges_itself() -> None:
    root = read_yaml("a: &a {x: p, w: p}\nb: &b {<<: *a, x: q}\nc: {<<: [*b, *a], v: r}\n").root

    assert plain(root) == {"a": {"x": "p", "w": "p"}, "b": {"x": "q", "w": "p"}, "c": {"x": "q", "w": "p", "v": "r"}}


def test_merging_without_end_is_refused() -> None:
    text = "list: &list\n" + "- {a: b}\n" * 2_000 + "all:\n" + "- {a: c, <<: *list}\n" * 2_000

    (problem,) = from_yaml.read(text, 1).problems

    assert problem.code == "yaml-too-large"
    assert [problem.code for problem in read_yaml(text).problems] == ["config-too-large"]


@pytest.mark.parametrize("text", ["a: b: c\n", "a: [b\n", "a: *b\n", "a: 'b\n", "a: b\n---\nc: d\n", "a: @b\n"])
def test_what_is_not_yaml_is_an_error_for_both(text: str) -> None:
    (problem,) = read_yaml(text).problems
    with pytest.raises(from_yaml.YamlError):
        from_yaml.read(text, 1)

    assert problem.code == "config-syntax"


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 1000, "? " * 5000])
def test_deep_nesting_is_refused_before_it_is_composed(text: str) -> None:
    with pytest.raises(yaml.YAMLError, match="nesting"):
        compose(text)


def test_lines_are_counted_from_one() -> None:
    root = read_yaml("a: b\nc:\n- d\n").root

    assert isinstance(root, Table)
    assert [(key.text, key.line, value.line) for key, value in root.pairs] == [("a", 1, 1), ("c", 2, 3)]
