"""会费: make the lists, register what was paid, keep the card in step."""
