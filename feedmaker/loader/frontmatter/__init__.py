"""Text → metadata with lines, and where the body begins; one module a dialect."""
