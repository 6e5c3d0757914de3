"""Dated legal rules as data, and the counting of days."""
