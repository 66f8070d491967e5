"""The syntax of template tags: the patterns that find them, and a tag in its parts.

Every branch of the patterns is bounded or ends the text, so that a search is linear, and begins with a literal
character, so that it is fast: what is at the start of a line begins with the newline before it. The leftmost match
wins, so that tags in code are not found.
"""

import html
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from feedmaker.loader.body.markup import CODE_FLAGS, HTML_CODE, MARKDOWN_CODE
from feedmaker.text.patterns import portable

#: Of variables, where none is known.
NO_VALUES: Mapping[str, str] = MappingProxyType({})

# "\n\n    indented"; whether it continues a list must be seen by its context.
_INDENTED_CODE = r"|\n[ \t]*\n(?P<indented>(?:[ ]{4}|\t)[^\n]*(?:\n(?:[ ]{4}|\t)[^\n]*)*)"


class _Construct(NamedTuple):
    """Some kinds of tags."""

    #: What a pattern of _SIGNS finds in a text that may have one.
    signs: frozenset[str]
    pattern: str
    markdown_only: bool = False


# import a from "b", export const c = … (MDX), without the end of the line
_MODULE = r"""(?:import[ ][\w${}*,\s]{1,1000}?[ ]from[ ]["'][^"'\n]+["'];?
    |export[ ](?:const|default|let|function)[ ][^\n]*)"""
# Each pattern begins with its rarest character, and is searched where that occurs, which makes most searches fast.
_SIGNS = (
    ("{", re.compile(r"\{(?:[%{#:.]|(?= [#.]))")),
    ("%", re.compile(r"%(?<=<%)")),
    ("?", re.compile(r"\?(?<=<\?)(?=php|=)", re.IGNORECASE)),
)
_LINE_SIGN = re.compile(
    r"\n(?=[ \t:@\[<ie{-])(?:[ \t]*+(?:::(?::|[a-z][\w-]{0,40}[\[{])|@?\[+_?[Tt][Oo][Cc]"
    r"|<!--[ \t]*(?:toc|tab|node|timeline|@include)|-+8<-|\{!|<<<[ ]|@\[code)"
    rf"|(?=(?:im|ex)port[ ])(?ix:{_MODULE}))"
)
_CONSTRUCTS = (
    # Liquid and Nunjucks: {% name … %}
    _Construct(frozenset({"{%"}), r"|\{%-?\s*+(?P<liquid>(?:(?!%\}|\{%).){0,2000})%\}"),
    # Hugo and Zola: {{< name … >}}, {{% name … %}}; a brace as text: {{ "{{" }}; an expression: {{ site.url }}
    _Construct(
        frozenset({"{{"}),
        r"""
         |\{\{[<%]-?\s*+(?P<short>(?:(?![>%]\}\}|\{\{[<%]).){0,2000})[>%]\}\}
         |\{\{-?\s*+(?P<brace>"[{}%<>]{1,3}"|'[{}%<>]{1,3}')\s*+-?\}\}
         |\{\{(?P<output>(?:(?!\}\}|\{\{).){0,1000}|(?=\s*+\w++\()(?:(?!\}\}|\{\{).){0,9000})\}\}
        """,
    ),
    # Nunjucks: {# comment #}
    _Construct(frozenset({"{#"}), r"|\{\#[ ](?P<comment>(?:(?!\#\}).){0,500})\#\}"),
    # EJS: <% … %>
    _Construct(frozenset({"%"}), r"|<%(?P<ejs>(?:(?!%>|<%).){0,2000})%>"),
    # PHP: <?php … ?>, <?= … ?>
    _Construct(frozenset({"?"}), r"|<\?(?P<php>(?:php\b|=)(?:(?!\?>|<\?).){0,2000})\?>"),
    # kramdown: {: .class #id key="value"}, {:toc}, {::options … /}
    _Construct(
        frozenset({"{:"}),
        r"""
         |\{::?/?(?P<kramdown>[ \t]*+(?:(?:[.\#][\w-]++|[\w-]++=(?:"[^"\n]*+"|'[^'\n]*+'|[^\s}"']++)
          |toc|no_toc|footnotes|options|comment|nomarkdown|/)[ \t]*+)*+\})
        """,
        markdown_only=True,
    ),
    # Pandoc: {#id .class} at the end of a line
    _Construct(
        frozenset({"{#", "{.", "{"}),
        r"|\{[ \t]*(?P<attributes>[\#.][\w-][^}\n]{0,200}\})(?=[ \t]*$)",
        markdown_only=True,
    ),
    # containers: ::: name caption, :::name[caption], ::: {.name title="caption"};
    # directives: ::name[label]{key="value"}, and "::" at the end of a component of Nuxt;
    # a table of contents: [TOC], [[toc]], @[toc](title), <!-- toc -->;
    # other files, in MkDocs and VitePress: --8<-- "a.md", {!a.md!}, <!--@include: a.md-->, <<< @/a.js, @[code](a.js);
    # parts of the tabs of Hexo's themes: <!-- tab caption -->, <!-- node caption -->; their ends: <!-- endtab -->
    # MDX: import a from "b", export const c = …
    _Construct(
        frozenset({"\n"}),
        r"""
         |\n[ \t]*:::+[ \t]*
          (?P<fenceblock>(?:(?P<container>[A-Za-z][\w-]*)(?P<caption>[^\n]*)|\{(?P<settings>[^{}\n]*)\}[^\n]*)?)$
         |\n[ \t]*::(?P<leaf>(?:(?P<directive>[a-z][\w-]{0,40}+)(?=[\[{])
          (?:\[(?:[^\]\[\n]|\[[^\]\[\n]*+\])*+\])?(?:\{[^{}\n]*\})?)?)[ \t]*$
         |\n[ \t]*
          (?P<toc>(?:\[TOC\]|\[\[_?TOC_?\]\]|@\[toc\](?:\([^)\n]*\))?|<!--[ \t]*toc[ \t]*-->)[ \t]*$)
         |\n[ \t]*(?P<include>(?:-+8<-+[ ]+["'][^"'\n]+["']|\{![^!\n]+!\}|<<<[ ]+[@./][^\n]*
          |<!--[ \t]*@include\b[^\n>]*-->|@\[code[^\]\n]*\]\([^)\n]*\))[ \t]*$)
         |\n[ \t]*<!--[ \t]*(?:tab|node|timeline)\b(?P<pane>[^\n>]*?)-->[ \t]*$
         |\n(?P<mdx>"""
        + _MODULE
        + r"[ \t]*$)",
        markdown_only=True,
    ),
)


