"""The checks against exact answers: the simulation of the plainest pathway, beside what theory says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from scenarios.verify import (
    theory_appointments,
    theory_drug_groups,
    theory_generator,
    theory_interest,
    theory_leaving,
    theory_meeting_women,
    theory_money,
    theory_places,
    theory_sessions,
    theory_whole_pathway,
)
from scenarios.verify.checks import Check, Outcome, Task, outcome_of
from scenarios.verify.judging import Judged
from scenarios.verify.lengths import At

Judge = Callable[[At], Judged]

MARKOV = "Kemeny and Snell 1960, Finite Markov Chains"
QUEUES = "Gross and others 2008, Fundamentals of Queueing Theory"
RANDOM123 = "Salmon and others 2011, Parallel random numbers: as easy as 1, 2, 3"
TEXTBOOK = "Feller 1968, An Introduction to Probability Theory, volume 1"
ROUTE = ("TV 2.5", "TV 2.13", "AdViSHE C3")


def _judge(judge: Judge, run: str, at: At) -> Sequence[Outcome]:
    more = "" if at.times == 1 else f", {at.times} times the replications of a quick run"
    return [outcome_of(judge(at), at, run + more)]


def _task(
    name: str,
    judge: Judge,
    asked: str,
    law: str,
    source: str,
    items: tuple[str, ...] = ROUTE,
    run: str = "plainest pathway, SimPy engine",
    weight: float = 6.0,
) -> Task:
    return Task((Check(f"theory.{name}", asked, law, source, items),), partial(_judge, judge, run), weight)


_words = partial(_task, run="the generator alone")

THEORY: tuple[Task, ...] = (
    _words(
        "generator-known-answers",
        theory_generator.known_answers,
        "Does the generator give the published words?",
        "Philox4x32-10, known-answer vectors, by both ways of drawing",
        RANDOM123,
        ("TV 4.6", "AdViSHE C4"),
        weight=0.1,
    ),
    _words(
        "generator-uniform",
        theory_generator.uniform,
        "Are drawn words uniform, whatever part of their address runs on?",
        "64 cells, each as likely, at the top and the bottom bits of every lane",
        RANDOM123,
        ("TV 2.5",),
        weight=3,
    ),
    _words(
        "generator-independent",
        theory_generator.independent,
        "Does one draw say nothing about another?",
        "no correlation and an even 8 by 8 table between lanes, kinds of decision, women, occasions and seeds",
        RANDOM123,
        ("TV 2.5", "TV 2.14"),
        weight=3,
    ),
    _words(
        "generator-every-way",
        theory_generator.same_every_way,
        "Are occasions drawn sixteen at a time those drawn one at a time?",
        "the same words",
        RANDOM123,
        ("AdViSHE C4",),
        weight=0.2,
    ),
    _task(
        "contacts",
        theory_meeting_women.contacts,
        "Are women met as often, and on the days, that the rates say?",
        "Poisson by route and quarter, even over the route's days",
        TEXTBOOK,
    ),
    _task(
        "funnel",
        theory_meeting_women.funnel,
        "How do contacts end, from declining to consent?",
        "products of the shares of each reason, by selling, drug use and route",
        TEXTBOOK,
        ("TV 1.5", "TV 2.13", "TV 2.15", "AdViSHE C3"),
    ),
    _task(
        "population",
        theory_meeting_women.occupancy,
        "How many different women of a small population are met?",
        "occupancy: N(1 − (1 − 1/N)^n); binomial over replications",
        TEXTBOOK,
    ),
    _task(
        "sessions",
        theory_sessions.negative_binomial,
        "After how many sessions has a woman come k times?",
        "negative binomial",
        TEXTBOOK,
    ),
    _task(
        "misses",
        theory_sessions.misses_in_a_row,
        "The same, where each miss in a row lowers the odds",
        "a Markov chain on sessions attended and misses in a row",
        MARKOV,
        ("TV 1.1", *ROUTE),
    ),
    _task(
        "women-who-differ",
        theory_sessions.women_who_differ,
        "The same, over women who differ in propensity, treatment, selling and drug use",
        "a mixture of negative binomial distributions",
        TEXTBOOK,
        ("TV 1.1", "TV 2.5", "TV 2.15"),
    ),
    _task(
        "leaving",
        theory_leaving.constant_hazards,
        "When do women leave, and why?",
        "geometric weeks, 1 − exp(−h); causes in proportion to their hazards",
        TEXTBOOK,
        ("TV 1.3", *ROUTE),
    ),
    _task(
        "leaving-changing",
        theory_leaving.changing_hazard,
        "The same, where the hazard fades by week and grows with misses",
        "the product of weekly survivals",
        TEXTBOOK,
        ("TV 1.1", "TV 1.3", "TV 2.5"),
    ),
    _task(
        "coming-back",
        theory_leaving.coming_back,
        "Who comes back, and after how many weeks?",
        "geometric within the window; nobody whom a life event took away",
        TEXTBOOK,
    ),
    _task(
        "drug-groups",
        theory_drug_groups.drug_groups,
        "How does time in the drug groups end?",
        "absorbing Markov chain, N = (I − Q)⁻¹(I − Q^W)",
        MARKOV,
    ),
    _task(
        "stability",
        theory_drug_groups.stability,
        "At which session is a woman stable enough to be referred?",
        "a Markov chain on level, sessions in a row and misses in a row",
        MARKOV,
        ("TV 1.1", *ROUTE),
    ),
    _task(
        "queue-for-places",
        theory_places.places,
        "How long is the queue for places, and how long do women wait?",
        "discrete-week M/M/c, by its matrix",
        QUEUES,
    ),
    _task(
        "queue-with-leaving",
        theory_places.reneging,
        "The same, where women who wait may leave",
        "discrete-week M/M/c + M (Erlang A), and Little's law",
        QUEUES,
    ),
    _task(
        "queue-for-appointments",
        partial(theory_appointments.appointments, theory_appointments.FAR_FROM_IT),
        "Who is offered one of the psychologist's slots, and after how long?",
        "discrete-week M/M/c + G, by the age of the oldest cohort",
        QUEUES,
    ),
    _task(
        "queue-nearly-geometric",
        partial(theory_appointments.appointments, theory_appointments.NEARLY_GEOMETRIC),
        "The same, where interest is lost at a nearly constant rate",
        "discrete-week M/M/c + G, close to Erlang A",
        QUEUES,
    ),
    _task(
        "interest",
        theory_interest.interest,
        "In which week of waiting is interest lost?",
        "S(w) from the published odds ratio for each week of waiting, in both its shapes",
        "the survival function in docs/model.md",
        ("TV 1.1", "TV 1.3", "TV 2.5"),
    ),
    _task(
        "taking-up",
        theory_interest.taking_up,
        "Who takes up what is offered after some weeks?",
        "log odds = logit(at once) + weeks × log(odds ratio)",
        "the formula of the published effect, docs/model.md",
        ("TV 1.1", "TV 1.3", "TV 2.5"),
    ),
    _task(
        "whole-pathway",
        theory_whole_pathway.whole_pathway,
        "How does a woman's way through the whole pathway end, and how many therapy sessions are held?",
        "one absorbing Markov chain from consent to the end of therapy, week by week",
        MARKOV,
        ("TV 2.1", "TV 2.4", *ROUTE),
        weight=10,
    ),
    _task(
        "discounting",
        theory_money.discounting,
        "What is a constant weekly cost worth, discounted?",
        "52 m (1 − vⁿ)/(1 − v) + w m vⁿ, to the penny for each year",
        "Drummond and others 2015, Methods for the Economic Evaluation of Health Care Programmes",
        ("TV 3.2", "TV 3.4", "AdViSHE C4"),
        weight=0.2,
    ),
    _task(
        "price-year",
        theory_money.price_year,
        "What does a price of 2017/18 cost in another year?",
        "times, or divided by, the product of the years' inflation, to the penny",
        "Jones and others, Unit Costs of Health and Social Care (NHSCII)",
        ("TV 1.2", "TV 1.4", "AdViSHE C4"),
        weight=0.5,
    ),
)
