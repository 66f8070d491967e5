"""The preview of the output on this computer, and the building that follows changes. Needs `feedmaker[serve]`."""
