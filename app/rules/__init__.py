"""What the regulations ask: profiles (data) and rule functions."""
