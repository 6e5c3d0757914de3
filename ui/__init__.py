"""The window: Qt only. Knows services, registers, domain and bootstrap; never storage, keys or the journal."""
