"""The encrypted database: engine, tables, repository, drafts, attachments, backup."""
