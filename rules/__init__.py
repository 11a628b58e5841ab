"""Judging: the catalogue of checks, the engine that runs them, and the suggested disposition.

May import `corpus` and `registry`. Judges pure data (`rules.view.DocumentView`); no I/O in a check.
"""
