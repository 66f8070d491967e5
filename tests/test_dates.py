"""Dates: every shape that articles have; dates that need a guess are refused."""

import contextlib
import os
import subprocess
import sys
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.loader.dates.in_paths import STAMP, date_in_path, date_in_url_path
from feedmaker.loader.dates.parts import DateError, Order, ParsedDate
from feedmaker.loader.dates.read import parse_date
from feedmaker.text.timestamps import rfc822, rfc3339

UTC_ZONE = ZoneInfo("UTC")
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def at(value: object, zone: ZoneInfo = UTC_ZONE, order: Order | None = None, language: str | None = None) -> str:
    return rfc3339(parse_date(value, zone=zone, order=order, language=language).at)


def codes(parsed: ParsedDate) -> list[str]:
    return [problem.code for problem in parsed.problems]


def refusal(value: object, zone: ZoneInfo = UTC_ZONE, order: Order | None = None) -> str:
    with pytest.raises(DateError) as caught:
        parse_date(value, zone=zone, order=order)
    problem = caught.value.problem
    assert problem.hint
    assert not problem.message.endswith(".")
    assert problem.message.isprintable()
    assert len(problem.message) < 220
    return problem.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014-09-08", "2014-09-07T16:00:00Z"),
        ("2025-11-10 16:00:00 +0200", "2025-11-10T14:00:00Z"),
        ("2019-12-12 17:00:00 -0500", "2019-12-12T22:00:00Z"),
        ("2007-04-24 08:58:47+00:00", "2007-04-24T08:58:47Z"),
        ("2019-10-23 15:51:28", "2019-10-23T07:51:28Z"),
        ("2020-07-07T00:00:00.000Z", "2020-07-07T00:00:00Z"),
        ("2024-03-19T15:25:58+01:00", "2024-03-19T14:25:58Z"),
        ("2014-03-12T10:11:00-04:00", "2014-03-12T14:11:00Z"),
        ("2016-12-18T00:00:00", "2016-12-17T16:00:00Z"),
        ("2014-08-19T08:23", "2014-08-19T00:23:00Z"),
        ("2018-03-29 3:30:00 -0500", "2018-03-29T08:30:00Z"),
        ("2016-05-10 22:8:4 +0100", "2016-05-10T21:08:04Z"),
        ("08/13/2013 00:00:00 AM UTC+02:00", "2013-08-12T22:00:00Z"),
        ("2009-02-15 23:06", "2009-02-15T15:06:00Z"),
        ("2011-09-06 23:32:54.000000000 +09:00", "2011-09-06T14:32:54Z"),
        ("2015-12-30T00:00:00Z", "2015-12-30T00:00:00Z"),
        ("Tue, 19 Dec 2017 12:35:39 GMT", "2017-12-19T12:35:39Z"),
        ("2021-03-29 14:00:00 UTC", "2021-03-29T14:00:00Z"),
        ("2013-11-22 5:00:00 +0000", "2013-11-22T05:00:00Z"),
        ("2015-03-17 14:00:00 -4", "2015-03-17T18:00:00Z"),
        ("2017-4-28 10:25", "2017-04-28T02:25:00Z"),
        ("2014-06-06 2:00", "2014-06-05T18:00:00Z"),
        ("2020-05-29 02:01:14-03:00", "2020-05-29T05:01:14Z"),
        ("2022-10-25 7:55:00 UTC", "2022-10-25T07:55:00Z"),
        ("2017-1-11 17:36:37", "2017-01-11T09:36:37Z"),
        ("2025-04-01 20:00.000000000 +08:00", "2025-04-01T12:00:00Z"),
        ("2016-12-17T0:00:00-08:00", "2016-12-17T08:00:00Z"),
        ("2020-12-2", "2020-12-01T16:00:00Z"),
        ("2016-03-23 9:00:00 -4", "2016-03-23T13:00:00Z"),
        ("2015-12-31T1:44", "2015-12-30T17:44:00Z"),
        ("2022-03-7 14:21:00", "2022-03-07T06:21:00Z"),
        ("2024-11-2 23:30:00.000000000 +09:00", "2024-11-02T14:30:00Z"),
        ("2025-06-15 15:48:30 UTC+02:00", "2025-06-15T13:48:30Z"),
        ("2013-03-8 11:00", "2013-03-08T03:00:00Z"),
        ("1141315830", "2006-03-02T16:10:30Z"),
        ("1548772799000", "2019-01-29T14:39:59Z"),
        ("15 Jan 2026", "2026-01-14T16:00:00Z"),
    ],
)
def test_every_shape_of_the_census_is_read(text: str, expected: str) -> None:
    parsed = parse_date(text, zone=SHANGHAI)

    assert (rfc3339(parsed.at), parsed.problems) == (expected, ())
    assert parsed.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-09-25t14:07:50z", "2021-09-25T14:07:50Z"),
        ("2021-09-25 14:07:50 GMT", "2021-09-25T14:07:50Z"),
        ("2021-09-25 14:07:50 gmt", "2021-09-25T14:07:50Z"),
        ("2021-09-25 14:07:50 UTC+2", "2021-09-25T12:07:50Z"),
        ("2021-09-25 14:07:50 GMT-0430", "2021-09-25T18:37:50Z"),
        ("2021-09-25T14:07:50+09", "2021-09-25T05:07:50Z"),
        ("2021-09-25T14:07:50 +5:30", "2021-09-25T08:37:50Z"),
        ("2021-09-25T14:07:50,123456789123Z", "2021-09-25T14:07:50Z"),
        ("2021-09-25T14:07.5Z", "2021-09-25T14:07:30Z"),
        ("2021-09-25T24:00Z", "2021-09-26T00:00:00Z"),
        ("2021-12-31 24:00:00", "2022-01-01T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("  2021-09-25 14:07:50  ", "2021-09-25T14:07:50Z"),
        ("2021/09/25 14:07:50:16", "2021-09-25T14:07:50Z"),
        ("20210925T140750Z", "2021-09-25T14:07:50Z"),
        ("20210925T1407+0800", "2021-09-25T06:07:00Z"),
        ("20210925 14:07:50", "2021-09-25T14:07:50Z"),
        ("20210925140750", "2021-09-25T14:07:50Z"),
        ("20210925", "2021-09-25T00:00:00Z"),
        ("2021-W38-6", "2021-09-25T00:00:00Z"),
        ("2021W386", "2021-09-25T00:00:00Z"),
        ("2020-W53-7", "2021-01-03T00:00:00Z"),
        ("2021-268", "2021-09-25T00:00:00Z"),
        ("2020-366", "2020-12-31T00:00:00Z"),
        ("2021/9/25", "2021-09-25T00:00:00Z"),
        ("2021/9/5 4:07", "2021-09-05T04:07:00Z"),
        ("2021/09/25 14:07:50 +0800", "2021-09-25T06:07:50Z"),
        ("2021.9.25", "2021-09-25T00:00:00Z"),
        ("2021-09-25 2:07 PM", "2021-09-25T14:07:00Z"),
        ("2021/9/25 下午 2:07:50", "2021-09-25T14:07:50Z"),
        ("9/25/2021, 2:07:50 PM", "2021-09-25T14:07:50Z"),
        ("25 Sep 2021 2:07 PM", "2021-09-25T14:07:00Z"),
        ("2021-09-25 12:07 a.m.", "2021-09-25T00:07:00Z"),
        ("2021-09-25 14:07:50 America/Los_Angeles", "2021-09-25T21:07:50Z"),
        ("2021-09-25T14:07:50+08:00[Asia/Shanghai]", "2021-09-25T06:07:50Z"),
        ("2021-09-25 14:07:50 JST", "2021-09-25T05:07:50Z"),
        ("'2021-09-25 14:07'", "2021-09-25T14:07:00Z"),
        ("2021-09-25 14:07", "2021-09-25T14:07:00Z"),
        ("2021−09−25", "2021-09-25T00:00:00Z"),
        ("٢٠٢١-٠٩-٢٥", "2021-09-25T00:00:00Z"),
        ("\u200e2021-09-25", "2021-09-25T00:00:00Z"),
        ("0999-01-02", "0999-01-02T00:00:00Z"),
        ("1632578870.75", "2021-09-25T14:07:50Z"),
    ],
)
def test_iso_8601_is_read_in_all_spellings(text: str, expected: str) -> None:
    assert at(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 25 Sep 2021 14:07:50 GMT", "2021-09-25T14:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 +0800", "2021-09-25T06:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 -0000", "2021-09-25T14:07:50Z"),
        ("sat, 25 sep 2021 14:07:50 gmt", "2021-09-25T14:07:50Z"),
        ("25 Sep 2021 14:07 UT", "2021-09-25T14:07:00Z"),
        ("Fri, 3 Sep 2021 04:07:00 Z", "2021-09-03T04:07:00Z"),
        ("Sat, 25 Sep 21 14:07:50 GMT", "2021-09-25T14:07:50Z"),
        ("25 Sep 49 14:07:50 GMT", "2049-09-25T14:07:50Z"),
        ("25 Sep 50 14:07:50 GMT", "1950-09-25T14:07:50Z"),
        ("25 Sep 99 14:07:50 GMT", "1999-09-25T14:07:50Z"),
        ("25 Sep 121 14:07:50 GMT", "2021-09-25T14:07:50Z"),
        ("Sat, 25 Sep 2021\r\n 14:07:50\tGMT", "2021-09-25T14:07:50Z"),
        ("Sat (a day (of rest)), 25 Sep 2021 (year) 14:07:50 +0800 (CST\\))", "2021-09-25T06:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 EST", "2021-09-25T19:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 EDT", "2021-09-25T18:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 CDT", "2021-09-25T19:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 MST", "2021-09-25T21:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 MDT", "2021-09-25T20:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 PST", "2021-09-25T22:07:50Z"),
        ("Sat, 25 Sep 2021 14:07:50 PDT", "2021-09-25T21:07:50Z"),
        ("Saturday, 25-Sep-21 14:07:50 GMT", "2021-09-25T14:07:50Z"),
        ("Sat, 25 Sep 2021 24:00:00 GMT", "2021-09-26T00:00:00Z"),
        ("Sat, 25 Sep 2021 14:07:50", "2021-09-25T14:07:50Z"),
    ],
)
def test_rfc_822_is_read_in_all_spellings(text: str, expected: str) -> None:
    parsed = parse_date(text, zone=UTC_ZONE)

    assert (rfc3339(parsed.at), parsed.problems, parsed.rule) == (expected, (), "RFC 822")


