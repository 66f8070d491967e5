"""`feeds.custom`: feeds that are defined by conditions."""

from collections.abc import Iterator

from feedmaker.config import patterns, scalars, schema
from feedmaker.config.readers import UNSET, Context, Either, Keys, Many, Section, Text, like
from feedmaker.text.messages import quoted
from feedmaker.text.yaml_nodes import Listing, Node, Scalar, Table

_read_conditions = Many(Text(patterns.condition))
#: A condition as a mapping.
_KINDS = dict.fromkeys(patterns.CONDITIONS, Many(Text(scalars.name)))


@like(Many(Either(Text(patterns.condition), Section(dict, _KINDS))))
def _conditions(node: Node, key: str, context: Context) -> object:
    """Read a list of conditions: `"category:NAME"`, or a mapping `category: NAME` or `category: [NAME, NAME]`."""
    if not isinstance(node, Scalar):
        items = node.items if isinstance(node, Listing) else (node,)
        node = Listing(tuple(each for item in items for each in _as_scalars(item)), node.line)
    return _read_conditions(node, key, context)


def _as_scalars(node: Node) -> Iterator[Node]:
    for kind, value in node.pairs if isinstance(node, Table) else ():
        for name in value.items if isinstance(value, Listing) else (value,):
            yield Scalar(f"{kind.text}:{name.text}", name.line) if isinstance(name, Scalar) else name
    if not isinstance(node, Table):
        yield node


CUSTOM: Keys = {
    "name": Text(scalars.name),
    "title": Text(scalars.name),
    "description": Text(scalars.line_of_text),
    "any": _conditions,
    "all": _conditions,
    "not": _conditions,
}
_read_custom = Section(
    schema.CustomFeed, CUSTOM, required={"name": "finance", "title": "Finance"}, any_of=("any", "all", "not")
)


@like(Many(_read_custom))
def custom_feeds(node: Node, key: str, context: Context) -> object:
    """Read the feeds by rules; their names must differ in more than case."""
    feeds = Many(_read_custom)(node, key, context)
    seen: set[str] = set()
    for feed in () if feeds is UNSET else feeds:
        if feed.name.casefold() in seen:
            message = f"{key} has two feeds named {quoted(feed.name)}"
            context.add_problem("config-duplicate-key", message, "rename one", node.line)
        seen.add(feed.name.casefold())
    return feeds
