"""What the sample's offices report of people after all else: each part with dice of its own."""
