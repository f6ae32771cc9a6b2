"""The data the program ships with; read through ``app.resources`` only."""
