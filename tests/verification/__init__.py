"""The simulation against exact answers from theory.

Error rate: every check judges the model at ``intervals.ERROR_RATE`` (one in 10,000), whatever number of figures it
looks at (they share that rate by Bonferroni's rule). There are fewer than ``intervals.CHECKS`` (100) checks in this
folder, so a correct model fails any of them, over the whole folder, with a chance of at most
``intervals.FAMILY_ERROR_RATE`` (1 %; with the 24 checks of today, 0.24 %). Seeds are fixed: a check that passes goes
on passing until the draws change.

Every check is also run on a model with a seeded fault (see ``faults.py``), which it must reject at the same rate.
"""