@pytest.mark.parametrize("letter", "ABCDEFGHIKLMNOPQRSTUVWXYabk")
def test_military_letters_are_utc_and_reported(letter: str) -> None:
    """RFC 5322, section 4.3: they were defined with the wrong sign, so that they mean -0000."""
    parsed = parse_date(f"Sat, 25 Sep 2021 14:07:50 {letter}", zone=SHANGHAI)

    assert (rfc3339(parsed.at), codes(parsed)) == ("2021-09-25T14:07:50Z", ["date-zone"])


def test_the_name_of_the_configured_zone_means_that_zone_outside_rfc_822() -> None:
    assert at("2021-09-25 14:07:50 CST", SHANGHAI) == "2021-09-25T06:07:50Z"
    assert at("2021-09-25 14:07:50 EST", ZoneInfo("America/New_York")) == "2021-09-25T19:07:50Z"


@pytest.mark.parametrize(
    ("text", "zone", "expected", "problems"),
    [
        ("2021-09-25 14:07 CST", "Asia/Shanghai", "2021-09-25T06:07:00Z", []),
        ("Sat, 25 Sep 2021 14:07:00 CST", "Asia/Shanghai", "2021-09-25T06:07:00Z", []),
        ("September 25, 2021 14:07 CST", "Asia/Shanghai", "2021-09-25T06:07:00Z", []),
        ("2021-01-25 14:07 CST", "America/Chicago", "2021-01-25T20:07:00Z", []),
        ("2021-07-25 14:07 CST", "America/Chicago", "2021-07-25T20:07:00Z", []),
        ("2021-09-25 14:07 CST", "UTC", "2021-09-25T20:07:00Z", ["date-zone"]),
        ("Sat, 25 Sep 2021 14:07:00 CST", "Europe/Berlin", "2021-09-25T20:07:00Z", ["date-zone"]),
        ("2021-09-25 14:07 IST", "Asia/Kolkata", "2021-09-25T08:37:00Z", []),
        ("2021-01-25 14:07 IST", "Europe/Dublin", "2021-01-25T13:07:00Z", []),
        ("2021-09-25 14:07 IST", "UTC", "2021-09-25T14:07:00Z", ["date-zone"]),
        ("2021-01-25 14:07 BST", "Europe/London", "2021-01-25T13:07:00Z", []),
        ("2021-09-25 14:07 BST", "Asia/Shanghai", "2021-09-25T06:07:00Z", ["date-zone"]),
    ],
)
def test_the_zone_of_the_site_decides_names_that_several_zones_have(
    text: str, zone: str, expected: str, problems: list[str]
) -> None:
    parsed = parse_date(text, zone=ZoneInfo(zone))

    assert (rfc3339(parsed.at), codes(parsed)) == (expected, problems)


