"""The panel at the right of a register: everything known of one record."""
