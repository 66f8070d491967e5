"""Content encodings of HTTP (RFC 9110 section 8.4.1): compressed bytes that depend on nothing but the data.

The libraries are imported when they are used: gzip is in Python, the others come with `feedmaker[compress]`.
"""

import sys
from collections.abc import Mapping

#: Encoding → suffix of a compressed copy, as web servers look for it.
SUFFIXES: Mapping[str, str] = {"br": ".br", "zstd": ".zst", "gzip": ".gz"}

# Higher levels take many times as long for a few per cent less.
_GZIP, _BROTLI, _ZSTD = 9, 8, 12


def compress(encoding: str, data: bytes) -> bytes:
    """Return data in a content encoding. Raises ImportError where the library for it is not installed."""
    if encoding == "gzip":
        import gzip

        # without a time; the tenth byte names the operating system (RFC 1952 section 2.3.1): 255 is none
        packed = gzip.compress(data, _GZIP, mtime=0)
        return packed[:9] + b"\xff" + packed[10:]
    if encoding == "br":
        import brotli

        return bytes(brotli.compress(data, quality=_BROTLI))
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return bytes(zstd.compress(data, _ZSTD))


def is_available(encoding: str) -> bool:
    """Return True if the library of a content encoding is installed."""
    try:
        compress(encoding, b"")
    except ImportError:
        return False
    return True
