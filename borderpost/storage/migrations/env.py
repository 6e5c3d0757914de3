"""Alembic's entry: runs on the connection it is handed, inside the caller's transaction."""

from alembic import context

from borderpost.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
    include_object=lambda _object, name, kind, _reflected, _other: not (kind == "table" and "_fts" in (name or "")),
)
context.run_migrations()
