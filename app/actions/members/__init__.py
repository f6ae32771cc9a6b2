"""What may be done with persons and their membership."""
