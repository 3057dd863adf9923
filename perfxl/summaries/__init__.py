"""What the commands print at their end: a summary for people, JSON for machines."""
