"""Patterns, terms and the catalogue: facts of the law and of language, kept as data beside the code."""
