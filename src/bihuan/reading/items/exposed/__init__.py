"""Faults that other pages tell of: cases, films, lists, news."""
