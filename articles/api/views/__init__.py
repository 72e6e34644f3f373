"""The endpoints, by what they show."""
