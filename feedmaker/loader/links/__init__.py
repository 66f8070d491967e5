"""Which page an article has."""
