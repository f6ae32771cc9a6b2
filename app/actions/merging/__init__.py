"""合并: two records become one, with all that belongs to both; and pairs found to be two."""
