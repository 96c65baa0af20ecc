"""Checks of the calibration: whether the posterior is what it says, and whether the study looks like it."""
