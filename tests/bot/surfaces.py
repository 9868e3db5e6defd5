"""Which transcript shows which command of the features' table: ``python -m tests.bot.surfaces`` prints the table.

The commands are those that each area of the features must offer in the chat; a transcript shows one when somebody in it
says it, in any way that the chat understands.
"""

import csv
from pathlib import Path
from typing import Final

from bot.grammar import BY_WORD
from bot.reading import Intent, understand
from tests.bot import script
from tests.bot.script import Script

PAGE: Final = Path(__file__).parents[2] / "docs" / "telegram.md"
_COLUMN: Final = Path(__file__).parent / "chat_commands.tsv"


def commands() -> list[tuple[str, str]]:
    """The rows of the features' column "Chat command": the area, and the command as the column has it."""
    with _COLUMN.open(encoding="utf-8", newline="") as file:
        return [(row["area"], row["command"]) for row in csv.DictReader(file, delimiter="\t")]


def shown_by(command: str) -> list[Script]:
    """The transcripts in which somebody says it."""
    return [part for path in script.FILES for part in script.parts(path) if turn_of(part, command)]


def turn_of(part: Script, command: str) -> int:
    """The line of a transcript at which somebody says the command and is answered as written; 0: nobody does."""
    lines = (step.line for step in part.steps if step.expected and step.mark == "用" and _says(step.text, command))
    return next(lines, 0)


def _says(line: str, command: str) -> bool:
    found = understand(line)
    return isinstance(found, Intent) and found.verb is BY_WORD[command]


def table() -> str:
    """The table of docs/telegram.md."""
    rows = [f"| {area} | {command} | {_cell(command)} |" for area, command in commands()]
    return "\n".join(["| area | command | shown on both by |", "| --- | --- | --- |", *rows])


def _cell(command: str) -> str:
    parts = shown_by(command)
    both = [part.part for part in parts if not part.only]
    one = [f"{part.part} ({part.only})" for part in parts if part.only]
    names = both or one
    return "; ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


if __name__ == "__main__":
    print(table())
