"""One wrong rule at a time for the SimPy engine; the compiled engine keeps the right one, and so must differ."""

from sim.clock import Phase
from sim.grids import gains_index, leaves_index, ready_index
from sim.joining import DECLINE_REASONS
from sim.parameters import THERAPIES
from sim.waiting import OFFERS_MAY_BE_DECLINED
from sim.weeks import CAUSES
from sim.woman import PREPARATION_HAZARD, Woman

from .faults import LAST_IN_FIRST_OUT, Fault, in_place_of, wrong_order

_stops_group = Woman.stops_group


def _stops_but_keeps_her_hazard(woman: Woman) -> None:
    hazard = woman.hazard
    _stops_group(woman)
    woman.hazard = hazard


FAULTS: dict[str, Fault] = {
    # order
    "queues are served from the wrong end": LAST_IN_FIRST_OUT,
    "women who have waited too long go after places are given": wrong_order("sim.waiting", INTEREST_LOST=Phase.BOOKED),
    "weeks go by after places are given": wrong_order("sim.weeks", LEFT=Phase.PLACED),
    "group sessions are over late": wrong_order("sim.groups", OUTCOME=Phase.COUNTED),
    "appointments are over at once": wrong_order("sim.trauma_work", OUTCOME=Phase.SESSION),
    "places are given after slots": wrong_order("sim.groups", PLACED=Phase.BOOKED),
    "women who return join late": wrong_order("sim.pathway", JOINED=Phase.BOOKED),
    "therapy goes after appointments": in_place_of("sim.trauma_work.THERAPY_RANK", 3),
    "appointments go before groups": in_place_of("sim.trauma_work.APPOINTMENT_RANK", -1),
    "groups go after therapy": in_place_of("sim.stabilisation.GROUP_RANK", 2),
    # room
    "a group takes half its part of the caseload": in_place_of("sim.stabilisation.HALF_SLOTS", 1),
    "weekly therapy takes half its part of the caseload": in_place_of("sim.trauma_work.WEEKLY_UNITS", 1),
    "fortnightly therapy takes twice its part of the caseload": in_place_of("sim.trauma_work.OTHER_UNITS", 2),
    # coming
    "misses do not matter": in_place_of("sim.attending.CAP", 0),
    "coming in part is coming": in_place_of("sim.attending.gains_index", lambda *of: gains_index(*of[:2], False)),
    "sessions in a row do not matter": in_place_of(
        "sim.attending.gains_index", lambda treatment, in_a_row, in_part: gains_index(treatment, 0, in_part)
    ),
    # leaving and waiting
    "causes of leaving are mixed up": in_place_of("sim.weeks.CAUSES", CAUSES[::-1]),
    "the hazard of leaving does not change by week": in_place_of(
        "sim.weeks.leaves_index", lambda step, weeks, misses: leaves_index(step, 0, misses)
    ),
    "stabilisation has the hazard of preparation": in_place_of(
        "sim.trauma_work.STABILISATION_HAZARD", PREPARATION_HAZARD
    ),
    "who stops coming keeps the hazard of the group": in_place_of(
        "sim.woman.Woman.stops_group", _stops_but_keeps_her_hazard
    ),
    "screening is always taken up": in_place_of(
        "sim.waiting.OFFERS_MAY_BE_DECLINED", {step for step in OFFERS_MAY_BE_DECLINED if step.name != "PTSD_SCREENING"}
    ),
    "the longest waits are cut short": in_place_of("sim.waiting.LONGEST_WAIT", 1),
    # meeting and joining
    "nobody follows anybody in the local population": in_place_of(
        "sim.population.Population.generation", lambda population, place, day: 0
    ),
    "reasons for declining are mixed up": in_place_of("sim.joining.DECLINE_REASONS", DECLINE_REASONS[::-1]),
    "everybody has the same propensity": in_place_of("sim.woman.PROPENSITIES", (0.0,)),
    "quarters are longer": in_place_of("sim.population.WEEKS_IN_QUARTER", 14),
    # the trauma work
    "complex PTSD does not matter": in_place_of(
        "sim.trauma_work.ready_index", lambda attended, complex_ptsd, stability: ready_index(attended, False, stability)
    ),
    "another therapy is offered instead": in_place_of(
        "sim.trauma_work.PRESENT_FOCUSED", THERAPIES.index("trauma_focused_cbt")
    ),
    "who was invited is invited again": in_place_of(
        "sim.woman.Woman.can_be_invited", property(lambda woman: woman.inside and woman.sessions_attended > 0)
    ),
    # money and counting
    "all unused slots are charged": in_place_of("sim.clinic.unused_slots_charged", lambda offered, used, free: offered),
    "financial years are short": in_place_of("sim.counting.WEEKS_IN_YEAR", 51),
    "weeks are not paid for": in_place_of("sim.weeks.pay_for_week", lambda woman: None),
}
