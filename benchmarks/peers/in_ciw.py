"""The shared pathway in Ciw: a network of seven nodes through which women are routed.

Weekly sessions and clinics are slotted services; women who leave a group between two sessions renege from its queue.
Two nodes extend Ciw's, as its guide to custom behaviour shows: courses begin by the caseload's rule, and the clinic has
the slots that courses leave. Ciw decides at random between nodes that act at the same moment, so moments differ.
"""

from functools import cache
from math import inf
from random import random

import ciw

from benchmarks.peers.shared import (
    BOOKED,
    DAY,
    JOINED,
    LEFT,
    MET,
    OUTCOME,
    PLACED,
    SESSION,
    WEEK,
    Pathway,
    Tally,
    money,
)

CONTACT, GROUP, DELAY, CLINIC, COURSES, STABILISATION, THERAPY = range(1, 8)
EXIT = -1

OPENING = WEEK
"""Ciw's clock starts a week before opening, because a slotted service's first slot comes after a whole cycle."""

EVERYBODY = 1_000_000


class Woman(ciw.Individual):
    """A woman met. Her week ends at the first moment of her own weekday."""

    joined = 0
    delay = 0
    since = 0
    attended = 0
    sessions = 0
    group = None
    to_screening = True
    to_therapy = False


def day(moment: float) -> int:
    return int(moment) // DAY


def by_day_then_number(women: list[Woman], now: float) -> Woman:
    """Serve first who joined the queue on the earliest day; within a day, who was met first."""
    return min(women, key=lambda woman: (day(woman.arrival_date), woman.id_number))


# --- how long things take --------------------------------------------------------------------------------------------


class Daily(ciw.dists.Distribution):
    """Contacts are made once a day, from opening day on."""

    def sample(self, t=None, ind=None):
        return DAY if t else OPENING + MET


class NextClinic(ciw.dists.Distribution):
    """Until the end of the next clinic's sessions."""

    def __init__(self, weekday: int) -> None:
        self.moment = OPENING + weekday * DAY + OUTCOME

    def sample(self, t=None, ind=None):
        return (self.moment - t) % WEEK or WEEK


class Delay(ciw.dists.Distribution):
    """Until a woman's own delay is over and she joins the queue for an appointment."""

    def sample(self, t=None, ind=None):
        return (day(t) + ind.delay) * DAY + JOINED - t


class EndOfWeek(ciw.dists.Distribution):
    """Until the end of her week, if she leaves then."""

    def __init__(self, leaves: float) -> None:
        self.leaves = leaves

    def sample(self, t=None, ind=None):
        return (day(ind.joined) * DAY + LEFT - t) % WEEK or WEEK if random() < self.leaves else inf


# --- where she goes next ---------------------------------------------------------------------------------------------


