"""Forms built from the declaration of a register: cells, inline tables, drafts. Nothing here opens a file or a session."""
