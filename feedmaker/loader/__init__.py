"""The loader: a file → an Article and its body."""
