"""Sealed bundles, receipts, couriers and trust."""
