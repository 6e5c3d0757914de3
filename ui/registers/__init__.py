"""What single registers add to the form, list and detail that their declarations make."""
