"""Colour, letters and measures of the window, from the theme files; see `tokens`, `look` and `sheet`."""
