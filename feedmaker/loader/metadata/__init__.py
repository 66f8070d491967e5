"""Front matter → the fields of an article, one module a field."""
