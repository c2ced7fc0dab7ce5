"""Days and limits: dates as they are written, which year and month they mean, and by when something is due."""
