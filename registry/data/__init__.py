"""Facts about institutions, with years and verification marks."""
