"""The tags of Hexo's themes: NexT, Butterfly (with tag-plugins-plus), Fluid, Stellar, Volantis.

Pages show some of their arguments, which are words, or texts separated by "," or "::". If a name has several meanings
in different themes, the form of the arguments decides.
"""

import html
import re
from collections.abc import Callable, Mapping

from feedmaker.loader.body.template_tags import html_snippets, meanings
from feedmaker.loader.body.template_tags.html_snippets import text
from feedmaker.loader.body.template_tags.syntax import Call, Place
from feedmaker.loader.body.template_tags.variables import site_path

#: Blocks whose content is divided by comments such as `<!-- tab Oak@icon -->`.
DIVIDED = frozenset({"tabs", "subtabs", "subsubtabs", "timeline"})
#: Blocks that end with the source of a quotation.
SOURCED = frozenset({"blockquote", "quote"})
#: Tags that are a block in one theme, and contain all their text as arguments in another.
_MAYBE_BLOCKS = frozenset({"note", "gallery"})
_BLOCKS = frozenset({
    "tabs", "subtabs", "subsubtabs", "btns", "grid", "swiper", "folders", "linkgroup", "ghcardgroup", "videos",
})  # fmt: skip
#: Blocks that may have a headline.
_HEADED = frozenset(["timeline", "sitegroup"])
_FOLDED = frozenset({"folding", "fold", "hideblock", "hidetoggle"})
_NOTES = frozenset({"note", "subnote", "noteblock", "blocknote"})
_BOXES = frozenset({"checkbox", "radio", "cb"})
#: Tags that show their words: name → element.
_WORDS = {
    **dict.fromkeys(("span", "p", "u", "emp", "wavy", "psw", "blur", "mark", "copy", "hashtag"), ""),
    "quot": "strong", "del": "del", "kbd": "kbd", "sup": "sup", "sub": "sub",
}  # fmt: skip
_STYLES = frozenset({
    "default", "primary", "info", "success", "warning", "danger", "error", "no-icon", "flat", "modern", "simple",
    "disabled", "light", "dark", "red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "gray", "grey",
    "checked", "plus", "minus", "times", "open", "center", "logo", "large", "regular", "left", "right", "true",
    "false", "warn", "bug", "guide", "quote", "todo", "done", "bold", "small", "link", "tip", "wide",
})  # fmt: skip
# color:red, icon:fa-key, no https://…
_OPTION = re.compile(r"(?<!\S)[A-Za-z]++:(?!//)\S*+")
_TARGET = re.compile(r"(?:https?:)?//\S|mailto:|[/#.]\S*+\Z|[^\s]++(?<=\.html)\Z")


def meaning(call: Call, place: Place, has_end: Callable[[], bool]) -> str | None:
    """Return the HTML or Markdown that replaces a tag `{% … %}`, None if no theme has such a tag.

    `has_end` tells whether an end tag of the same name follows.
    """
    name = call.name
    if name in _WORDS:
        words = _styled(call)
        return f"<{_WORDS[name]}>{text(words)}</{_WORDS[name]}>" if _WORDS[name] else text(words)
    if name in _NOTES:
        return _note(call, is_block=name not in _MAYBE_BLOCKS or has_end())
    if name in _BLOCKS or (name in _HEADED and not call.words) or (name in _MAYBE_BLOCKS and has_end()):
        return ""
    if name in SOURCED and not call.quoted:
        return meanings.block(name, "")[0]
    if name in _FOLDED:
        return meanings.block(name, _caption(call))[0]
    if name in _BOXES:
        return f"{'☑' if 'checked' in call.source or 'true' in call.source else '☐'} {_styled(call)}"
    found = _OTHERS.get(name)
    return found(call, place) if found and call.words else None


def source_of_quotation(call: Call) -> str:
    """Return the last paragraph of a quotation: its author, and its title with a link."""
    written = html.unescape(call.source.strip())
    if not written or call.quoted:
        return ""
    author, mark, cited = written.partition("http")
    if mark and cited.startswith(("://", "s://")):
        url, _, title = (mark + cited).partition(" ")
        cited = html_snippets.link(url, title.strip() or re.sub(r"^https?://|/(?:index\.html?)?$", "", url))
    else:
        author, _, title = written.partition(",")
        cited = text(title.strip())
    return "\n\n<p>— " + ", ".join(filter(None, (text(author.strip()), cited))) + "</p>"


def pane(caption: str, group: Call, number: int) -> str:
    """Return the heading of a part of a block of DIVIDED; tabs without a caption are named after the group."""
    if group.name == "timeline":
        words = caption.strip()
    else:
        words = caption.partition("@")[0].strip() or ("" if "@" in caption else f"{_parts(group)[0]} {number}")
    return f"\n\n<p><strong>{text(html.unescape(words))}</strong></p>\n\n" if words.strip() else "\n\n"


