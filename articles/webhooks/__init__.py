"""Telling partners of changes: rows written with the change, signed and delivered afterwards."""
