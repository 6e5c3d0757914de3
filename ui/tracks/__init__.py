"""Taking the track of a GPS receiver into a patrol."""
