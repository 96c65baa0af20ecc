"""The answer of a trial's design: power, dose, timing and value worked out, and the sections of its report."""
