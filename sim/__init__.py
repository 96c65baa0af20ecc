"""The world: what happens to a woman, a group, a psychologist's day, and what it costs."""
