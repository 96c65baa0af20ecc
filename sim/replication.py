"""One replication by the SimPy engine: the model of record."""

import simpy

from sim.clock import Phase, tick
from sim.draws import Draws
from sim.record import Record
from sim.site import Site
from sim.tables import Tables
from sim.words import Event


def replicate(tables: Tables, seed: int, replication: int) -> Record:
    """Run one replication and return its record.

    Parameters
    ----------
    tables : Tables
        The rules of one parameter set, evaluated.
    seed : int
        64-bit seed.
    replication : int
        Number of the replication, from 0.
    """
    env = simpy.Environment()
    record = Record(env)
    draws = Draws(seed, replication)
    sites = [Site(env, tables, draws, record, index) for index in range(len(tables.opening_days))]
    for site in sites:
        site.open()
    env.run(until=tick(tables.end_day, Phase.LEFT))
    for site in sites:
        for woman in site.enrolled:
            if woman.inside:
                woman.note(Event.STILL_INSIDE, woman.step)
    record.close()
    return record
