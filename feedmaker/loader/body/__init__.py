"""Body → safe HTML with absolute URLs."""
