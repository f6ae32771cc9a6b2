"""The rows of a list: read by pages, and which stay though they left the view."""
