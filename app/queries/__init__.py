"""What a user may see: plain rows, never mapped objects."""
