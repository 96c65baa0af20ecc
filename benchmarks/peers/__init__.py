"""One pathway in several programs, so that results and speed can be compared. See README.md here."""
