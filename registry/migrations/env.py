"""Run by Alembic: migrate over the connection that `registry.migrate` hands in, in its transaction."""

from alembic import context

from registry.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
