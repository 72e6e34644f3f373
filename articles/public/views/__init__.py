"""The readers' pages: each view parses the address, reads what is visible, and shows it."""
