"""What a report for a board says: its answer, money, waits, limits and words."""
