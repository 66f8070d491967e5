"""Turn a folder of articles into RSS, Atom and JSON feeds, one for the site and one per category."""
