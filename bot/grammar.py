"""What can be said to the bot: one table, from which the parser, the help, the menus and the documentation are made.

Adding a command is a row of `data/verbs.csv` and a function in `bot/commands/`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, Literal

from api.people import Actor

_TABLE: Final = Path(__file__).parent / "data" / "verbs.csv"


class Level(IntEnum):
    """How much a command asks before it acts (ux.md §3.6); what it asks is the command's own affair."""

    READ = 0
    WRITE = 1
    DESTRUCTIVE = 2


Need = Literal["nobody", "person", "member", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that can be said.

    `about` says in a line what it does; `group` is where help shows its `usage` (查 办 收); `needs` who may say it:
    anybody, whoever is bound, people at work for an enterprise, its 管理员. `digit` and `label` are its place in the
    menu of the chat, `menu` that in the account's own menu (查询 订阅 我的); empty: it has none.
    """

    name: str
    about: str
    synonyms: tuple[str, ...] = ()
    usage: str = ""
    group: str = ""
    level: Level = Level.READ
    needs: Need = "person"
    digit: str = ""
    label: str = ""
    menu: str = ""
    slash: str = ""

    @property
    def bound(self) -> bool:
        """Tell whether it needs a binding."""
        return self.needs != "nobody"

    def allows(self, who: Actor | None) -> bool:
        """Tell whether this person may say it now."""
        if who is None or not self.bound:
            return not self.bound
        return self.needs == "person" or (who.enterprise_id is not None and (self.needs == "member" or who.is_admin))


def _verbs() -> tuple[Verb, ...]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_verb(row) for row in csv.DictReader(file))


def _verb(row: dict[str, Any]) -> Verb:
    return Verb(**row | {"synonyms": tuple(row["synonyms"].split()), "level": Level[row["level"].upper()]})


VERBS: Final = _verbs()
BY_WORD: Final[Mapping[str, Verb]] = {word: verb for verb in VERBS for word in (verb.name, *verb.synonyms)}
LONGEST_FIRST: Final = tuple(sorted(BY_WORD, key=len, reverse=True))
# What a number alone, or a question about such a thing, asks for; any other asks what became of a certificate.
OF_NUMBER: Final = {"mobile": "绑定", "coordination": "查协调单", "filing": "查备案"}
OF_NOUN: Final = {"filing": "查备案", "coordination": "查协调单"}


def verb(name: str) -> Verb:
    """Return the verb of that name or synonym; raises KeyError for none."""
    return BY_WORD[name]


def slashes(who: Actor | None) -> dict[str, str]:
    """Return the commands with a slash that this person may say, without the slash, and what each is about."""
    return {one.slash: one.about for one in sorted(VERBS, key=_slash_order) if one.slash and one.allows(who)}


def _slash_order(one: Verb) -> bool:
    """Sort what everybody may say before the rest."""
    return one.bound


def usages(group: str, who: Actor | None) -> list[str]:
    """Return how the verbs of a group are said, those alone that this person may say."""
    return [one.usage for one in VERBS if one.group == group and one.usage and one.allows(who)]


def menu(who: Actor | None) -> dict[str, Verb]:
    """Return the verbs of the menu by digit, in the menu's order, those alone that this person may say."""
    shown = [one for one in VERBS if one.digit and one.allows(who)]
    return {one.digit: one for one in sorted(shown, key=lambda one: (one.digit == "0", one.digit))}