@pytest.mark.parametrize(
    ("value", "expected", "is_day"),
    [
        ("2021. 9. 25.", "2021-09-25T00:00:00Z", True),
        ("2021. 9. 25. 오후 2:07", "2021-09-25T14:07:00Z", False),
        ("2021-09-25+08:00", "2021-09-24T16:00:00Z", False),
        ("2021-09-25Z", "2021-09-25T00:00:00Z", False),
        ("2021-09-25 14:07:50 +0800 CST", "2021-09-25T06:07:50Z", False),
        ("2021-09-25 14:07:50.123456 +0000 UTC m=+0.001", "2021-09-25T14:07:50Z", False),
        ("[2024-01-04 Thu 10:00]", "2024-01-04T10:00:00Z", False),
        ("<2024-01-04 木>", "2024-01-04T00:00:00Z", True),
        (["2024-01-04 Thu 10:00 +1w"], "2024-01-04T10:00:00Z", False),
        ("12.05.2021", "2021-05-12T00:00:00Z", True),
        ("06/12/14", "2014-06-12T00:00:00Z", True),
        ("28/05/14 14:27", "2014-05-28T14:27:00Z", False),
        ("2020-11-26 0920", "2020-11-26T09:20:00Z", False),
        ("2020-11-26T092033 +0100", "2020-11-26T08:20:33Z", False),
        ("12.05.2021 10:00", "2021-05-12T10:00:00Z", False),
        ("4 มกราคม 2567", "2024-01-04T00:00:00Z", True),
        ("29 ก.พ. 2567", "2024-02-29T00:00:00Z", True),
        ("วันที่ ๔ มกราคม พ.ศ. ๒๕๖๗ เวลา 10:00 น.", "2024-01-04T10:00:00Z", False),
        ("4 มกราคม 2024", "2024-01-04T00:00:00Z", True),
    ],
)
def test_dates_as_korea_thailand_go_and_org_mode_write_them(value: object, expected: str, is_day: bool) -> None:
    parsed = parse_date(value, zone=UTC_ZONE, order="mdy")

    assert (rfc3339(parsed.at), parsed.is_day, parsed.problems) == (expected, is_day, ())


def test_a_wrong_weekday_of_org_mode_is_reported() -> None:
    assert codes(parse_date("[2024-01-04 Fri 10:00]", zone=UTC_ZONE)) == ["date-weekday"]


@pytest.mark.parametrize("text", ["Mon, 25 Sep 2021 14:07:50 GMT", "Monday, September 25, 2021 14:07:50 UTC"])
def test_a_wrong_weekday_is_reported_and_the_date_kept(text: str) -> None:
    parsed = parse_date(text, zone=UTC_ZONE)

    assert (rfc3339(parsed.at), codes(parsed)) == ("2021-09-25T14:07:50Z", ["date-weekday"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-02-06 17:30:00+17:30", "2023-02-06T00:00:00Z"),
        ("2023-02-06 17:30:00 -12:01", "2023-02-07T05:31:00Z"),
        ("2023-02-06 17:30:00 +14:01", "2023-02-06T03:29:00Z"),
        ("2023-02-06 17:30:00 +24:00", "2023-02-06T09:30:00Z"),
        ("2023-02-06 17:30:00 +0560", "2023-02-06T09:30:00Z"),
        ("Mon, 06 Feb 2023 17:30:00 +9900", "2023-02-06T09:30:00Z"),
    ],
)
def test_an_offset_that_no_place_has_is_reported_and_used_where_it_is_less_than_a_day(text: str, expected: str) -> None:
    parsed = parse_date(text, zone=SHANGHAI)

    assert (rfc3339(parsed.at), codes(parsed)) == (expected, ["date-offset"])


@pytest.mark.parametrize("text", ["2023-02-06 17:30 +14:00", "2023-02-06 17:30 -12:00", "2023-02-06 17:30 +05:45"])
def test_offsets_that_some_place_has_are_no_problem(text: str) -> None:
    assert parse_date(text, zone=SHANGHAI).problems == ()


@pytest.mark.parametrize("name", ["XYZ", "IST", "BST", "Nowhere/Atlantis", "America", "Etc/../UTC"])
def test_a_zone_that_nobody_can_know_is_reported_or_refused(name: str) -> None:
    try:
        parsed = parse_date(f"2021-09-25 14:07:50 {name}", zone=SHANGHAI)
    except DateError as error:
        found = error.problem.code, ""
    else:
        found = codes(parsed)[0], rfc3339(parsed.at)

    assert found in (("date-unreadable", ""), ("date-zone", "2021-09-25T06:07:50Z"))


