"""From contact to consent: who is asked, who accepts, who is eligible, who can consent."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import simpy

from sim.clock import Phase
from sim.draws import Block
from sim.pathway import in_service
from sim.words import Event, Reason, Recency, Resource, Route

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.places import Claim
    from sim.woman import Woman

    Process = Generator[simpy.Event, object, None]

DECLINE_REASONS = (Reason.TOO_BUSY, Reason.NOT_INTERESTED, Reason.OTHER)
UNABLE_REASONS = (Reason.TOO_DISTRESSED, Reason.HEALTH)


def meets_the_service(woman: Woman, route: Route) -> None:
    """Meet a woman and ask her to be screened; if she accepts, she is a process from here on."""
    woman.note(Event.MET, value=route)
    if not woman.may_be_asked:
        return
    contact, woman.contacts = woman.contacts, woman.contacts + 1
    words = woman.draws.block(Block.CONTACT, woman.number, contact) if contact else woman.first_contact
    _, says_not_selling, accepts, reason = words
    declines = why_she_declines(woman, route, accepts, reason, says_not_selling)
    if declines is Reason.NONE:
        woman.may_be_asked = False
        woman.note(Event.ARRIVAL, value=contact)
        turn = woman.site.recruiters.ask(woman.today, woman.number)
        woman.env.process(joins(woman, turn))
    else:
        woman.note(Event.DECLINED, value=declines)


def joins(woman: Woman, turn: Claim) -> Process:
    """Be screened when the recruiters have time, join if eligible and able to consent, and follow the pathway."""
    with turn:
        yield turn
        joined = is_eligible(woman) and consents(woman)
    if joined:
        woman.note(Event.ENROLLED)
        yield woman.until(woman.today, Phase.JOINED)
        yield from in_service(woman)
    else:
        woman.note(Event.DEPART)


def why_she_declines(woman: Woman, route: Route, accepts: int, reason: int, says_not_selling: int) -> Reason:
    """Return why she declines screening, or ``Reason.NONE`` if she accepts.

    A woman who sold no sex on the street in the last month may decline for that reason, but only while the rule asks
    for more than she does: widening the rule makes her screenable, like everybody else.
    """
    tables = woman.tables
    sold_none_lately = woman.sells >= Recency.THREE_MONTHS
    if sold_none_lately and woman.sells > tables.eligible_sells and says_not_selling < tables.says_not_selling:
        return Reason.NOT_SELLING_SEX
    if accepts < tables.accepts[route]:
        return Reason.NONE
    return DECLINE_REASONS[bisect_right(tables.decline_reasons, reason)]


def why_not_eligible(woman: Woman) -> Reason:
    """Return why the rule does not admit her, or ``Reason.NONE`` if it does."""
    sells_too_seldom = woman.sells > woman.tables.eligible_sells
    uses_too_seldom = woman.uses > woman.tables.eligible_uses
    if sells_too_seldom and uses_too_seldom:
        return Reason.BOTH_TOO_SELDOM
    if sells_too_seldom:
        return Reason.SELLS_TOO_SELDOM
    return Reason.USES_TOO_SELDOM if uses_too_seldom else Reason.NONE


def is_eligible(woman: Woman) -> bool:
    """Screen a woman; return whether the rule admits her."""
    woman.is_screened()
    woman.note(Event.SCREENED, resource=woman.site.resource(Resource.RECRUITERS))
    reason = why_not_eligible(woman)
    if reason is Reason.NONE:
        woman.note(Event.ELIGIBLE)
        return True
    woman.note(Event.NOT_ELIGIBLE, value=reason)
    return False


def consents(woman: Woman) -> bool:
    """Ask an eligible woman for consent; return whether she joins. One who could not may be asked again."""
    tables = woman.tables
    able, why_unable, preference, _ = woman.draws.block(Block.CONSENT, woman.number, woman.contacts)
    if able < tables.able_to_consent:
        woman.enrol(preference)
        return True
    woman.note(Event.UNABLE_TO_CONSENT, value=UNABLE_REASONS[bisect_right(tables.unable_reasons, why_unable)])
    woman.may_be_asked = True
    return False
