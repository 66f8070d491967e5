"""Metadata → the fields of an article."""
