"""Options of the suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected feeds of tests/golden and the help texts of docs/cli.md anew",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected texts are to be written and not compared."""
    return bool(request.config.getoption("--update-golden"))
