"""Entries that tables and labels state: every field says itself what it is."""
