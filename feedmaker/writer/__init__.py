"""The writer: articles → feeds → bytes → output folder."""
