"""Which id an article keeps: the one it was first published with (law 7).

An explicit guid wins. Otherwise the id of a file is kept through every edit. It follows the article when that moves
with the same title, date and body, or, if no other article comes into question, with two of the three or with the same
page and date. The id of an article that has vanished is not used again for another one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar
from uuid import NAMESPACE_URL, uuid5

from feedmaker.loader.scan import printable_path
from feedmaker.problems import Problem
from feedmaker.state.articles import ArticleTable
from feedmaker.state.schema import CONTENT_PART, Duplicate, FileRow, StoredFile
from feedmaker.text.messages import quoted

Key = TypeVar("Key")


class _Traits(NamedTuple):
    """What makes an article recognisable in another file; hashes, b"" where there is none."""

    id: str
    page: bytes
    title: bytes
    date: bytes
    body: bytes


#: What two articles have in common that are one and the same; None where that cannot be said.
_InCommon: TypeAlias = Callable[[_Traits], object]


def _title_and_date(of: _Traits) -> object:
    return of.date and (of.title, of.date)


def _date_and_body(of: _Traits) -> object:
    return of.date and (of.date, of.body)


#: Of an article that moves within a build, and of one that was away; the surest first.
_MOVED: tuple[_InCommon, ...] = (
    lambda of: of.page and of.date and (of.page, of.date),
    _title_and_date,
    _date_and_body,
    lambda of: of.date and (of.title, of.body),
)
_RETURNED: tuple[_InCommon, ...] = (
    lambda of: of.date and (of.id, of.date),
    lambda of: of[2:],
    _title_and_date,
    _date_and_body,
)


class Departure(NamedTuple):
    """An article that is no longer in its file: the file has vanished, or holds another article."""

    path: str
    was: StoredFile
    #: Number of the file that holds another article now; None where it has vanished.
    number: int | None


def kept_id(known: StoredFile | None, row: FileRow, build: int) -> tuple[str | None, int]:
    """Return the id in force of a file that was read, and the number of the build that saw it first."""
    if known is None:
        return row.own_id, build
    if known.id is None or (row.id_rule == "guid" and row.own_id != known.own_id):
        return row.own_id, known.first_build
    return known.id, known.first_build


def departure(known: StoredFile | None, row: FileRow) -> Departure | None:
    """Return the article whose place another one has taken: one with another date and other content."""
    if known is None or known.content_hash is None or row.content_hash is None:
        return None
    if "guid" in {row.id_rule, known.id_rule}:
        return None
    if known.content_hash == row.content_hash or known.published == row.published:
        return None
    return Departure(row.path, known, known.number)


def transfer_ids(articles: ArticleTable, departures: Sequence[Departure], build: int, now: int) -> None:
    """Let articles that moved keep their ids, and retire the ids of those that have vanished.

    Call it when the state holds every file that this build has read, and no vanished file any more. `now` is in seconds
    since the epoch.
    """
    left = [one for one in departures if one.was.id is not None and one.was.content_hash is not None]
    rows = articles.new(build) if left or articles.has_retired_ids() else ()
    new = {number: _traits(own_id, content_hash, link_hash) for number, own_id, content_hash, link_hash in rows}
    heirs = _heirs(articles, left, build, new)
    transferred = {was.id for was in heirs.values()}
    for number, was in heirs.items():
        articles.set_id(number, was.id or "", was.first_build)
    for one in left:
        if one.number is not None and one.was.id in transferred and one.number not in heirs:
            own_id = articles.own_id(one.number)
            free = not articles.is_id_taken(own_id, besides=one.number) and not articles.is_retired(own_id)
            articles.set_id(one.number, own_id if free else _unused(articles, own_id, "2"), build)
    if articles.has_retired_ids():
        _restore_ids(articles, {number: of for number, of in new.items() if number not in heirs})
        _avoid_retired_ids(articles, build)
    retired = [
        (one.was.id or "", one.path, one.was.content_hash or b"")
        for one in left
        if one.was.id not in transferred
        and (one.number is None or one.number in heirs)
        and not articles.is_id_taken(one.was.id or "")
    ]
    articles.retire_ids(retired, now)


def settle_claims(articles: ArticleTable) -> list[Problem]:
    """Make every id unique: the first article keeps it, each other one gets an id derived from it and its own path.

    Exact copies share an entry and may share an id. Returns a problem of every article that claims another's id.
    """
    for group in articles.sharing("id", unpublished=True):
        for article in group[1:]:
            if article.content_hash != group[0].content_hash:
                articles.set_id(article.number, _unused(articles, article.id, article.path))
    problems: list[Problem] = []
    for group in articles.claiming():
        holder = next((article for article in group if article.id == article.own_id), group[0])
        for article in group:
            if article.content_hash != holder.content_hash:
                problems += (
                    _claim(article.path, holder.path, article.own_id),
                    _claim(holder.path, article.path, article.own_id),
                )
    return problems


def derived_id(id_: str, salt: str) -> str:
    """Return an id made of another one: the same for the same arguments."""
    return uuid5(NAMESPACE_URL, f"{id_}#{salt}").urn


def _traits(id_: str, content_hash: bytes, link_hash: bytes | None = None) -> _Traits:
    """Return the traits of an article, none but its id where its content was hashed by an older release."""
    parts = [content_hash[start : start + CONTENT_PART] for start in range(0, 3 * CONTENT_PART, CONTENT_PART)]
    return _Traits(id_, link_hash or b"", *parts if len(content_hash) == 3 * CONTENT_PART else (b"", b"", b""))


def _same(gone: Mapping[Key, _Traits], new: Mapping[int, _Traits], kinds: Iterable[_InCommon]) -> dict[int, Key]:
    """Return new article → the one of those that are gone which it is, if no other one may be meant."""
    found: dict[int, Key] = {}
    for in_common in kinds:
        done = set(found.values())
        before = _unambiguous({key: of for key, of in gone.items() if key not in done}, in_common)
        after = _unambiguous({number: of for number, of in new.items() if number not in found}, in_common)
        found.update({number: before[common] for common, number in after.items() if common in before})
    return found


def _unambiguous(articles: Mapping[Key, _Traits], in_common: _InCommon) -> dict[object, Key]:
    """Return what articles may have in common → the only article that has it."""
    found: dict[object, list[Key]] = {}
    for key, of in articles.items():
        if common := in_common(of):
            found.setdefault(common, []).append(key)
    return {common: keys[0] for common, keys in found.items() if len(keys) == 1}


def _heirs(
    articles: ArticleTable, left: Sequence[Departure], build: int, new: Mapping[int, _Traits]
) -> dict[int, StoredFile]:
    """Return where articles went to: the number of a file → the article whose id it keeps."""
    emptied = {one.number for one in left if one.number is not None}
    heirs: dict[int, StoredFile] = {}
    for one in sorted(left, key=lambda one: (one.was.first_build, one.path)):
        for copy in articles.with_content(one.was.content_hash or b""):
            if copy.number not in heirs and _inherits(copy, one, build, emptied):
                heirs[copy.number] = one.was
                break
    found = {was.id for was in heirs.values()}
    gone = {
        one.path: _traits("", one.was.content_hash or b"", one.was.link_hash)
        for one in left
        if one.number is None and one.was.id not in found
    }
    was = {one.path: one.was for one in left}
    moved = _same(gone, {number: of for number, of in new.items() if number not in heirs}, _MOVED)
    return heirs | {number: was[path] for number, path in moved.items()}


def _inherits(copy: Duplicate, left: Departure, build: int, emptied: set[int]) -> bool:
    """Return True if this exact copy is where the article went to."""
    if copy.id_rule == "guid":
        return False
    if copy.number in emptied or (copy.first_build == build and copy.id == copy.own_id):
        return True
    # An older copy has had no entry of its own: it was a duplicate of the article that has vanished.
    is_later = (copy.first_build, copy.path) > (left.was.first_build, left.path)
    return left.number is None and copy.id == copy.own_id and is_later


def _restore_ids(articles: ArticleTable, new: Mapping[int, _Traits]) -> None:
    """Give an article that had vanished and is back, at whatever path, the id that it had."""
    retired = {id_: _traits(id_, content_hash) for id_, content_hash in articles.retired()}
    found = _same(retired, new, _RETURNED)
    restored = {number: id_ for number, id_ in found.items() if not articles.is_id_taken(id_, besides=number)}
    for number, id_ in restored.items():
        articles.set_id(number, id_)
    articles.restore_ids(restored.values())


def _avoid_retired_ids(articles: ArticleTable, build: int) -> None:
    """Give a new article another id where its own is a retired one; a guid of the author's is used as it is."""
    for number, id_, id_rule in articles.reusing(build):
        if id_rule == "guid":
            articles.restore_ids([id_])
        else:
            articles.set_id(number, _unused(articles, id_, "2"))


def _unused(articles: ArticleTable, id_: str, salt: str) -> str:
    """Derive an id that no article has or had."""
    count = 2
    found = derived_id(id_, salt)
    while articles.is_retired(found) or articles.is_id_taken(found):
        count += 1
        found = derived_id(id_, f"{salt}#{count}")
    return found


def _claim(path: str, other: str, id_: str) -> Problem:
    message = f"{printable_path(other)} claims the same id {quoted(id_)}"
    return Problem("id-claimed-twice", message, "give each article a guid of its own", path=path)