def test_a_year_said_twice_is_read_and_reported() -> None:
    parsed = parse_date("2023-01-29 18:30:22 2023 -0800", zone=UTC_ZONE)

    assert (rfc3339(parsed.at), codes(parsed)) == ("2023-01-30T02:30:22Z", ["date-recovered"])
    assert refusal("2023-01-29 18:30:22 2022 -0800") == "date-unreadable"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年9月25日 14:07", "2021-09-25T14:07:00Z"),
        ("2021年9月25日14时07分50秒", "2021-09-25T14:07:50Z"),
        ("2021 年 9 月 25 日", "2021-09-25T00:00:00Z"),
        ("2021年9月25日 星期六 下午2:07", "2021-09-25T14:07:00Z"),
        ("2021年9月25日(土) 午後2時7分", "2021-09-25T14:07:00Z"),
        ("2021年9月25日", "2021-09-25T00:00:00Z"),
        ("2021年9月25日 14:07 +0800", "2021-09-25T06:07:00Z"),
        ("2021년 9월 25일", "2021-09-25T00:00:00Z"),
        ("2021년 9월 25일 토요일 오후 2시 7분", "2021-09-25T14:07:00Z"),
        ("ngày 25 tháng 9 năm 2021", "2021-09-25T00:00:00Z"),
        ("Jan 15, 2026", "2026-01-15T00:00:00Z"),
        ("January 15 2026 14:07", "2026-01-15T14:07:00Z"),
        ("September 25th, 2021 2:07 PM", "2021-09-25T14:07:00Z"),
        ("the 1st of May, 2021 at 12am", "2021-05-01T00:00:00Z"),
        ("25. September 2021, 14:07 Uhr", "2021-09-25T14:07:00Z"),
        ("samedi 25 septembre 2021 à 14h07", "2021-09-25T14:07:00Z"),
        ("25 de septiembre de 2021", "2021-09-25T00:00:00Z"),
        ("25 de setembro de 2021", "2021-09-25T00:00:00Z"),
        ("sabato 25 settembre 2021", "2021-09-25T00:00:00Z"),
        ("суббота, 25 сентября 2021 г.", "2021-09-25T00:00:00Z"),
        ("25 вересня 2021 р.", "2021-09-25T00:00:00Z"),
        ("25 września 2021", "2021-09-25T00:00:00Z"),
        ("25 Eylül 2021 Cumartesi", "2021-09-25T00:00:00Z"),
        ("25 Σεπτεμβρίου 2021", "2021-09-25T00:00:00Z"),
        ("25 سبتمبر 2021", "2021-09-25T00:00:00Z"),
        ("25 सितंबर 2021", "2021-09-25T00:00:00Z"),
        ("25 กันยายน 2021", "2021-09-25T00:00:00Z"),
        ("25 בספטמבר 2021", "2021-09-25T00:00:00Z"),
        ("25 d'octubre de 2021", "2021-10-25T00:00:00Z"),
        ("2021. szeptember 25.", "2021-09-25T00:00:00Z"),
        ("25 syyskuuta 2021", "2021-09-25T00:00:00Z"),
        ("Sat Sep 25 14:07:50 2021", "2021-09-25T14:07:50Z"),
        ("Sat Sep 25 14:07:50 2021 +0800", "2021-09-25T06:07:50Z"),
        ("Sat Sep 25 14:07:50 UTC 2021", "2021-09-25T14:07:50Z"),
        ("Sat Sep 25 2021 14:07:50 GMT+0800 (China Standard Time)", "2021-09-25T06:07:50Z"),
    ],
)
def test_dates_in_words_and_signs_are_read(text: str, expected: str) -> None:
    parsed = parse_date(text, zone=UTC_ZONE)

    assert (rfc3339(parsed.at), parsed.problems) == (expected, ())


def test_a_month_that_differs_by_language_is_refused_unless_the_language_is_known() -> None:
    assert refusal("15 listopada 2021") == "date-ambiguous"
    assert at("15 listopada 2021", language="pl") == "2021-11-15T00:00:00Z"
    assert at("15 listopada 2021", language="hr-HR") == "2021-10-15T00:00:00Z"
    assert at("15 May 2021 10:00", language="x-nonsense") == "2021-05-15T10:00:00Z"


@pytest.mark.parametrize("day", [1, 2, 21, 28])
@pytest.mark.parametrize("year", ["0001", "0002", "0021", "0099", "0100", "1999", "9998"])
def test_four_digits_are_the_year_wherever_they_are_written(day: int, year: str) -> None:
    for text in (
        f"{day} February {year}",
        f"February {day}, {year}",
        f"{year} February {day}",
        f"{day} {year} February",
    ):
        assert at(text) == f"{year}-02-{day:02}T00:00:00Z", text


@pytest.mark.parametrize("language", ["tlh", "x-nonsense", "zh-cmn"])
def test_a_language_that_cldr_does_not_know_does_not_matter(language: str) -> None:
    assert at("May 15, 2021", language=language) == "2021-05-15T00:00:00Z"


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("03/04/2021", "dmy", "2021-04-03T00:00:00Z"),
        ("03/04/2021", "mdy", "2021-03-04T00:00:00Z"),
        ("3.4.2021 14:07", "dmy", "2021-04-03T14:07:00Z"),
        ("03-04-2021 2:07 pm", "mdy", "2021-03-04T14:07:00Z"),
        ("25/12/2021", None, "2021-12-25T00:00:00Z"),
        ("12/25/2021", None, "2021-12-25T00:00:00Z"),
        ("12/25/2021", "dmy", "2021-12-25T00:00:00Z"),
        ("05/05/2021", None, "2021-05-05T00:00:00Z"),
    ],
)
def test_day_and_month_are_told_apart_by_order_or_by_certainty(text: str, order: Order | None, expected: str) -> None:
    assert at(text, order=order) == expected


