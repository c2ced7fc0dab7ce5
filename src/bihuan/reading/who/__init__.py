"""Who is named: units, people, places, and who acts in a sentence."""
