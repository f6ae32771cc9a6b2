"""组织架构: the tree of branches and groups on screen."""
