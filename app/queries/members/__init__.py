"""What may be seen of persons and their membership."""
