"""What the page of dues asks before it does something."""
