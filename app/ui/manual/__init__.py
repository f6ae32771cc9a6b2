"""帮助: the manual that comes with the program."""
