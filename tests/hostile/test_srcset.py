from feedmaker.loader.body.sanitizer import candidates


def addresses(srcset: str) -> list[tuple[str, str]]:
    return [(one.address, one.descriptor) for one in candidates(srcset)]


def test_candidates_are_divided_by_commas() -> None:
    assert addresses("a.png 1x, b.png 2x,c.png 100w") == [("a.png", "1x"), ("b.png", "2x"), ("c.png", "100w")]


def test_commas_within_an_address_belong_to_it() -> None:
    assert addresses("w_1,h_2/a.png 1x, b,c.png") == [("w_1,h_2/a.png", "1x"), ("b,c.png", "")]


def test_a_comma_at_the_end_of_an_address_ends_the_candidate() -> None:
    assert addresses("a.png, b.png 2x") == [("a.png", ""), ("b.png", "2x")]


def test_a_candidate_with_an_unknown_descriptor_is_left_out() -> None:
    assert addresses("a.png big, b.png 100w 50h, c.png 2x") == [("c.png", "2x")]


def test_nothing_but_separators_is_no_candidate() -> None:
    assert addresses(" ,\n,, ") == []


def test_long_runs_take_no_time() -> None:
    for srcset in (
        "," * 1_000_000,
        " " * 1_000_000,
        "a" + " " * 1_000_000 + "1x",
        "a," * 300_000,
        "a 1" + "x" * 500_000,
    ):
        assert len(list(candidates(srcset))) <= 300_000
