"""One pathway in three libraries: ours, Ciw and salabim, so that their speed can be compared. See README.md here."""
