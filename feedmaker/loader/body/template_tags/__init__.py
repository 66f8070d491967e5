"""Template tags of generators → HTML."""
