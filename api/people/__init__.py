"""Persons, enterprises, who belongs where, how they sign in, and which phone or chat account is theirs."""

from api.people.actor import NOBODY, Actor, Role, Scope

__all__ = ["NOBODY", "Actor", "Role", "Scope"]
