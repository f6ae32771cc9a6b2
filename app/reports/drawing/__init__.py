"""What draws laid-out papers on the canvas of a PDF file."""
