"""Alembic's entry point: run inside the transaction the store has already begun."""

from alembic import context

from icp.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
