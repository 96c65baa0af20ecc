"""Sensitivity: how the headline answers hang on what is not known: the parameters, their priors and the structure."""