class Place(NamedTuple):
    """Where the tags occur."""

    #: The site's URL, ends in "/".
    site: str
    #: The article's page, None if it is not known.
    page: str | None
    markdown: bool
    #: Whether `site.url` is the URL of the host, as in Jekyll, where `site.baseurl` follows it.
    url_of_host: bool = False
    #: The text that variables of the article's own data stand for, by their names in lower case.
    values: Mapping[str, str] = NO_VALUES


class Call(NamedTuple):
    """A tag in its parts: `{% name a "b c" key=value %}`."""

    name: str
    #: Without quotes.
    words: tuple[str, ...]
    named: dict[str, str]
    #: The words that were quoted.
    quoted: tuple[str, ...]
    #: `{{< /name >}}`.
    closes: bool
    #: `name(…)`.
    called: bool
    #: The arguments as they are written.
    source: str = ""

    def value(self, *keys: str) -> str:
        """Return the first of these named arguments that is not empty, or ""."""
        return next((self.named[key] for key in keys if self.named.get(key)), "")


_NAME = re.compile(r"(/?)\s*([\w./:-]*)\s*(\(?)")
# An argument: `word`, `"some words"`, `key=value`, `key: 'value'`.
_WORD = re.compile(
    r"""(?:(?P<key>[A-Za-z][\w-]*)\s*=\s*|(?P<colon>[A-Za-z][\w-]*):[ \t\n]+)?
        (?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|`(?P<back>[^`]*)`|(?P<bare>[^\s,"']+))""",
    re.VERBOSE | re.DOTALL,
)


def find_pattern(text: str, *, markdown: bool) -> re.Pattern[str] | None:
    """Return a pattern for the tags that `text`, which begins with LEAD, may have, and for code; None without tags."""
    signs = {sign for character, pattern in _SIGNS if character in text for sign in pattern.findall(text)}
    if markdown and _LINE_SIGN.search(text):
        signs.add("\n")
    if not signs:
        return None
    constructs = "".join(
        construct.pattern
        for construct in _CONSTRUCTS
        if not signs.isdisjoint(construct.signs) and (markdown or not construct.markdown_only)
    )
    return _compile(constructs, markdown=markdown) if constructs else None


@cache
def _compile(constructs: str, *, markdown: bool) -> re.Pattern[str]:
    return re.compile(portable((MARKDOWN_CODE + _INDENTED_CODE if markdown else HTML_CODE) + constructs), CODE_FLAGS)


def at_host(place: Place) -> Place:
    """Return the place of a site that is not in a folder of its host."""
    parts = urlsplit(place.site)
    return place._replace(site=f"{parts.scheme}://{parts.netloc}/")


def parse(source: str) -> Call | None:
    """Divide what is inside a tag; None where it has no name."""
    found = _NAME.match(source)
    if found is None or not found[2]:
        return None
    closes, name, called = found.groups()
    source = source[found.end() :].removesuffix(")" if called else "")
    words: list[str] = []
    quoted: list[str] = []
    named: dict[str, str] = {}
    for found in _WORD.finditer(source):
        value = next(v for v in (found["double"], found["single"], found["back"], found["bare"]) if v is not None)
        value = html.unescape(value)
        key = found["key"] or found["colon"]
        if key:
            named[key.lower()] = value
        else:
            words.append(value)
            if found["bare"] is None:
                quoted.append(value)
    return Call(
        name=name.strip("/").rpartition("/")[2].lower(),
        words=tuple(words),
        named=named,
        quoted=tuple(quoted),
        closes=bool(closes),
        called=bool(called),
        source=source,
    )
