"""How a text is built: its headings and numbered lines, its labels and what they mean."""
