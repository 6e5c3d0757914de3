"""The register book of a remote border post: everything but the screens. No module here imports Qt."""

__version__ = "0.1.0"
