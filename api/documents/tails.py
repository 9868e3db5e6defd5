"""Finding by any part of a name or number: every tail of a text is kept, so that each part is how some tail begins.

On both databases an index finds the part, in texts of any script and from the first character on, where trigrams want
three (docs/adr/0018). What is found by a part is read in the order of the tails: what ends with the part comes first.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from api.documents.listing import BEYOND, Condition
from kit import database
from kit.relation import Relation

LONGEST: Final = 16  # characters of a tail that are kept; a longer part is looked for in what its beginning finds
LOOKED_BACK: Final = 8  # characters of a tail that are looked for at earlier places; longer parts hardly stand twice
ORDER: Final = "t.tail, t.owner_id desc"
_POSITION: Final[dict[database.Dialect, str]] = {"postgres": "strpos", "sqlite": "instr"}
_SAID: Final = {"tail": "text", "place": "bigint", "earlier": "smallint"}
_TAILS: Final = Relation("tails", enterprise_id="uuid", field="text", owner_id="uuid", **_SAID)
_TAILS_OF_NUMBERS: Final = Relation("tails", id="uuid", **_SAID)
_KEEP: Final = """
    insert into text_tails (enterprise_id, field, owner_id, tail, place, earlier)
    select enterprise_id, field, owner_id, tail, place, earlier from {tails}"""
_KEEP_NUMBERS: Final = """
    insert into text_tails (enterprise_id, field, owner_id, tail, place, earlier)
    select documents.enterprise_id, documents.kind, documents.id, tails.tail, tails.place, tails.earlier
    from {tails} join documents on documents.id = tails.id"""
_FORGET: Final = "delete from text_tails where enterprise_id = $1 and field = $2 and tail = $3 and owner_id = $4"
Text = tuple[UUID, str, UUID, str]  # whose, in which field, of what, and the words


async def keep(texts: Iterable[Text]) -> None:
    """Let things be found by any part of these texts, in the caller's transaction."""
    rows = [(*whose, *told) for *whose, words in texts for told in tails_of(words)]
    if rows:
        await database.execute(_TAILS.into(_KEEP), *_TAILS.arguments(rows))


async def keep_numbers(numbers: Mapping[UUID, str]) -> None:
    """Let new documents be found by any part of their numbers, in the caller's transaction; kinds are the fields."""
    rows = [(id_, *told) for id_, number in numbers.items() for told in tails_of(number)]
    await database.execute(_TAILS_OF_NUMBERS.into(_KEEP_NUMBERS), *_TAILS_OF_NUMBERS.arguments(rows))


def tails_of(words: str) -> Iterator[tuple[str, int, int]]:
    """Yield each tail with its place, and how many of its first characters stand at an earlier place as well."""
    for at in range(len(words)):
        earlier = 0
        while earlier < min(LOOKED_BACK, len(words) - at) and words.find(words[at : at + earlier + 1]) < at:
            earlier += 1
        yield words[at : at + LONGEST], at + 1, earlier


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
    """Return the conditions that a field holds a text; `column` is where it stands, for texts beyond `LOOKED_BACK`.

    A text that stands twice in one field is found at its first place alone.
    """
    beginning = text[:LONGEST]
    found = [("t.field = ${}", field), ("t.tail >= ${}", beginning), ("t.tail < ${}", beginning + BEYOND)]
    if len(text) <= LOOKED_BACK:
        return [*found, ("t.earlier < ${}", len(text))]
    return [*found, (f"{_place_in(column)} >= t.place", text)]  # a tail that begins so is never before the first


def holds(column: str, text: str) -> Condition:
    """Return the condition that a column holds a text, for a list that is read by something else."""
    return f"{_place_in(column)} > 0", text


def lacks(column: str, text: str) -> Condition:
    """Return the condition that a column does not hold a text."""
    return f"not {_place_in(column)} > 0", text


def _place_in(column: str) -> str:
    return f"{_POSITION[database.dialect()]}({column}, ${{}})"
