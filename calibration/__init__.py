"""Calibration: what makes the numbers believable. It is empty for now.

It will hold the evidence table (what the DUSSK study and the literature counted, each figure once), the priors, the
likelihood, the fit, the posterior it gives, and the checks that say how far to trust that posterior.

It stands on the middle floor: it imports from `sim` and never from `scenarios`.
"""
