"""What surrounds every page: guards of a request, the frame with its menu, static files."""
