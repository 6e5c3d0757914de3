"""Alembic migrations of the encrypted database."""
