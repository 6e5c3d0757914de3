"""What is true before any file, key or screen exists; standard library only."""
