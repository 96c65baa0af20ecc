"""The world: what happens to a woman, a group, a psychologist's day, and what it costs.

>>> from sim import default_parameters, simulate
>>> runs = simulate(default_parameters(), replications=2, seed=1)
>>> runs.replications
2
"""

from sim.errors import InputError
from sim.outcomes import OUTCOMES, TOTALS
from sim.parameters import Parameters, default_parameters
from sim.run import Runs, simulate

__all__ = ["OUTCOMES", "TOTALS", "InputError", "Parameters", "Runs", "default_parameters", "simulate"]
