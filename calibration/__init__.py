"""Calibration: what makes the numbers believable.

The evidence (what DUSSK and the literature counted, each figure once), the priors, the fit to the study's counts, the
posterior that it gives, and the checks that say how far to trust it.

It stands on the middle floor: it imports from `sim` and never from `scenarios`.
"""
