"""Files of other programs: GPX, spreadsheets."""
