"""What notices, reports and news tell of entries that somebody carries already."""
