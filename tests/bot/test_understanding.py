"""The list of typed utterances: how many are understood, none that does what was not said, and what a turn costs."""

import csv
import time
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from bot.grammar import BY_WORD, VERBS, Level
from bot.reading import Intent, understand

LIST: Final = Path(__file__).parent / "utterances.tsv"
TABLE: Final = Path(__file__).parents[2] / "docs" / "understanding.md"
LINE_END: Final = "\N{SYMBOL FOR NEWLINE}"
OUTCOMES: Final = ("right", "offered", "missed", "wrong")


class Utterance(NamedTuple):
    """Something typed, what kind of typing it is, and the verb that was meant; empty: none."""

    said: str
    kind: str
    meant: str


def _utterances() -> list[Utterance]:
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Utterance(row["said"].replace(LINE_END, "\n"), row["kind"], row["meant"]) for row in rows]


ALL: Final = _utterances()


def outcome(one: Utterance) -> str:
    """What becomes of it: right, offered to be tapped, missed, or wrong."""
    found = understand(one.said)
    if isinstance(found, Intent):
        return "right" if found.verb.name == one.meant else "wrong"
    offered = {BY_WORD[line.split()[0]].name for line in found.lines}
    if not one.meant:
        return "offered" if offered else "right"
    return "offered" if one.meant in offered else "missed"


def table() -> str:
    """The table of docs/understanding.md."""
    found = {kind: Counter(outcome(one) for one in ALL if one.kind == kind) for kind in dict.fromkeys(_kinds())}
    found["all"] = Counter(map(outcome, ALL))
    rows = [
        f"| {kind} | {sum(counts.values())} | {' | '.join(str(counts[each]) for each in OUTCOMES)} |"
        for kind, counts in found.items()
    ]
    head = ["| typed | lines | right | offered to tap | missed | wrong |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    return "\n".join([*head, *rows])


def _kinds() -> list[str]:
    return [one.kind for one in ALL]


def commands() -> str:
    """The list of commands of docs/understanding.md, from the grammar's own table."""
    level = {Level.READ: "asks", Level.WRITE: "does", Level.DESTRUCTIVE: "does, with a code"}
    needs = {"nobody": "anybody", "person": "who is bound", "member": "people of the enterprise", "admin": "管理员"}
    rows = [
        f"| {one.name} | {one.about} | {' '.join(one.synonyms)} | {level[one.level]} | {needs[one.needs]} |"
        for one in VERBS
    ]
    return "\n".join(["| verb | what it does | also said | it | who may |", "| --- | --- | --- | --- | --- |", *rows])


def test_there_are_three_hundred_and_nothing_is_done_that_was_not_said() -> None:
    assert len(ALL) >= 300
    assert [one for one in ALL if outcome(one) == "wrong"] == []


@pytest.mark.parametrize("one", [one for one in ALL if one.kind in {"as written", "questions", "traditional"}])
def test_what_is_typed_well_is_understood(one: Utterance) -> None:
    assert outcome(one) == "right"


def test_a_guess_never_writes() -> None:
    """B-4: what was not said word for word is answered only where it changes nothing."""
    for one in ALL:
        found = understand(one.said)
        assert not isinstance(found, Intent) or found.how == "exact" or found.verb.level is Level.READ


def test_nearly_all_are_understood_or_offered() -> None:
    counts = Counter(outcome(one) for one in ALL if one.meant)
    assert counts["right"] + counts["offered"] >= 0.98 * counts.total()


def test_the_documentation_says_what_is_true() -> None:
    """Both tables are made from the code; `python -m tests.bot.test_understanding` prints them."""
    written = TABLE.read_text("utf-8")
    assert table() in written
    assert commands() in written


@pytest.mark.slow
def test_a_turn_costs_less_than_a_millisecond_to_understand() -> None:
    """Processor time, the median of seven runs over the list, so that a busy machine does not count."""
    for one in ALL:
        understand(one.said)
    spent = []
    for _ in range(7):
        began = time.process_time()
        for one in ALL:
            understand(one.said)
        spent.append((time.process_time() - began) / len(ALL))
    assert sorted(spent)[3] < 0.001


if __name__ == "__main__":
    print(f"{commands()}\n\n{table()}")
