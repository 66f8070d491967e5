"""What runs in workers: read a file, render an entry, assemble the documents of a feed. Picklable functions."""
