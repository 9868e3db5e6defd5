"""The counter for bindings: tickets that two sides confirm, phones that a code proves, and letting go."""

from api.people.bonds import bind, of_actor, unbind, unfollowed
from api.people.proving import FOLLOW, Proof, begin_by_phone, finish_by_phone, holder_of_session, prove_phone
from api.people.tickets import (
    Claim,
    Ticket,
    confirm_on_phone,
    confirm_on_web,
    find,
    open_ticket,
    refuse_on_phone,
    scanned,
    watch,
)

__all__ = [
    "FOLLOW",
    "Claim",
    "Proof",
    "Ticket",
    "begin_by_phone",
    "bind",
    "confirm_on_phone",
    "confirm_on_web",
    "find",
    "finish_by_phone",
    "holder_of_session",
    "of_actor",
    "open_ticket",
    "prove_phone",
    "refuse_on_phone",
    "scanned",
    "unbind",
    "unfollowed",
    "watch",
]
