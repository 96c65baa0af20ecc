"""Who is met: contacts by outreach, at the drop-in and by self-referral, and what each woman brings."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import simpy

from sim import clock
from sim.clock import WEEK, WEEKS_IN_YEAR, Phase
from sim.draws import WORD, Block
from sim.grids import WEEKS_IN_QUARTER
from sim.joining import meets_the_service
from sim.woman import Woman
from sim.words import SITE_SHIFT, Route

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.site import Site

    Process = Generator[simpy.Event, object, None]

DAY_SHIFT = 10
ROUTE_SHIFT = 8
"""A contact's slot at a site is day * 2**10 + route * 2**8 + place in the day, so no change renumbers anybody."""


class Population:
    """The women a site may meet: without limit, or a local population in which the same woman may be met again."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.met: dict[int, Woman] = {}
        self.generations: dict[int, tuple[int, int]] = {}

    def contacts(self) -> Process:
        """Meet women, by each route on its days of the week, until recruitment ends."""
        site, env, tables = self.site, self.site.env, self.site.tables
        routes = [[route for route in Route if weekday in tables.route_days[route]] for weekday in range(WEEK)]
        day = site.opening_day
        while day < tables.contacts_end_day or site.recruiters.queue:
            recruiting = routes[day % WEEK] and day < tables.contacts_end_day and not site.is_stopped(day)
            if recruiting or site.recruiters.queue:
                yield env.timeout(clock.tick(day, Phase.MET) - env.now)
                if recruiting:
                    self.meet_women(day, routes[day % WEEK])
            if site.recruiters.queue:
                yield env.timeout(Phase.SCREENED - Phase.MET)
                site.recruiters.give()
                yield env.timeout(Phase.JOINED - Phase.SCREENED)
            day += 1

    def meet_women(self, day: int, routes: list[Route]) -> None:
        """Make the day's contacts."""
        site = self.site
        quarters = site.tables.arrivals[site.index]
        quarter = quarters[min((day - site.opening_day) // WEEK // WEEKS_IN_QUARTER, len(quarters) - 1)]
        words = site.draws.in_sequence(Block.ARRIVALS, site.index, day)
        for route in routes:
            for place in range(bisect_right(quarter[route], words[route])):
                slot = day << DAY_SHIFT | route << ROUTE_SHIFT | place
                meets_the_service(self.woman_in(slot, day), route)

    def woman_in(self, slot: int, day: int) -> Woman:
        """Return the woman of a contact: a new one, or one of the local population, perhaps met before."""
        site = self.site
        number = site.index << SITE_SHIFT
        if not site.tables.finite_population:
            return Woman(site, number | slot)
        word = site.draws.block(Block.POOL, number | slot, 0)[0]
        place = word * site.tables.finite_population // WORD
        number |= self.generation(place, day) * site.tables.finite_population + place
        if number not in self.met:
            self.met[number] = Woman(site, number)
        return self.met[number]

    def generation(self, place: int, day: int) -> int:
        """Return how many women have followed one another in a place of the local population by this day."""
        site = self.site
        year, generation = self.generations.get(place, (0, 0))
        while year < day // (WEEK * WEEKS_IN_YEAR):
            year += 1
            word = site.draws.block(Block.TURNOVER, site.index << SITE_SHIFT | place, year)[0]
            generation += word < site.tables.turnover
        self.generations[place] = (year, generation)
        return generation
