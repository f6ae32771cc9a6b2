"""组织: the union's card with what other registers tell of it, and the words of its unit."""
