"""Fuzzing campaigns: `python -m fuzz TARGET --seconds N` (docs/reliability.md, "Fuzzing")."""
