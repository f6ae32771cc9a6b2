"""保存的视图: what a list is filtered, sorted and shown by, under a name."""
