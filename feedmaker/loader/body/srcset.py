"""The candidates of a srcset attribute (HTML Standard, "srcset attributes"), in time linear in its length."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# An address runs up to white space; where it ends in a comma no descriptor follows.
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<!,)\s*+([^,]*+))?")
_DESCRIPTOR = re.compile(r"([\d.]+)[wxh]")


class Candidate(NamedTuple):
    """One picture of several: its address, its descriptor ("2x", or "") and the number of that ("2")."""

    address: str
    descriptor: str
    number: str


def candidates(srcset: str) -> Iterator[Candidate]:
    """Yield the candidates whose descriptor is none or one number with its unit."""
    for found in _CANDIDATE.finditer(srcset):
        written = (found[2] or "").strip()
        descriptor = _DESCRIPTOR.fullmatch(written)
        if written and not descriptor:
            continue
        yield Candidate(found[1].rstrip(","), written, descriptor[1] if descriptor else "")
