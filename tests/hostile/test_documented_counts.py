"""The counts in docs/reliability.md are those of the samples and tests."""

import re
from pathlib import Path

import active_markup
import hostile_articles
import hostile_values
import pytest
import test_check_plants
import test_histories
import test_state

from feedmaker.check.rules import RULES

PAGE = (Path(__file__).parents[2] / "docs" / "reliability.md").read_text("utf-8")
ARTICLES = sum(1 for group in hostile_articles.GROUPS for _ in hostile_articles.articles(group))
NAMES = len(hostile_articles.FILE_NAMES)


@pytest.mark.parametrize(
    ("pattern", "counts"),
    [
        (r"([\d,]+) changes of configuration", (len(test_histories.CONFIGURATIONS),)),
        (r"([\d,]+) kinds of damage by hand", (len(test_state.DAMAGES),)),
        (
            r"([\d,]+) hostile files \(([\d,]+) kinds of article, ([\d,]+) file names, a file of 100 MB",
            (ARTICLES + NAMES + 1, ARTICLES, NAMES),
        ),
        (r"([\d,]+) names of categories", (len(hostile_values.category_names()),)),
        (r"([\d,]+) payloads of our own collection", (len(active_markup.EVERY),)),
        (r"titles,.*: ([\d,]+) articles\.", (3 * len(active_markup.EVERY),)),
        (
            r"([\d,]+) rules, .*: ([\d,]+) plants in single files, ([\d,]+) between files",
            (len(RULES), len(test_check_plants.PLANTS), len(test_check_plants.SETS)),
        ),
    ],
)
def test_a_count_of_the_page_is_that_of_the_code(pattern: str, counts: tuple[int, ...]) -> None:
    found = re.search(pattern.replace(" ", r"\s+"), PAGE, re.DOTALL)

    assert found, pattern
    assert tuple(int(number.replace(",", "")) for number in found.groups()) == counts
