"""The first-run wizard: from an empty machine to a post that can be unlocked."""
