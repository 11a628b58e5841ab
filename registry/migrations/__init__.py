"""The schema's history: one Alembic revision a change, numbered 0001, 0002 …, never edited after release."""
