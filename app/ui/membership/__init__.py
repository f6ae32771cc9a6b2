"""What the pages of members and of their changes do beyond those of any register."""
