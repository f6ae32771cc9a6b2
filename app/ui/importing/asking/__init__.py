"""What only a person can say: how dates are meant, which group, who somebody is."""
