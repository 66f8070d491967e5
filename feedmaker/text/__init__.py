"""Facts about text that every layer needs."""
