"""The shared pathway in salabim: women, outreach, the drug group and the clinic are components.

Processes are written with ``yield``, so that nothing but salabim is needed; statistics that nobody reads are not kept.
"""

import salabim as sim

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


def chance(probability: float) -> bool:
    """Decide by the random stream that the environment seeded."""
    return sim.random.random() < probability


class Model(sim.Environment):
    """One replication."""

    def setup(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self.tally = Tally()
        self.group_members = sim.Queue("drug group", monitor=False)
        self.clinic = Clinic()
        Outreach()
        DrugGroup()

    @property
    def today(self) -> int:
        return int(self.now()) // DAY


class Outreach(sim.Component):
    """Meets women every day; those who accept, are eligible and can consent join."""

    def process(self):
        model, p = self.env, self.env.pathway
        contacts = sim.Poisson(p.contacts_a_day)
        number = 0
        yield self.hold(till=MET)
        while True:
            for _ in range(contacts.sample()):
                number += 1
                model.tally["contacts"] += 1
                if chance(p.accepts) and chance(p.eligible) and chance(p.able_to_consent):
                    Woman(number=number, at=model.today * DAY + JOINED)
            yield self.hold(DAY)


class DrugGroup(sim.Component):
    """Meets every week if anybody belongs to it."""

    def process(self):
        yield self.hold(till=self.env.pathway.group_day * DAY + PLACED)
        while True:
            self.env.tally["group_sessions"] += len(self.env.group_members) > 0
            yield self.hold(WEEK)


class Clinic(sim.Component):
    """Once a week begins courses if there is room, first come first served, and gives what slots are left."""

    def setup(self) -> None:
        self.appointments = sim.Queue("appointments", monitor=False)
        self.courses = sim.Queue("waiting for a course", monitor=False)
        self.waiting_for_group = sim.Queue("waiting for a group", monitor=False)
        self.in_therapy = sim.Queue("in therapy", monitor=False)
        self.groups: list[set[Woman]] = []
        self.room = sim.Component("room for a group", process="")

    def process(self):
        yield self.hold(till=self.env.pathway.clinic_day * DAY + PLACED)
        while True:
            self.begin_courses()
            yield self.hold(BOOKED - PLACED)
            self.give_slots()
            yield self.hold(WEEK - BOOKED + PLACED)

    def begin_courses(self) -> None:
        model, p = self.env, self.env.pathway
        self.groups = [members for members in self.groups if members]
        if len(self.waiting_for_group) >= p.group_from and self.room not in self.courses:
            self.room.enter_sorted(self.courses, (model.today, 0))
        room = p.courses - len(self.groups) - len(self.in_therapy)
        for _ in range(min(room, len(self.courses))):
            first = self.courses.pop()
            if first is self.room:
                self.start_group()
            else:
                first.activate()

    def start_group(self) -> None:
        members: set[Woman] = set()
        for _ in range(min(self.env.pathway.group_to, len(self.waiting_for_group))):
            woman = self.waiting_for_group.pop()
            woman.members = members
            members.add(woman)
            woman.activate()
        self.groups.append(members)

    def give_slots(self) -> None:
        tally, taken = self.env.tally, len(self.groups) + len(self.in_therapy)
        tally["stabilisation_sessions"] += len(self.groups)
        given = min(self.env.pathway.slots - taken, len(self.appointments))
        for _ in range(given):
            self.appointments.pop().activate()
        tally["slots_used"] += taken + given


class Woman(sim.Component):
    """A woman who joined. Her week ends at the first moment of her own weekday."""

    def setup(self, number: int) -> None:
        self.number = number

    def process(self):
        model = self.env
        self.joined_day = model.today
        model.tally["joined"] += 1
        for step in (self.drug_group, self.screening, self.stabilisation, self.readiness, self.therapy):
            ending = yield from step()
            if ending:
                model.tally[ending] += 1
                return

    def until_session(self, weekday: int) -> float:
        """The group's or the clinic's next session after now."""
        return self.env.now() + (weekday * DAY + SESSION - self.env.now()) % WEEK

    def until_week_ends(self) -> float:
        """The next end of her week after now."""
        return self.env.now() + (self.joined_day * DAY + LEFT - self.env.now()) % WEEK

    def drug_group(self):
        p, tally = self.env.pathway, self.env.tally
        self.enter(self.env.group_members)
        attended = 0
        while attended < p.sessions_to_attend:
            yield self.hold(till=self.until_session(p.group_day))
            came = chance(p.attends_group)
            attended += came
            tally["group_attendances"] += came
            yield self.hold(OUTCOME - SESSION)
            if attended < p.sessions_to_attend and chance(p.leaves_group):
                yield self.hold(till=self.until_week_ends())
                self.leave(self.env.group_members)
                return "left"
        self.leave(self.env.group_members)
        tally["referred"] += 1

    def wait(self, queue: sim.Queue, step: str, since: int):
        """Wait in a queue, by day of joining it and by number, until the clinic calls."""
        self.enter_sorted(queue, (self.env.today, self.number))
        yield self.passivate()
        self.env.tally[f"offered_{step}"] += 1
        self.env.tally[f"days_waited_{step}"] += self.env.today - since

    def screening(self):
        p, referred = self.env.pathway, self.env.today
        yield self.hold(till=(referred + p.delay_days) * DAY + JOINED)
        yield from self.wait(self.env.clinic.appointments, "screening", referred)
        if not chance(p.takes_up):
            return "left"
        yield self.hold(OUTCOME - BOOKED)
        if not chance(p.keeps_appointment):
            return "left"
        self.env.tally["screened"] += 1
        return None if chance(p.symptoms) else "moved_on"

    def stabilisation(self):
        p, tally = self.env.pathway, self.env.tally
        yield from self.wait(self.env.clinic.waiting_for_group, "stabilisation", self.env.today)
        if not chance(p.takes_up):
            self.members.discard(self)
            return "left"
        tally["began_stabilisation"] += 1
        for session in range(p.stabilisation_sessions):
            yield self.hold(till=self.until_session(p.clinic_day))
            tally["stabilisation_attendances"] += chance(p.attends_stabilisation)
            yield self.hold(OUTCOME - SESSION)
            if session < p.stabilisation_sessions - 1 and chance(p.leaves_stabilisation):
                yield self.hold(till=self.until_week_ends())
                self.members.discard(self)
                return "left"
        self.members.discard(self)

    def readiness(self):
        p = self.env.pathway
        yield self.hold(till=(self.env.today + 1) * DAY + JOINED)
        yield from self.wait(self.env.clinic.appointments, "readiness", self.env.today)
        yield self.hold(OUTCOME - BOOKED)
        if not chance(p.keeps_appointment):
            return "left"
        if not chance(p.ready):
            return "moved_on"
        self.env.tally["ready"] += 1

    def therapy(self):
        p, tally, clinic = self.env.pathway, self.env.tally, self.env.clinic
        yield from self.wait(clinic.courses, "therapy", self.env.today)
        if not chance(p.takes_up):
            return "left"
        tally["began_therapy"] += 1
        self.enter(clinic.in_therapy)
        held, ending = 0, None
        while ending is None:
            yield self.hold(till=self.until_session(p.clinic_day))
            came = chance(p.attends_therapy)
            held += came
            tally["therapy_sessions" if came else "therapy_missed"] += 1
            yield self.hold(OUTCOME - SESSION)
            if held == p.therapy_sessions:
                ending = "completed"
            elif chance(p.leaves_therapy):
                ending = "left"
        self.leave(clinic.in_therapy)
        return ending


def replicate(pathway: Pathway, seed: int) -> Tally:
    """Run one replication, seeded by salabim's own means."""
    model = Model(pathway=pathway, random_seed=seed, set_numpy_random_seed=False, yieldless=False)
    model.run(till=pathway.weeks * WEEK - 1)  # the first moment of the day after the last is not played
    model.tally["pence"] = money(model.tally, pathway)
    return model.tally
