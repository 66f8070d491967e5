"""Front matter in other languages than English: names of fields, and words for yes, no, drafts and private notes.

No generator reads these names. People write them in notes, and scrapers copy them from pages: 发布时间, автор, statut.
"""

from collections.abc import Mapping

from feedmaker.text.word_lists import word_lists

_LISTS = word_lists(__file__, "other_languages.txt")
#: Field → names of it; "_" means a space, too.
KEYS: Mapping[str, tuple[str, ...]] = {name: words for name, words in _LISTS.items() if name[0] != "="}
#: Values of flags and statuses.
YES, NO, DRAFT, HIDDEN, PUBLIC = (
    frozenset(word.replace("_", " ") for word in _LISTS[name])
    for name in ("=yes", "=no", "=draft", "=hidden", "=public")
)
