"""Bundles on their way: sticks, couriers, slips, receipts, and the mutual trust with headquarters."""
