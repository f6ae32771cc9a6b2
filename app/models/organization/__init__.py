"""组织: the union, the tree of its branches, and what it keeps of itself."""
