from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.text.timestamps import rfc822, rfc3339

datetimes = st.datetimes(
    datetime(1000, 1, 1),  # noqa: DTZ001  # the strategy takes naive bounds
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=0))


@given(datetimes)
def test_what_is_written_is_read_back(at: datetime) -> None:
    assert rfc822(at) == format_datetime(at)
    assert parsedate_to_datetime(rfc822(at)) == at
    assert datetime.fromisoformat(rfc3339(at)) == at


def test_early_years_have_four_digits() -> None:
    at = datetime(33, 4, 3, tzinfo=UTC)

    assert (rfc822(at), rfc3339(at)) == ("Sun, 03 Apr 0033 00:00:00 +0000", "0033-04-03T00:00:00Z")


def test_another_zone_is_written_in_utc_and_fractions_are_dropped() -> None:
    at = datetime(2024, 1, 1, 1, 2, 3, 999999, tzinfo=timezone(timedelta(hours=5, minutes=45)))

    assert rfc3339(at) == "2023-12-31T19:17:03Z"
    assert rfc822(at) == "Sun, 31 Dec 2023 19:17:03 +0000"


@pytest.mark.parametrize("write", [rfc822, rfc3339])
def test_a_naive_datetime_is_refused(write: object) -> None:
    assert callable(write)
    with pytest.raises(ValueError, match="zone"):
        write(datetime(2024, 1, 1))  # noqa: DTZ001  # the point of the test