def _parts(call: Call) -> list[str]:
    """Return the texts between "::" or commas."""
    mark = "::" if "::" in call.source else ","
    return [html.unescape(part.strip().strip("'\"").strip()) for part in call.source.split(mark)]


def _plain(call: Call) -> str:
    """Return the words that are not options such as `color:red`."""
    return html.unescape(" ".join(_OPTION.sub("", call.source).split())).strip("'\"")


def _styled(call: Call) -> str:
    """Return the text of `green checked, words`, `checked::words`, `words, checked` or `color:red words`."""
    parts = _parts(call)
    if len(parts) == 1:
        return _plain(call)
    return parts[1] if all(word in _STYLES for word in parts[0].split()) else parts[0]


def _caption(call: Call) -> str:
    if call.name.startswith("hide"):
        return _parts(call)[0]
    if call.name == "fold" and "@" in call.source:
        return html.unescape(call.source.partition("@")[2].strip())
    return _plain(call) if len(_parts(call)) == 1 else _parts(call)[-1]


def _note(call: Call, *, is_block: bool) -> str:
    if not is_block:
        words = html.unescape(_styled(call))
        return f"<blockquote>\n\n{words}\n\n</blockquote>\n"
    words = " ".join(word for word in call.words if word not in _STYLES and not word.startswith("fa"))
    return meanings.block(call.name, call.value("title", "summary") or words)[0]


def _button(call: Call, _: Place) -> str | None:
    """Return a link, whose address comes first (NexT) or after the words (Volantis, Stellar)."""
    parts = _parts(call)
    if len(parts) == 1:
        parts = _plain(call).split()
        number = next((number for number, word in enumerate(parts) if _TARGET.match(word)), None)
        if number is None:
            return None
        parts = [" ".join(parts[:number]) or " ".join(parts[number + 1 :]), parts[number]]
    number = next((number for number, part in enumerate(parts) if _TARGET.match(part)), None)
    if number is None:
        return text(parts[0])
    return html_snippets.link(parts[number], parts[1] if number == 0 else parts[number - 1])


def _label(call: Call, _: Place) -> str:
    return text(html.unescape(call.source.partition("@")[2].strip()) if "@" in call.source else call.words[0])


def _explained(words: str, meaning: str) -> str:
    return f"{text(words)} ({text(meaning)})" if meaning else text(words)


def _hidden(call: Call, _: Place) -> str:
    hidden, shown, *_rest = (*_parts(call), "")
    return _explained(shown, hidden) if shown else text(hidden)


def _headline(call: Call, _: Place) -> str:
    words = _plain(call) if len(_parts(call)) == 1 else _parts(call)[0]
    return _strong(words) if words else ""


def _strong(*words: str) -> str:
    return f"<p><strong>{text(' — '.join(filter(None, words)))}</strong></p>"


def _site(call: Call, place: Place) -> str:
    link = html_snippets.link(site_path(call.value("url"), place), _parts(call)[0])
    return f"<p>{link} {text(call.value('description'))}</p>"


def _paper(call: Call, _: Place) -> str:
    title = re.search(r"(?<!\S)title:(\S++)", call.source)
    author = re.search(r"(?<!\S)author:(\S++)", call.source)
    return _strong(title[1] if title else _plain(call), author[1] if author else "")


def _link(url: str, label: str) -> str:
    return f"<p>{html_snippets.link(url, label)}</p>"


def _group(call: Call, place: Place) -> str | None:
    """Return a picture that links to a gallery; arguments are its name, description, page and picture."""
    if len(call.words) < len(("name", "words", "page", "picture")):
        return None
    name, words, page, picture = call.words[:4]
    return html_snippets.figure(site_path(picture, place), name, f"{name}: {words}", site_path(page, place))


_OTHERS: Mapping[str, Callable[[Call, Place], str | None]] = {
    **dict.fromkeys(("btn", "button", "cell"), _button),
    "label": _label,
    "hideinline": _hidden,
    **dict.fromkeys(("timeline", "sitegroup"), _headline),
    "timenode": lambda call, _: f"\n\n**{html.unescape(call.source.strip())}**\n\n",
    "site": _site,
    "poem": lambda call, _: _strong(*_parts(call)),
    "progress": lambda call, _: _explained(" ".join(call.words[2:]), f"{call.words[0]} %"),
    **dict.fromkeys(("bubble", "nota"), lambda call, _: _explained(*(*_parts(call), "")[:2])),
    **dict.fromkeys(("paper", "poetry"), _paper),
    "ghcard": lambda call, _: html_snippets.link(f"https://github.com/{call.words[0]}", call.words[0]),
    "pdf": lambda call, place: _link(site_path(call.words[0], place), call.words[0].rpartition("/")[2]),
    "caniuse": lambda call, _: _link(f"https://caniuse.com/{call.words[0]}", f"Can I use: {call.words[0]}"),
    **dict.fromkeys(
        ("inlineimg", "inlineimage"), lambda call, place: html_snippets.image(site_path(call.words[0], place))
    ),
    "gallerygroup": _group,
}
