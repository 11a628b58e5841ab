"""The commands, grouped by the work they serve. Heavy imports stand inside the functions: --help is fast."""
