"""Batches of work over worker processes; knows nothing of feeds."""
