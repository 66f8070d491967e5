"""Which articles feeds show by their dates: one of the future is held until its date, one that has expired leaves."""

from typing import NamedTuple

from feedmaker.config.schema import Articles
from feedmaker.state import State

#: Beyond every time.
_FAR = 1 << 62


class Window(NamedTuple):
    """Which published articles are in the feeds: dated until `until`, and not expired by `since`; in seconds."""

    until: int
    since: int

    def shows(self, status: str, published: int | None, expires: int | None) -> bool:
        """Return True if feeds show an article."""
        if status != "published" or published is None or published > self.until:
            return False
        return expires is None or expires > self.since


#: No article.
NOTHING = Window(-_FAR, _FAR)


def window(articles: Articles, now: int) -> Window:
    """Return which articles the feeds of a build at `now` show."""
    until = now if articles.future == "hold" else _FAR
    since = now if articles.expired == "drop" else -_FAR
    return Window(until, since)


def is_past_due(state: State, now: int) -> bool:
    """Return True if an article may have entered or left the feeds since the last build because of its dates.

    A clock that was set back is before the date of an article that is published already.
    """
    due, since = state.meta("due"), state.meta("valid_since")
    return bool((due and int(due) <= now) or (since and now < int(since)))
