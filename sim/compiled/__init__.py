"""The compiled engine: the same lives as the SimPy engine's, thousands of times faster.

It shares the parameters, rules, tables and keyed draws with the SimPy engine; only the flow of time is written again,
as whole days and phases over one row of whole numbers (``state``) that Numba turns into machine code. Nothing here is
a model of its own: where the two engines differ, one of them is wrong.
"""
