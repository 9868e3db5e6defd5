"""What the command line does for the operator: one errand each, then the process ends."""

from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from api import demo, people, processes, vaults
from api.agreements import Authority
from api.certificates.importing import commands
from api.certificates.importing.commands import Chosen
from api.exchange import alerts, inbox, loading
from api.people import registering
from api.people.actor import Actor
from api.people.audit import resigning
from kit import masking
from kit.clock import in_shanghai
from kit.refusals import Refusal

_MOST_WAITING: Final = 200


async def seed_demo(stage: demo.Stage) -> None:
    """Enter the demo's enterprise, people and subscriptions."""
    async with processes.open_house(migrated=True):
        await demo.furnish(stage)


async def load_receipts(files: Sequence[Path]) -> int:
    """Store the receipts in these files and folders; returns 1 if one of them could not be read."""
    async with processes.open_house(migrated=True):
        return await loading.load(files)


async def import_certificates(login: str, files: Sequence[Path], authority: Authority) -> int:
    """Take in the certificates in these files and folders; returns 1 if one of them could not be taken."""
    async with processes.open_house(migrated=True):
        return await commands.import_files(login, files, authority)


async def export_certificates(login: str, target: Path, chosen: Chosen) -> int:
    """Write certificates into a workbook or a folder; returns 1 if that could not be."""
    async with processes.open_house():
        return await commands.export_files(login, target, chosen)


async def read_again(state: str) -> None:
    """Let the receipts that ended in this state be read anew, once a table or a fault was mended."""
    async with processes.open_house():
        print(f"重新处理 {await inbox.take_again(state)} 份回执。")  # noqa: T201 — a command's answer


async def at_exchange(work: Coroutine[Any, Any, int]) -> int:
    """Do one of the operator's works on messages and receipts (api.exchange.commands); returns its exit status."""
    async with processes.open_house():
        return await work


async def list_alerts() -> int:
    """Print the open alerts, the latest first; returns 1 while there is one."""
    async with processes.open_house():
        standing = await alerts.standing()
    for one in standing:
        seen = f"{in_shanghai(one.last_at):%m-%d %H:%M}"
        print(f"{one.id}  {seen}  ×{one.times}  [{one.kind}] {one.text}")  # noqa: T201
    print(f"{len(standing)} 条待处理。")  # noqa: T201
    return int(bool(standing))


async def rekey() -> int:
    """Seal everything anew with the present secret key; returns 1 and changes nothing where a seal does not open."""
    async with processes.open_house(migrated=True):
        for table, row in (shut := await vaults.closed()):
            key = " ".join(map(masking.scrub, map(str, row)))
            print(f"🚫 {table} {key}：HUIZHI_SECRET_KEY 与 HUIZHI_SECRET_KEY_OLD 都打不开。")  # noqa: T201
        if shut:
            print(f"{len(shut)} 行打不开，什么都没有改。")  # noqa: T201
            return 1
        try:
            print(f"audit：{await resigning.resign()} 行已用新密钥重新签名。")  # noqa: T201
        except resigning.Flawed as flawed:
            print(f"🚫 操作日志与签名不符，什么都没有改：{flawed}")  # noqa: T201
            return 1
        for table, rows in (await vaults.reseal()).items():
            print(f"{table}：{rows} 行已换用新密钥。")  # noqa: T201
    print("完成，可以清空 HUIZHI_SECRET_KEY_OLD。")  # noqa: T201
    return 0


async def acknowledge(alert_id: UUID) -> int:
    """Close one alert; returns 1 if there was none of that id."""
    async with processes.open_house():
        closed = await alerts.acknowledge(alert_id)
    print("已确认。" if closed else "没有这条待处理的提醒，请用 huizhi alerts list 核对编号。")  # noqa: T201
    return int(not closed)


async def found_enterprise(founding: people.Founding) -> int:
    """Enter an enterprise with its first 管理员; returns 1 and says why if it is refused."""
    async with processes.open_house(migrated=True):
        try:
            enterprise, admin = await people.found_enterprise(Actor.system("command line"), founding)
        except Refusal as refusal:
            print(f"🚫 {refusal.sentence}")  # noqa: T201
            return 1
    print(f"已开通：{enterprise.name}，管理员 {admin.login}。")  # noqa: T201
    return 0


async def show_registrations() -> int:
    """Print the enterprises that wait to be let in, oldest first; returns 1 while there is one, for scripts."""
    async with processes.open_house(migrated=True):
        waiting, total = await registering.pending(0, _MOST_WAITING)
    for each in waiting:
        form = registering.form_of(each)
        by = f"{masking.person_name(form['name'])} {masking.phone(form['mobile'])}"
        at = f"{in_shanghai(each.created_at):%Y-%m-%d %H:%M}"
        print(f"{each.id}  {at}  {form['enterprise_name']}  {each.credit_code}  {by}")  # noqa: T201
    print(f"{total}个企业注册待核验。" if total else "没有待核验的企业注册。")  # noqa: T201
    return int(total > 0)


async def decide_registration(registration_id: UUID, *, approved: bool, note: str = "") -> int:
    """Let an enterprise in or not; returns 1 and says why if that is refused."""
    actor = Actor.system("command line")
    async with processes.open_house(migrated=True):
        try:
            found = await registering.decide(actor, registration_id, approved=approved, note=note)
        except Refusal as refusal:
            print(f"🚫 {refusal.sentence}")  # noqa: T201
            return 1
    print(f"{'已通过' if approved else '未通过'}：{found.credit_code}，将以短信告知申请人。")  # noqa: T201
    return 0
