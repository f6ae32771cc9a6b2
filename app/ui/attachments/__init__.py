"""附件 in the window: dropped, pasted, chosen, looked at."""
