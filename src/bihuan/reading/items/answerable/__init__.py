"""Who answers for an entry."""
