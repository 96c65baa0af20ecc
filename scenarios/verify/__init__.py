"""Checks that anybody can run for as long as they like: that the two engines live the same lives."""
