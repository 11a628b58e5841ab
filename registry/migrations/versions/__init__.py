"""The revisions themselves."""