@pytest.mark.parametrize("order", ["dmy", "mdy", None])
@pytest.mark.parametrize("text", ["2021-03-04", "2021/3/4", "2021.03.04", "20210304"])
def test_date_order_does_not_affect_dates_that_begin_with_the_year(text: str, order: Order | None) -> None:
    assert at(text, order=order) == "2021-03-04T00:00:00Z"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("03/04/2021", "date-ambiguous"),
        ("25/12/21", "date-ambiguous"),
        ("01-02-03", "date-ambiguous"),
        ("25 Dec 21", "date-ambiguous"),
        ("Dec 25, 21", "date-ambiguous"),
        ("25 Dec 21 10:00", "date-ambiguous"),
        ("202109251407", "date-ambiguous"),
        (202109251407, "date-ambiguous"),
        ("2021", "date-partial"),
        (2021, "date-partial"),
        (12, "date-partial"),
        (202109, "date-partial"),
        ("2021-09", "date-partial"),
        ("2021/9", "date-partial"),
        ("09/2021", "date-partial"),
        ("2021年9月", "date-partial"),
        ("12", "date-partial"),
        ("10:30", "date-partial"),
        ("Tuesday", "date-partial"),
        ("September 2021", "date-partial"),
        ("25 September", "date-partial"),
        ("Monday, 29 February", "date-partial"),
        ("30 February", "date-impossible"),
        ("32 May", "date-partial"),
        ("2021-W38", "date-partial"),
        (time(10, 30), "date-partial"),
        ("2016-09-31", "date-impossible"),
        ("2021-02-29", "date-impossible"),
        ("Feb 30, 2021", "date-impossible"),
        ("30 февраля 2021", "date-impossible"),
        ("Tue, 31 Feb 2021 10:00:00 GMT", "date-impossible"),
        ("2021-09-25 25:00", "date-impossible"),
        ("2021-09-25 24:01", "date-impossible"),
        ("2021-09-25 14:60", "date-impossible"),
        ("2021-09-25 14:07 PM", "date-impossible"),
        ("2021年13月1日", "date-impossible"),
        ("13/13/2021", "date-impossible"),
        ("20211345", "date-impossible"),
        (20211345, "date-impossible"),
        ("2021-W54-1", "date-impossible"),
        ("2021-366", "date-impossible"),
        ("2021-000", "date-impossible"),
        ("0000-01-01", "date-impossible"),
        ("10000-01-01", "date-impossible"),
        ("9999-12-31 23:59:59 -0500", "date-impossible"),
        ("0001-01-01 00:00:00 +0500", "date-impossible"),
        ("9999-12-31 24:00", "date-impossible"),
        (9_999_999_999, "date-impossible"),
        ("", "date-unreadable"),
        ("  ", "date-unreadable"),
        ("today", "date-unreadable"),
        ("tomorrow at noon", "date-unreadable"),
        ("2021-02-08 16:30-:00+16:30", "date-unreadable"),
        ("2021-09-25 (an open comment", "date-unreadable"),
        ("2021-09-25 and more", "date-unreadable"),
        ("25 May June 2021", "date-unreadable"),
        ("1 2 3 May 2021", "date-unreadable"),
        ("99999999999", "date-unreadable"),
        (-1, "date-unreadable"),
        (10**4000, "date-unreadable"),
        (float("nan"), "date-unreadable"),
        (float("inf"), "date-unreadable"),
        (True, "date-unreadable"),
        (None, "date-unreadable"),
        (["2021-09-25", "2021-09-26"], "date-unreadable"),
        ({"date": 1}, "date-unreadable"),
        (b"2021-09-25", "date-unreadable"),
    ],
)
def test_dates_that_need_a_guess_are_refused_by_kind(value: object, code: str) -> None:
    assert refusal(value) == code


def test_values_of_the_front_matter_are_read() -> None:
    assert at(date(2021, 9, 25), SHANGHAI) == "2021-09-24T16:00:00Z"
    assert at(datetime(2021, 9, 25, 14, 7, 50, 999_999), SHANGHAI) == "2021-09-25T06:07:50Z"  # noqa: DTZ001
    assert at(datetime(2021, 9, 25, 14, 7, 50, tzinfo=timezone(timedelta(hours=-4)))) == "2021-09-25T18:07:50Z"
    assert at(1_632_578_870) == at(1_632_578_870.9) == at(1_632_578_870_999) == "2021-09-25T14:07:50Z"
    assert at(20210925) == "2021-09-25T00:00:00Z"
    wrong = parse_date(datetime(2023, 2, 6, 17, 30, tzinfo=timezone(timedelta(hours=17, minutes=30))), zone=SHANGHAI)
    assert (rfc3339(wrong.at), codes(wrong)) == ("2023-02-06T00:00:00Z", ["date-offset"])


@pytest.mark.parametrize(
    "value", ["2021-09-25", date(2021, 9, 25), 20210925, "25/9/2021", "25 Sep 2021", "Sep 25 2021"]
)
def test_a_day_says_that_it_is_a_day(value: object) -> None:
    assert parse_date(value, zone=UTC_ZONE).is_day


@pytest.mark.parametrize(
    "value", ["2021-09-25 00:00", "Sat, 25 Sep 2021 00:00:00 GMT", 1_632_528_000, "Sep 25 2021 12am"]
)
def test_an_instant_at_midnight_is_no_day(value: object) -> None:
    assert not parse_date(value, zone=UTC_ZONE).is_day


def test_a_time_that_the_clocks_skipped_is_shifted_and_reported() -> None:
    parsed = parse_date("2021-03-28 02:30", zone=BERLIN)

    assert (rfc3339(parsed.at), codes(parsed)) == ("2021-03-28T01:30:00Z", ["date-in-gap"])
    assert parsed.at.astimezone(BERLIN).hour == 3


