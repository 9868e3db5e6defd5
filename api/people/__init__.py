"""Persons, enterprises, who belongs where, how they sign in, and which phone or chat account is theirs."""

from api.people import binding, phones
from api.people.actor import NOBODY, Actor, Role, Scope
from api.people.enterprises import Founding, found_enterprise
from api.people.enterprises import current as enterprise
from api.people.forgetting import forget_old
from api.people.qualifying import Qualification, qualification, require_qualified, signatories, take_signatories
from api.people.rights import actor_for_address, actor_of_person, may_see
from api.people.sessions import Opened, actor_of_session, sign_out, switch_enterprise
from api.people.signing_in import sign_in
from api.people.tokens import actor_of_api_token

__all__ = [
    "NOBODY",
    "Actor",
    "Founding",
    "Opened",
    "Qualification",
    "Role",
    "Scope",
    "actor_for_address",
    "actor_of_api_token",
    "actor_of_person",
    "actor_of_session",
    "binding",
    "enterprise",
    "forget_old",
    "found_enterprise",
    "may_see",
    "phones",
    "qualification",
    "require_qualified",
    "sign_in",
    "sign_out",
    "signatories",
    "switch_enterprise",
    "take_signatories",
]
