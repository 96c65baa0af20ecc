"""A site: its groups, its clinic, its recruiters and its local population, and when they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from sim import clock
from sim.clinic import Clinic
from sim.clock import WEEK, WEEKS_IN_YEAR, Phase
from sim.groups import DrugGroup
from sim.places import Places
from sim.population import Population
from sim.words import RESOURCES_A_SITE, Component, Event, Item, Kind, Resource, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.draws import Draws
    from sim.record import Record
    from sim.tables import Tables
    from sim.woman import Woman

    Process = Generator[simpy.Event, object, None]


class Site:
    """One place where the pathway runs.

    Parameters
    ----------
    env : simpy.Environment
        The clock, in ticks (see ``sim.clock``).
    tables : Tables
        The rules, evaluated.
    draws : Draws
        The keyed random numbers of this replication.
    record : Record
        The event log and ledger.
    index : int
        The site's number, from 0.
    """

    def __init__(self, env: simpy.Environment, tables: Tables, draws: Draws, record: Record, index: int) -> None:
        self.env = env
        self.tables = tables
        self.draws = draws
        self.record = record
        self.index = index
        self.opening_day = tables.opening_days[index]
        self.enrolled: list[Woman] = []
        self.recruiters = Places(env, tables.screenings_per_day)
        first_day, second_day = tables.group_days
        self.getting_started = DrugGroup(self, Resource.GETTING_STARTED_GROUP, Step.GETTING_STARTED, first_day)
        self.preparation = self.getting_started
        if not tables.shared_slot:
            self.preparation = DrugGroup(self, Resource.PREPARATION_GROUP, Step.PREPARATION, second_day)
        self.clinic = Clinic(self)
        self.population = Population(self)

    def open(self) -> None:
        """Start the site's processes."""
        process = self.env.process
        process(self.population.contacts())
        process(self.getting_started.weekly())
        if self.preparation is not self.getting_started:
            process(self.preparation.weekly())
        if self.tables.trauma_offered:
            process(self.clinic.clinic_days())
            if self.tables.invites_most_frequent:
                process(self.invitations())
        process(self.running_costs())

    def resource(self, resource: Resource) -> int:
        """Return the number that the log uses for one of the site's resources."""
        return self.index * RESOURCES_A_SITE + resource

    def is_closed(self, day: int) -> bool:
        """Whether the day falls in a week of the year in which nothing meets."""
        return day // WEEK % WEEKS_IN_YEAR in self.tables.closed_weeks

    def is_interrupted(self, day: int) -> bool:
        """Whether the day falls in the interruption."""
        return self.tables.interruption_first_week <= day // WEEK < self.tables.interruption_end_week

    def is_stopped(self, day: int) -> bool:
        """Whether the day falls in an interruption that stops everything, meeting women included."""
        return self.tables.interruption_stops_all and self.is_interrupted(day)

    def clinic_meets(self, day: int) -> bool:
        """Whether the psychologist's clinic is planned for the day."""
        return not self.is_closed(day) and not self.is_stopped(day)

    def drug_groups_meet(self, day: int, group: DrugGroup) -> bool:
        """Whether a drug group's session is planned for the day: not closed, not interrupted, a step running."""
        if self.tables.usual_treatment:
            return True
        if self.is_closed(day) or self.is_interrupted(day):
            return False
        if group is self.getting_started is self.preparation:
            return self.step_runs(Step.GETTING_STARTED, day) or self.step_runs(Step.PREPARATION, day)
        return self.step_runs(group.step, day)

    def step_runs(self, step: int, day: int) -> bool:
        """Whether one of the two drug-group steps runs in the week of the day."""
        first, last = self.tables.group_weeks[step - Step.GETTING_STARTED]
        return first <= day // WEEK <= last

    def invitations(self) -> Process:
        """Invite the most frequent attenders whenever a clinic opens."""
        for opening in self.tables.invitation_days:
            yield self.env.timeout(clock.tick(self.opening_day + opening, Phase.COUNTED) - self.env.now)
            attenders = [woman for woman in self.enrolled if woman.can_be_invited]
            attenders.sort(key=lambda woman: (-woman.sessions_attended, woman.number))
            for woman in attenders[: self.tables.invited]:
                woman.invited = True
                self.record.note(woman.number, Event.INVITED, woman.step)

    def running_costs(self) -> Process:
        """Enter what keeps the service going, week by week."""
        prices = self.tables.prices
        costs = (
            (Component.SUPPORT, Item.MANAGEMENT, prices.management, prices.pays_support),
            (Component.DRUG_GROUPS, Item.SUPERVISION, prices.supervision, prices.pays_drug_groups),
            (Component.SUPPORT, Item.CASE_REVIEW, prices.case_review, prices.pays_support),
        )
        if not any(pence for _, _, pence, _ in costs):
            return
        yield self.env.timeout(clock.tick(self.opening_day, Phase.COUNTED) - self.env.now)
        while True:
            for component, item, pence, payer in costs:
                self.record.spend(self.index, component, item, Kind.ONGOING, payer, pence)
            yield self.env.timeout(clock.tick(WEEK, Phase.LEFT))
