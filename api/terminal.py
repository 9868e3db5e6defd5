"""The operator's commands on receipts, messages and alerts; rooms are imported lazily."""

from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import typer

receipts = typer.Typer(help="Receipts from files.", no_args_is_help=True)
exchange = typer.Typer(
    help="Messages to the authorities: what waits, what failed, what came back.", no_args_is_help=True
)
alerts = typer.Typer(help="What the operator must look at.", no_args_is_help=True)
GROUPS: Final[Mapping[str, typer.Typer]] = {"receipts": receipts, "exchange": exchange, "alerts": alerts}

Id = Annotated[UUID, typer.Argument(help="Id of a message or a receipt, as the lists show it.")]
Ids = Annotated[list[UUID], typer.Argument(help="Ids of failed messages and of receipts that were set aside.")]
Files = Annotated[list[Path], typer.Argument(exists=True, help="Receipt files, or folders of them.")]
What = Annotated[
    Literal["waiting", "failed", "sent", "answered", "quarantine"],
    typer.Argument(help="Messages by state, or the receipts that were set aside: quarantine."),
]


def _run(work: Coroutine[Any, Any, int | None]) -> None:
    """Do an errand to its end and exit with the status it returns."""
    import uvloop

    raise typer.Exit(uvloop.run(work) or 0)


@receipts.command("load")
def receipts_load(
    files: Files,
) -> None:
    """Store receipts from files; what was stored before is passed over."""
    from api import errands

    _run(errands.load_receipts(files))


@receipts.command("again")
def receipts_again(
    state: Annotated[str, typer.Argument(help="unknown, foreign, damaged, refused or failed")],
) -> None:
    """Read receipts anew that ended in this state, once a code table or a fault was mended."""
    from api import errands

    _run(errands.read_again(state))


@exchange.command("status")
def exchange_status() -> None:
    """Say how many messages and receipts stand where, and what has waited longest."""
    from api import errands
    from api.exchange import commands

    _run(errands.at_exchange(commands.show_standing()))


@exchange.command("list")
def exchange_list(what: What) -> None:
    """List the latest messages in a state, or the receipts that were set aside (quarantine)."""
    from api import errands
    from api.exchange import commands

    _run(errands.at_exchange(commands.list_some(what)))


@exchange.command("show")
def exchange_show(identity: Id) -> None:
    """Show one message with what came back, or one receipt with its text."""
    from api import errands
    from api.exchange import commands

    _run(errands.at_exchange(commands.show_one(identity)))


@exchange.command("again")
def exchange_again(ids: Ids) -> None:
    """Send failed messages once more, read receipts that were set aside once more."""
    from api import errands
    from api.exchange import commands

    _run(errands.at_exchange(commands.once_more(ids)))


@exchange.command("dismiss")
def exchange_dismiss(ids: Ids) -> None:
    """Take receipts that will never be applied off the list of those set aside, for good."""
    from api import errands
    from api.exchange import commands

    _run(errands.at_exchange(commands.dismiss(ids)))


@exchange.command("receive")
def exchange_receive(files: Files) -> None:
    """Store receipts from files, handle them at once, and say what became of each."""
    from api import errands
    from api.exchange import commands

    _run(errands.at_exchange(commands.receive(files)))


@alerts.command("list")
def alerts_list() -> None:
    """List what the operator must look at; exits non-zero while there is something."""
    from api import errands

    _run(errands.list_alerts())


@alerts.command("acknowledge")
def alerts_acknowledge(alert: UUID) -> None:
    """Close one alert; the same case will open a new one."""
    from api import errands

    _run(errands.acknowledge(alert))
