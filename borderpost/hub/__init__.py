"""Headquarters: ingest and completeness."""
