"""The checks, one module a group of the catalogue. Each exports RULES; `rules.catalog` lists them all."""
