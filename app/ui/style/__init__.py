"""How everything looks: tokens, fonts, the style sheet, icons."""