def test_a_time_that_the_clocks_showed_twice_is_the_first_and_reported() -> None:
    parsed = parse_date("2021-10-31 02:30", zone=BERLIN)

    assert (rfc3339(parsed.at), codes(parsed)) == ("2021-10-31T00:30:00Z", ["date-in-fold"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-10-31 02:30 CEST", "2021-10-31T00:30:00Z"),
        ("2021-10-31 02:30 CET", "2021-10-31T01:30:00Z"),
        ("2021-03-28 02:30 CET", "2021-03-28T01:30:00Z"),
    ],
)
def test_an_abbreviation_says_which_of_two_hours_is_meant(text: str, expected: str) -> None:
    parsed = parse_date(text, zone=BERLIN)

    assert (rfc3339(parsed.at), parsed.problems) == (expected, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和6年5月31日", "2024-05-31T00:00:00Z"),
        ("令和元年5月1日 9時05分", "2019-05-01T09:05:00Z"),
        ("平成31年4月30日（火）", "2019-04-30T00:00:00Z"),
        ("昭和 64年1月7日", "1989-01-07T00:00:00Z"),
        ("民國113年5月31日", "2024-05-31T00:00:00Z"),
        ("中華民國 １１３ 年 ５ 月 ３１ 日 下午3:20", "2024-05-31T15:20:00Z"),
        ("31. 5. 2024", "2024-05-31T00:00:00Z"),
        ("1. 6. 2024 14:07", "2024-06-01T14:07:00Z"),
        ("2024\u201105\u201131", "2024-05-31T00:00:00Z"),
        ("31 мая 2024 г. в 14:07", "2024-05-31T14:07:00Z"),
        ("31 травня 2024 року о 14:07", "2024-05-31T14:07:00Z"),
        ("31 maja 2024 o godz. 14:07", "2024-05-31T14:07:00Z"),
        ("31 mei 2024 om 14:07", "2024-05-31T14:07:00Z"),
        ("31 Mayıs 2024 saat 14:07", "2024-05-31T14:07:00Z"),
        ("31 de mayo de 2024 a las 14:07", "2024-05-31T14:07:00Z"),
    ],
)
def test_eras_and_the_words_and_signs_of_newspapers_are_read(text: str, expected: str) -> None:
    parsed = parse_date(text, zone=UTC_ZONE)

    assert (rfc3339(parsed.at), parsed.problems) == (expected, ())


@pytest.mark.parametrize(
    "text", ["令和0年5月31日", "令和6年", "令和6年2月30日", "元年5月1日", "31. 5. 24", "31. 13. 2024"]
)
def test_an_era_or_signs_alone_are_no_date(text: str) -> None:
    assert refusal(text).startswith("date-")


def test_a_day_whose_midnight_was_skipped_is_no_problem() -> None:
    parsed = parse_date("2018-11-04", zone=ZoneInfo("America/Sao_Paulo"))

    assert (rfc3339(parsed.at), parsed.problems) == ("2018-11-04T03:00:00Z", ())


def test_named_zones_have_gaps_of_their_own() -> None:
    assert codes(parse_date("2021-03-28 02:30 Europe/Berlin", zone=UTC_ZONE)) == ["date-in-gap"]


@pytest.mark.parametrize(
    ("path", "expected", "rule"),
    [
        ("_posts/2021-09-25-title.md", "2021-09-25", "file name"),
        ("_posts/2021-9-5-x.markdown", "2021-09-05", "file name"),
        ("tech/20210925 Title.md", "2021-09-25", "file name"),
        ("20210925.md", "2021-09-25", "file name"),
        ("2021/2021-09-25.md", "2021-09-25", "file name"),
        ("2020/12/31/2021-09-25-x.md", "2021-09-25", "file name"),
        ("2020/12/31/x.md", "2020-12-31", "path"),
        ("blog/2020/1/2/x.md", "2020-01-02", "path"),
        ("2020/12/31.md", "2020-12-31", "path"),
        ("2011/01-02-title.md", "2011-01-02", "path"),
        ("posts/2021-09-25-title/index.md", "2021-09-25", "path"),
        ("日记/2021年9月25日.md", "2021-09-25", "file name"),
        ("2021年09月05日会议.md", "2021-09-05", "file name"),
        ("2021년 9월 25일 메모.md", "2021-09-25", "file name"),
    ],
)
def test_paths_that_name_a_day_are_read(path: str, expected: str, rule: str) -> None:
    parsed = date_in_path(path, zone=UTC_ZONE)

    assert parsed is not None
    assert (rfc3339(parsed.at), parsed.rule, parsed.is_day) == (f"{expected}T00:00:00Z", rule, True)


@pytest.mark.parametrize(
    "path",
    [
        "x.md", "", "2020/12/x.md", "2020/x.md", "10-lts-to-12.md", "2020/12/10-lts-to-12.md", "1.2.3.md",
        "2021-13-45.md", "2021-02-30-x.md", "20211345 x.md", "202109251.md", "2021-09-253.md", "2020/13/45/x.md",
        "2021-09.md", "port-8080-2021-09-255.md", "9999-99-99-x.md", "x-2021-13-25.md", "x2021-09-25.md",
        "202113251407 x.md", "202109252507.md", "2021092514.md", "2021092514075.md", "12021-09-25.md",
        "2021年9月.md", "2021年13月1日.md", "去2021年9月25日.md",
    ],
)  # fmt: skip
def test_paths_that_name_no_day_give_none(path: str) -> None:
    assert date_in_path(path, zone=UTC_ZONE) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("notes/202109251407 Title.md", "2021-09-25T14:07:00Z"),
        ("20210925140709.md", "2021-09-25T14:07:09Z"),
        ("letter-2021-09-25.md", "2021-09-25T00:00:00Z"),
        ("Letter (2021-09-25).html", "2021-09-25T00:00:00Z"),
        ("2020-01-02/letter 2021-09-25.md", "2020-01-02T00:00:00Z"),
    ],
)
def test_names_of_notes_that_have_a_time_or_end_in_a_day_are_read(path: str, expected: str) -> None:
    parsed = date_in_path(path, zone=UTC_ZONE)

    assert parsed is not None
    assert (rfc3339(parsed.at), parsed.is_day) == (expected, expected.endswith("T00:00:00Z"))