class Route(ciw.routing.NodeRouting):
    """Sends women on by the rules of one node."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway

    def next_node(self, ind):
        return self.simulation.nodes[self.go(ind, self.pathway, self.simulation.tally)]

    def next_node_for_jockeying(self, ind):
        self.simulation.tally["left"] += 1
        return self.simulation.nodes[EXIT]

    def wait_is_over(self, woman: Woman, step: str) -> None:
        tally = self.simulation.tally
        tally[f"offered_{step}"] += 1
        tally[f"days_waited_{step}"] += day(woman.service_start_date) - woman.since

    def ends(self, ending: str) -> int:
        self.simulation.tally[ending] += 1
        return EXIT


class FromContact(Route):
    def go(self, woman: Woman, p: Pathway, tally: Tally) -> int:
        tally["contacts"] += 1
        if random() < p.accepts and random() < p.eligible and random() < p.able_to_consent:
            tally["joined"] += 1
            woman.joined = self.simulation.current_time
            return GROUP
        return EXIT


class FromGroup(Route):
    def go(self, woman: Woman, p: Pathway, tally: Tally) -> int:
        came = random() < p.attends_group
        woman.attended += came
        tally["group_attendances"] += came
        if woman.attended < p.sessions_to_attend:
            return GROUP
        tally["referred"] += 1
        woman.delay, woman.since = p.delay_days, day(self.simulation.current_time)
        return DELAY


class FromClinic(Route):
    def go(self, woman: Woman, p: Pathway, tally: Tally) -> int:
        self.wait_is_over(woman, "screening" if woman.to_screening else "readiness")
        if (woman.to_screening and random() >= p.takes_up) or random() >= p.keeps_appointment:
            return self.ends("left")
        if woman.to_screening:
            tally["screened"] += 1
            woman.to_screening = False
            going_on = random() < p.symptoms
        else:
            woman.to_therapy = going_on = random() < p.ready
            tally["ready"] += going_on
        woman.since = day(self.simulation.current_time)
        return COURSES if going_on else self.ends("moved_on")


class FromCourses(Route):
    def go(self, woman: Woman, p: Pathway, tally: Tally) -> int:
        self.wait_is_over(woman, "therapy" if woman.to_therapy else "stabilisation")
        if random() >= p.takes_up:
            return self.ends("left")
        tally["began_therapy" if woman.to_therapy else "began_stabilisation"] += 1
        woman.attended = 0
        return THERAPY if woman.to_therapy else STABILISATION


class FromStabilisation(Route):
    def go(self, woman: Woman, p: Pathway, tally: Tally) -> int:
        woman.sessions += 1
        tally["stabilisation_attendances"] += random() < p.attends_stabilisation
        if woman.sessions < p.stabilisation_sessions:
            return STABILISATION
        woman.delay, woman.since = 1, day(self.simulation.current_time) + 1
        return DELAY


class FromTherapy(Route):
    def go(self, woman: Woman, p: Pathway, tally: Tally) -> int:
        came = random() < p.attends_therapy
        woman.attended += came
        tally["therapy_sessions" if came else "therapy_missed"] += 1
        if woman.attended == p.therapy_sessions:
            return self.ends("completed")
        return self.ends("left") if random() < p.leaves_therapy else THERAPY


# --- the nodes that Ciw does not have --------------------------------------------------------------------------------


class DrugGroup(ciw.Node):
    """Meets every week if anybody belongs to it."""

    def slotted_service(self):
        self.simulation.tally["group_sessions"] += self.number_of_individuals > 0
        super().slotted_service()


class CourseList(ciw.Node):
    """Women who wait for a stabilisation group or for therapy; once a week courses begin if the caseload has room."""

    room_asked = None
    groups_today = 0

    def slotted_service(self):
        pathway, nodes, today = self.simulation.pathway, self.simulation.nodes, day(self.now)
        waiting = sorted(self.all_individuals, key=lambda woman: (day(woman.arrival_date), woman.id_number))
        for_group = [woman for woman in waiting if not woman.to_therapy]
        if self.room_asked is None and len(for_group) >= pathway.group_from:
            self.room_asked = today
        line = [(day(woman.arrival_date), woman.id_number, [woman]) for woman in waiting if woman.to_therapy]
        if self.room_asked is not None:
            line.append((self.room_asked, 0, for_group[: pathway.group_to]))
        groups = {woman.group for woman in nodes[STABILISATION].all_individuals}
        room = pathway.courses - len(groups) - nodes[THERAPY].number_of_individuals
        for _, number, women in sorted(line)[:room]:
            if number == 0:
                self.room_asked = None
                groups.add(today)
            for woman in women:
                woman.group = None if woman.to_therapy else today
                self.begin(woman)
        self.groups_today = len(groups)
        self.simulation.tally["stabilisation_sessions"] += len(groups)
        self.schedule.get_next_slot()

    def begin(self, woman):
        """Begin a woman's service, as Ciw's own slotted service does."""
        woman.service_start_date = self.now
        self.give_individual_a_service_time(woman)
        woman.service_end_date = self.now + woman.service_time
        woman.server = True
        self.number_in_service += 1


class Clinic(ciw.Node):
    """One-off appointments, in the slots that the day's courses leave."""

    def find_number_of_slotted_services(self):
        nodes = self.simulation.nodes
        courses = nodes[COURSES].groups_today + nodes[THERAPY].number_of_individuals
        given = min(self.schedule.slot_size - courses, self.number_of_individuals)
        self.simulation.tally["slots_used"] += courses + given
        return given


# --- the network -----------------------------------------------------------------------------------------------------


def weekly(weekday: int, phase: int, size: int = EVERYBODY) -> ciw.Slotted:
    return ciw.Slotted(slots=[WEEK], slot_sizes=[size], offset=float(weekday * DAY + phase))


@cache
def network(p: Pathway) -> ciw.network.Network:
    """Return the network, which every replication shares."""
    one = ciw.dists.Deterministic(1)
    return ciw.create_network(
        arrival_distributions=[Daily()] + [None] * 6,
        batching_distributions=[ciw.dists.Poisson(p.contacts_a_day)] + [one] * 6,
        number_of_servers=[
            inf,
            weekly(p.group_day, SESSION),
            inf,
            weekly(p.clinic_day, BOOKED, p.slots),
            weekly(p.clinic_day, PLACED),
            weekly(p.clinic_day, SESSION),
            inf,
        ],
        service_distributions=[
            ciw.dists.Deterministic(JOINED - MET),
            ciw.dists.Deterministic(OUTCOME - SESSION),
            Delay(),
            ciw.dists.Deterministic(OUTCOME - BOOKED),
            ciw.dists.Deterministic(0),
            ciw.dists.Deterministic(OUTCOME - SESSION),
            NextClinic(p.clinic_day),
        ],
        reneging_time_distributions=[
            *[None, EndOfWeek(p.leaves_group), None],
            *[None, None, EndOfWeek(p.leaves_stabilisation), None],
        ],
        service_disciplines=[
            *[ciw.disciplines.FIFO] * 3,
            by_day_then_number,
            *[ciw.disciplines.FIFO] * 3,
        ],
        routing=ciw.routing.NetworkRouting(
            [
                FromContact(p),
                FromGroup(p),
                ciw.routing.Direct(to=CLINIC),
                FromClinic(p),
                FromCourses(p),
                FromStabilisation(p),
                FromTherapy(p),
            ]
        ),
    )


def replicate(pathway: Pathway, seed: int) -> Tally:
    """Run one replication, seeded by Ciw's own means."""
    ciw.seed(seed)
    model = ciw.Simulation(
        network(pathway),
        node_class=[ciw.Node, DrugGroup, ciw.Node, Clinic, CourseList, ciw.Node, ciw.Node],
        individual_class=Woman,
    )
    model.pathway, model.tally = pathway, Tally()
    model.simulate_until_max_time(OPENING + pathway.weeks * WEEK)
    model.tally["pence"] = money(model.tally, pathway)
    return model.tally
