"""Files that nobody would write, handed to the program: each is used, or answered in one clear line."""