def test_a_url_path_may_name_a_day() -> None:
    parsed = date_in_url_path("2014/12/12/1.0-Timeline", zone=UTC_ZONE)

    assert parsed is not None
    assert rfc3339(parsed.at) == "2014-12-12T00:00:00Z"
    assert date_in_url_path("2014/12/Timeline", zone=UTC_ZONE) is None


def test_dates_are_written_as_rss_and_atom_have_them() -> None:
    moment = datetime(2021, 9, 25, 14, 7, 50, 5, tzinfo=timezone(timedelta(hours=8)))

    assert rfc822(moment) == "Sat, 25 Sep 2021 06:07:50 +0000"
    assert rfc3339(moment) == "2021-09-25T06:07:50Z"
    assert rfc822(datetime(7, 1, 2, tzinfo=UTC)) == "Tue, 02 Jan 0007 00:00:00 +0000"
    assert rfc3339(datetime(7, 1, 2, tzinfo=UTC)) == "0007-01-02T00:00:00Z"


INSTANTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001
    max_value=datetime(2099, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
OFFSETS = st.integers(-12 * 60, 14 * 60)


def spellings(moment: datetime, minutes: int) -> Iterator[str]:
    local = moment.astimezone(timezone(timedelta(minutes=minutes)))
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    colon, plain, short = f"{sign}{hours:02}:{rest:02}", f"{sign}{hours:02}{rest:02}", f"{sign}{hours}:{rest:02}"
    day = f"{local.year:04}-{local.month:02}-{local.day:02}"
    clock_text = f"{local.hour:02}:{local.minute:02}:{local.second:02}"
    yield f"{day}T{clock_text}{colon}"
    yield f"{day}t{clock_text}.987654321{colon}"
    yield f"{day} {clock_text} {plain}"
    yield f"{day} {clock_text} UTC{short}"
    yield f"{local.year}-{local.month}-{local.day} {local.hour}:{local.minute:02}:{local.second:02} {short}"
    yield f"{local.year}/{local.month}/{local.day} {clock_text}{plain}"
    yield f"{day} {clock_text} {plain}".replace("-", "\u2212")
    yield f"{day}T{clock_text}".replace("-", "").replace(":", "") + plain
    yield f"{local.year}年{local.month}月{local.day}日 {clock_text} {plain}"
    yield format_datetime(local)
    yield format_datetime(local).lower()
    yield format_datetime(local).replace(" ", "\r\n\t").replace(",", "(any(comment)),")
    english = format_datetime(local).split()
    yield f"{english[2]} {english[1]}, {english[3]} {clock_text} {plain}"
    yield str(int(moment.timestamp()))
    yield str(int(moment.timestamp()) * 1000 + 999)


@given(INSTANTS.filter(lambda moment: moment.timestamp() >= 10**9), OFFSETS)
def test_an_instant_is_the_same_in_every_spelling(moment: datetime, minutes: int) -> None:
    for text in spellings(moment, minutes):
        found = parse_date(text, zone=SHANGHAI)

        assert (found.at, found.problems) == (moment, ()), text


@given(INSTANTS, st.sampled_from([UTC_ZONE, SHANGHAI, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")]))
def test_a_naive_date_means_the_configured_zone(moment: datetime, zone: ZoneInfo) -> None:
    local = moment.astimezone(zone)
    naive = local.replace(tzinfo=None, fold=0)

    for value in (naive, naive.isoformat(), naive.isoformat(" "), format_datetime(naive)[:25]):
        found = parse_date(value, zone=zone)
        expected = naive.replace(tzinfo=zone).astimezone(UTC)
        assert found.at == expected
        assert found.at == moment or codes(found) == ["date-in-fold"]


@given(INSTANTS, st.sampled_from([UTC_ZONE, SHANGHAI, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")]))
def test_a_file_name_with_the_day_of_an_instant_in_utc_is_within_a_day_of_it(moment: datetime, zone: ZoneInfo) -> None:
    day = date_in_path(f"{moment.date()}-a.md", zone=zone)

    assert day is None or day.at - timedelta(days=1) <= moment < day.at + timedelta(days=2)


@given(INSTANTS)
def test_what_is_written_is_read_again_here_and_elsewhere(moment: datetime) -> None:
    assert parse_date(rfc822(moment), zone=SHANGHAI).at == moment
    assert parse_date(rfc3339(moment), zone=SHANGHAI).at == moment
    assert parsedate_to_datetime(rfc822(moment)) == moment
    assert datetime.fromisoformat(rfc3339(moment)) == moment


DATE_LIKE = st.text(alphabet="0123456789-/.:TZ+ ,()[]'年月日时分 aApPmMJanSepGMTUTC\u0660\u200f\ud800", max_size=40)
ANYTHING = st.one_of(
    st.text(), DATE_LIKE, st.integers(), st.floats(), st.booleans(), st.none(), st.binary(), st.dates(), st.times(),
    st.datetimes(timezones=st.none() | st.timezones()), st.lists(st.integers()), st.dictionaries(st.text(), st.text()),
)  # fmt: skip


@given(ANYTHING, st.sampled_from([UTC_ZONE, SHANGHAI, BERLIN]), st.sampled_from(["dmy", "mdy", None]))
def test_reading_gives_whole_seconds_in_utc_or_a_date_error(value: object, zone: ZoneInfo, order: Order | None) -> None:
    message = ""
    try:
        parsed = parse_date(value, zone=zone, order=order)
    except DateError as error:
        message = error.problem.message
    else:
        assert parsed.at.tzinfo is UTC
        assert parsed.at.microsecond == 0
        assert parsed.rule
    assert message.isprintable()


@given(st.text(alphabet="0123456789-/._ aT", max_size=30) | st.text())
def test_any_path_gives_a_day_or_none(path: str) -> None:
    parsed = date_in_path(path, zone=BERLIN)

    assert parsed is None or parsed.is_day or STAMP.match(path.rpartition("/")[2])


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_000, "1" * 299, "(" * 10_000, "(" * 149 + ")" * 149, "2021-09-25 " + "(" * 280, " " * 100_000,
        "2021-09-25" + " " * 280 + "x", "Sat" + " " * 290 + "x", "Sat," + " " * 140 + "25" + " " * 140 + "x",
        "a/" * 149, "2021-09-25 10:00 " + "A" * 280, "2021-09-25 10:00 " + "A/b" * 90, "1st " * 74, "1:1:" * 74,
        "\ufdfa" * 299, "2021年" + " " * 290, "2021-09-25T10:00:00." + "9" * 270,
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(text: str) -> None:
    parse_date("25 septembre 2021", zone=UTC_ZONE)
    begin = clock.process_time()

    with contextlib.suppress(DateError):
        parse_date(text, zone=UTC_ZONE)

    assert clock.process_time() - begin < 0.25


def test_neither_the_machine_zone_nor_its_language_matters() -> None:
    code = (
        "from zoneinfo import ZoneInfo; from feedmaker.loader.dates.read import parse_date\n"
        "from feedmaker.text.timestamps import rfc822\n"
        "for t in ('2021-09-25 14:07', 'Sat, 25 Sep 21 14:07:50 GMT', 'Sep 25 2021 2pm', 1632578870, '25 mai 2021'):\n"
        "    print(rfc822(parse_date(t, zone=ZoneInfo('Asia/Shanghai')).at))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **extra}, capture_output=True, text=True, check=True
        ).stdout
        for extra in (
            {"TZ": "UTC", "LC_ALL": "C"},
            {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"},
        )
    }

    assert len(outputs) == 1


def test_the_common_forms_load_neither_dateutil_nor_babel() -> None:
    code = (
        "import sys; from zoneinfo import ZoneInfo; from feedmaker.loader.dates.read import parse_date\n"
        "for t in ('2021-09-25', '2021-09-25 14:07:50 +0800', 'Sat, 25 Sep 2021 14:07:50 GMT', 1632578870):\n"
        "    parse_date(t, zone=ZoneInfo('UTC'))\n"
        "assert not {'dateutil', 'babel'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # Solar Hijri
        ("fa", "۱۱ خرداد ۱۴۰۳", "2024-05-31T00:00"),
        ("fa", "جمعه، ۱۱ خرداد ۱۴۰۳ - ۱۴:۰۷", "2024-05-31T14:07"),
        (None, "11 خرداد 1403", "2024-05-31T00:00"),
        (None, "۱۴۰۳/۰۳/۱۱", "2024-05-31T00:00"),
        ("fa", "1403/03/11", "2024-05-31T00:00"),
        ("fa-IR", "1403-02-31 14:07", "2024-05-20T14:07"),
        ("fa", "1399/12/30", "2021-03-20T00:00"),
        ("fa", "2024-05-31", "2024-05-31T00:00"),
        (None, "1403/03/11", "1403-03-11T00:00"),
        # the Buddhist era
        ("th", "31/05/2567", "2024-05-31T00:00"),
        ("th", "2567-05-31 14:07", "2024-05-31T14:07"),
        ("th", "วันศุกร์ที่ 31 พฤษภาคม พ.ศ. 2567", "2024-05-31T00:00"),
        ("th", "2024-05-31", "2024-05-31T00:00"),
    ],
)
def test_years_of_other_calendars(language: str | None, text: str, expected: str) -> None:
    assert parse_date(text, zone=ZoneInfo("UTC"), language=language).at.isoformat().startswith(expected)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Fr., 31.05.2024, 14:07 Uhr", "2024-05-31T14:07:00+00:00"),
        ("de", "1. Jänner 2024 um 14.07 Uhr", "2024-01-01T14:07:00+00:00"),
        ("fr", "31/05/2024 à 14h07", "2024-05-31T14:07:00+00:00"),
        ("da", "31. maj 2024 kl. 14.07", "2024-05-31T14:07:00+00:00"),
        ("fi", "31.5.2024 klo 14.07", "2024-05-31T14:07:00+00:00"),
        ("tr", "31.05.2024 - 14:07", "2024-05-31T14:07:00+00:00"),
        ("ru", "14:07 31.05.2024", "2024-05-31T14:07:00+00:00"),
        ("he", "יום שישי, 31 במאי 2024", "2024-05-31T00:00:00+00:00"),
        ("ar", "الجمعة، 31 أيار/مايو 2024 14:07", "2024-05-31T14:07:00+00:00"),
        ("vi", "Thứ sáu, 31/5/2024, 14:07 (GMT+7)", "2024-05-31T07:07:00+00:00"),
        ("en", "Published 2:07 PM EDT, Fri May 31, 2024", "2024-05-31T18:07:00+00:00"),
        ("en", "31 May 2024 • 2:07pm", "2024-05-31T14:07:00+00:00"),
        (None, "2024-05-31 14:07 (UTC+08:00)", "2024-05-31T06:07:00+00:00"),
    ],
)
def test_dates_as_news_sites_write_them(language: str | None, text: str, expected: str) -> None:
    found = parse_date(text, zone=ZoneInfo("UTC"), language=language)
    assert (found.at.isoformat(), found.problems) == (expected, ())


@pytest.mark.parametrize(
    "text", ["31.05.2024 or 1.6.2024", "31.05.2024 June", "31.05.2024 about 3", "14:07", "1:2:3:4"]
)
def test_a_date_in_digits_among_other_words_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_date(text, zone=ZoneInfo("UTC"))


def test_the_weekday_beside_a_date_in_digits_is_compared() -> None:
    (problem,) = parse_date("Mo, 31.05.2024", zone=ZoneInfo("UTC"), language="de").problems
    assert problem.code == "date-weekday"
