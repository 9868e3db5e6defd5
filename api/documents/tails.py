"""Finding by any part of a name or number: every tail of a text is kept, so that each part is how some tail begins.

On both databases an index finds the part, in texts of any script and from the first character on, where trigrams want
three (docs/adr/0018). What is found by a part is read in the order of the tails: what ends with the part comes first.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from api.documents.listing import BEYOND, Condition
from kit import database, relation
from kit.relation import IDS, Relation

LONGEST: Final = 16  # characters of a tail that are kept; a longer part is looked for in what its beginning finds
ORDER: Final = "t.tail, t.owner_id desc"
_POSITION: Final[dict[database.Dialect, str]] = {"postgres": "strpos", "sqlite": "instr"}
_TEXTS: Final = Relation("texts", enterprise_id="uuid", field="text", owner_id="uuid", words="text")
_PLACES: Final = "with recursive places(n) as (select 1 union all select n + 1 from places where n < $1::int)"
_KEEP: Final = f"""
    insert into text_tails (enterprise_id, field, tail, owner_id, place)
    {_PLACES} select enterprise_id, field, substr(words, n, {LONGEST}), owner_id, n
    from {{texts}} join places on n <= length(words)"""  # noqa: S608 — constants of this file
_KEEP_NUMBERS: Final = f"""
    insert into text_tails (enterprise_id, field, tail, owner_id, place)
    {_PLACES} select enterprise_id, kind, substr(number, n, {LONGEST}), id, n
    from documents join places on n <= length(number) where id in (select id from {{ids}})"""  # noqa: S608
_FORGET: Final = "delete from text_tails where enterprise_id = $1 and field = $2 and tail = $3 and owner_id = $4"
Text = tuple[UUID, str, UUID, str]  # whose, in which field, of what, and the words


async def keep(texts: Iterable[Text]) -> None:
    """Let things be found by any part of these texts, in the caller's transaction."""
    if rows := [each for each in texts if each[3]]:
        longest = max(len(words) for *_, words in rows)
        await database.execute(_TEXTS.into(_KEEP, 2), longest, *_TEXTS.arguments(rows))


async def keep_numbers(numbers: Mapping[UUID, str]) -> None:
    """Let new documents be found by any part of their numbers, in the caller's transaction; kinds are the fields."""
    longest = max(map(len, numbers.values()))
    await database.execute(IDS.into(_KEEP_NUMBERS, 2), longest, *relation.ids(numbers))


async def forget(texts: Iterable[Text]) -> None:
    """Let things be found by these texts no more, in the caller's transaction."""
    rows = {
        (enterprise_id, field, words[n : n + LONGEST], owner_id)
        for enterprise_id, field, owner_id, words in texts
        for n in range(len(words))
    }
    await database.executemany(_FORGET, sorted(rows))


async def change(owner: tuple[UUID, UUID], before: dict[str, str], after: dict[str, str]) -> None:
    """Let a thing (its enterprise, its id) be found by its fields as they are now, in the caller's transaction."""
    changed = {field for field in {**before, **after} if before.get(field, "") != after.get(field, "")}
    await forget((owner[0], field, owner[1], before.get(field, "")) for field in sorted(changed))
    await keep((owner[0], field, owner[1], after.get(field, "")) for field in sorted(changed))


def part(field: str, column: str, text: str) -> list[Condition]:
    """Return the conditions that a field holds a text; `column` is where it stands, and is looked into once more.

    A text that stands twice in one field is found at its first place alone.
    """
    beginning = text[:LONGEST]
    found = [("t.field = ${}", field), ("t.tail >= ${}", beginning), ("t.tail < ${}", beginning + BEYOND)]
    return [*found, (f"{_place_in(column)} >= t.place", text)]  # a tail that begins so is never before the first


def holds(column: str, text: str) -> Condition:
    """Return the condition that a column holds a text, for a list that is read by something else."""
    return f"{_place_in(column)} > 0", text


def lacks(column: str, text: str) -> Condition:
    """Return the condition that a column does not hold a text."""
    return f"not {_place_in(column)} > 0", text


def _place_in(column: str) -> str:
    return f"{_POSITION[database.dialect()]}({column}, ${{}})"
