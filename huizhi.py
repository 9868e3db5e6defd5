"""The command line: composes the rooms into processes and starts them. Above the stairs; imports each room lazily."""

import json
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

import typer

from api import terminal
from kit.settings import Misconfigured

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.demo import Stage
    from api.processes import OutsideWorld

app = typer.Typer(
    name="huizhi",
    help="回执通 (Huizhi): official receipts reach the phones that follow them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
certificates = typer.Typer(help="Certificates from files and into files.", no_args_is_help=True)
demo = typer.Typer(help="Data to play with.", no_args_is_help=True)
wechat = typer.Typer(help="The official account.", no_args_is_help=True)
enterprises = typer.Typer(help="Enterprises and their first administrators.", no_args_is_help=True)
app.add_typer(certificates, name="certificates")
app.add_typer(demo, name="demo")
app.add_typer(enterprises, name="enterprises")
app.add_typer(wechat, name="wechat")
for name, group in terminal.GROUPS.items():
    app.add_typer(group, name=name)

Port = Annotated[int, typer.Option(help="Port to listen on.")]
Host = Annotated[str, typer.Option(help="Address to listen on; anything but loopback wants a TLS proxy in front.")]


def _run(work: Coroutine[Any, Any, Any]) -> None:
    """Run a process to its end and exit with the status it returns."""
    import uvloop

    raise typer.Exit(int(uvloop.run(work) or 0))


def _web() -> "FastAPI":
    from api import main as api_main

    return api_main.create_app()


def _bot() -> "FastAPI":
    from bot import main as bot_main

    return bot_main.create_app()


def _web_and_bot() -> "FastAPI":
    from bot import main as bot_main

    return bot_main.join(_web())


def _outside_world(port: int, sandbox_port: int) -> "OutsideWorld":
    """Return the sandbox as a neighbour process, and the settings under which we reach it."""
    from api.processes import OutsideWorld
    from sandbox.config import Config

    here, data = f"http://127.0.0.1:{port}", Path("data/sandbox").resolve()
    (data / "gacc" / "Cooimp" / "InBox").mkdir(parents=True, exist_ok=True)
    world = Config(app=here, port=sandbox_port)
    command = ["--port", str(sandbox_port), "--app", here, "--gacc-dir", str(data / "gacc"), "--demo"]
    environment = {"DATA_DIR": str(data)} | world.credentials(data / "gacc")
    stage = _stage()
    environment["DEV_ACCOUNTS"] = json.dumps(_accounts(stage, world.operator_token))
    named = {f"HUIZHI_{name}": value for name, value in environment.items()}
    return OutsideWorld([sys.executable, "-m", "sandbox", *command], named, stage)


def _accounts(stage: "Stage", operator_token: str) -> dict[str, str]:
    """Return how the people of the demo sign in, and who runs its site: nobody else's token is ever told."""
    from api.demo import PASSWORD

    first, *others = [player.login for player in stage.players]
    told = {"管理员": first, "经办人": "、".join(others), "密码": PASSWORD}
    if "HUIZHI_OPERATOR_TOKEN" in os.environ:
        return told
    return told | {"平台运营方": f"Authorization: Bearer {operator_token}"}


def _stage() -> "Stage":
    """Return the demo's enterprise, played by the people of the sandbox."""
    from api.demo import Player, Stage
    from push.address import CONSOLE, SMS, TELEGRAM, WECHAT
    from sandbox.config import Config

    world = Config()
    cast = zip(
        ("gaoyongxin", "wangjingli", "lidaili"),
        ((WECHAT, SMS, CONSOLE), (WECHAT,), (TELEGRAM,)),
        world.people,
        strict=True,
    )
    players = [
        Player(
            login=login, name=one.name, openid=one.openid, mobile=one.phone, chat_id=one.chat_id, follows_on=channels
        )
        for login, channels, one in cast
    ]
    firm = world.enterprise
    return Stage(name=firm.name, credit_code=firm.credit_code, customs_code=firm.customs_code, players=players)


@app.command()
def up(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Add the outside world, and a demo to watch.")] = False,
    sandbox_port: Annotated[int, typer.Option(help="Port of the outside world.")] = 8801,
) -> None:
    """Run web, bot and worker in one process, on SQLite and an embedded Valkey unless told otherwise."""
    from api import processes

    world = _outside_world(port, sandbox_port) if sandbox else None
    _run(processes.up(_web_and_bot, processes.Address(host, port), world))


@app.command()
def web(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Run the back office's HTTP side alone."""
    from api import processes

    _run(processes.serve(_web, processes.Address(host, port)))


@app.command()
def bot(port: Port = 8001, host: Host = "127.0.0.1") -> None:
    """Run the WeChat callback alone."""
    from api import processes

    _run(processes.serve(_bot, processes.Address(host, port)))


@app.command()
def telegram() -> None:
    """Run the Telegram ears alone: webhook if a public URL and its secret are set, else polling."""
    from bot import telegram as ears

    _run(ears.run())


@app.command()
def worker() -> None:
    """Run the corridors and the clock alone; several may run beside each other on PostgreSQL."""
    from api import processes

    _run(processes.work())


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date; safe to repeat, safe to run twice at once."""
    from api import processes

    _run(processes.migrate())


@app.command()
def rekey() -> None:
    """Seal with HUIZHI_SECRET_KEY what HUIZHI_SECRET_KEY_OLD sealed; exits non-zero if a seal stays shut."""
    from api import errands

    _run(errands.rekey())


@app.command()
def doctor() -> None:
    """Check configuration and reachability, say what to fix; exits non-zero on a fault."""
    from api import doctor as surgery

    _run(surgery.examine())


Login = Annotated[str, typer.Option("--as", help="Login of the person for whose enterprise it is done.")]
OfAuthority = Annotated[Literal["customs", "ccpit"], typer.Option("--authority", help="Whose certificates they are.")]


@certificates.command("import")
def certificates_import(
    files: Annotated[list[Path], typer.Argument(exists=True, help="Workbooks (.xlsx), messages (.xml), or folders.")],
    login: Login,
    authority: OfAuthority = "ccpit",
) -> None:
    """Take certificates in as drafts: each bad one is named with its reasons, what came before is passed over."""
    from api import errands

    _run(errands.import_certificates(login, files, authority))


@certificates.command("export")
def certificates_export(
    target: Annotated[Path, typer.Argument(help="A workbook (….xlsx), or a folder for messages.")],
    login: Login,
    authority: OfAuthority = "ccpit",
    listed: Annotated[
        Literal["preferential", "general", "voided"] | None,
        typer.Option("--list", help="One of the three lists alone."),
    ] = None,
) -> None:
    """Write certificates into a workbook that can be imported again, or each into a file as the customs' message."""
    from api import errands
    from api.certificates.importing.commands import Chosen

    _run(errands.export_certificates(login, target, Chosen(authority, listed)))


@wechat.command("menu")
def wechat_menu() -> None:
    """Publish the account's menu, made from the table of chat commands; safe to repeat."""
    from bot import wechat_menu as menu

    _run(menu.publish_and_say())


@enterprises.command("found")
def enterprises_found(
    name: Annotated[str, typer.Option(prompt="企业名称")],
    credit_code: Annotated[str, typer.Option(prompt="社会信用代码（18位）")],
    login: Annotated[str, typer.Option(prompt="管理员用户名")],
    person: Annotated[str, typer.Option(prompt="管理员姓名")],
    password: Annotated[str, typer.Option(prompt="管理员密码", hide_input=True, confirmation_prompt=True)],
    mobile: Annotated[str, typer.Option(help="The administrator's mobile number.")] = "",
) -> None:
    """Enter an enterprise with its first administrator (管理员)."""
    from api import errands
    from api.people import Founding

    names = {"name": name, "credit_code": credit_code, "login": login, "person_name": person}
    _run(errands.found_enterprise(Founding(**names, mobile=mobile, password=password)))


@enterprises.command("waiting")
def enterprises_waiting() -> None:
    """List the registrations that wait to be checked; exits with 1 while there is one."""
    from api import errands

    _run(errands.show_registrations())


@enterprises.command("accept")
def enterprises_accept(registration: UUID) -> None:
    """Let a registered enterprise in, with its first administrator; the applicant hears by SMS."""
    from api import errands

    _run(errands.decide_registration(registration, approved=True))


@enterprises.command("refuse")
def enterprises_refuse(registration: UUID, why: Annotated[str, typer.Option(prompt="原因")]) -> None:
    """Refuse a registration; the applicant hears the reason by SMS."""
    from api import errands

    _run(errands.decide_registration(registration, approved=False, note=why))


@demo.command("seed")
def demo_seed() -> None:
    """Create the demo enterprise, its people and their subscriptions; safe to repeat."""
    from api import errands

    _run(errands.seed_demo(_stage()))


def main() -> None:
    """Enter from the shell: a missing setting is one sentence, not a traceback."""
    try:
        app()
    except Misconfigured as fault:
        sys.exit(f"huizhi: {fault}")


if __name__ == "__main__":
    main()
