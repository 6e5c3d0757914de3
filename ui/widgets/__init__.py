"""The parts every screen is made of. Each takes values by setters, speaks by signals and asks `look()` when it paints."""
