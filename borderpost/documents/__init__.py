"""Printed documents on official layout."""
