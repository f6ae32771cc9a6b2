"""What a user may do. An action takes a unit of work and does not commit."""
