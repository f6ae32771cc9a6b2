"""What a list is narrowed by, as the bar above it says."""
