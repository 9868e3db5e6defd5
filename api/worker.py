"""What a worker does: the corridors that carry receipts to phones, and the clock: every recurring job in one table."""

import asyncio
from functools import partial
from typing import Final

from api import approvals, clockwork, datasync, files, followers, following, people, reminders, retention
from api.clockwork import Job
from api.corridors import Corridor, walk
from api.documents import standings
from api.exchange import alerts, receiving, sending, watching
from api.exchange.gateways import gacc
from api.health import lookout
from api.people import audit
from kit import garbage, settings
from push import arrivals, delivering, erasing, forgetting
from push import reconciling as deliveries
from push.channels import registry
from push.channels.report import Reply, Report
from push.channels.sms import sending as sms
from push.flying import Runway
from push.settings import ChannelSettings
from subscriptions import fanout, merging
from subscriptions import reconciling as candidates

_RECEIPTS: Final = 500
_ANNOUNCEMENTS: Final = 300

_reconcile: Final = partial(candidates.reconcile, following.rights)

JOBS: Final = (
    Job("merge what quiet hours and bursts held", {"second": "*/10"}, merging.merge_held),
    Job("take back what stopped workers held", {"second": "5-59/10"}, deliveries.release_stale),
    Job("settle what reports and time decide", {"second": "*/30"}, deliveries.sweep),
    Job("join reports that came before our own commit", {"second": "20,50"}, arrivals.join_parked),
    Job("measure what stands", {"second": "*/15"}, deliveries.measure),
    Job("forget the words of used-up codes", {"minute": "*", "second": "40"}, forgetting.forget_codes),
    Job("ask CCPIT again where no answer came", {"minute": "*", "second": "50"}, datasync.ask_again),
    Job("watch whether codes go out", {"second": "10,40"}, lookout.watch_codes),
    Job("tell of messages that no gateway takes", {"minute": "*/10", "second": "25"}, sending.tell_waiting),
    Job("chain the audit trail", {"second": "15,45"}, audit.link),
    Job("tell of registrations that wait", {"minute": "*", "second": "35"}, lookout.watch_registrations),
    Job("hold the audit trail against its chain", {"hour": "4", "minute": "20"}, lookout.watch_audit),
    Job("let lists say what the register says", {"hour": "4", "minute": "40"}, standings.restore),
    Job("count open alerts", {"second": "3-59/15"}, alerts.count),
    Job("find announcements whose candidates do not add up", {"minute": "*"}, _reconcile),
    Job("end requests for consent that nobody decided", {"minute": "*", "second": "15"}, approvals.expire),
    *reminders.JOBS,
    Job("tag who manages an enterprise", {"second": "*/20"}, followers.tag_managers),
    Job("erase addresses that nobody uses any more", {"hour": "3", "minute": "50"}, erasing.erase),
    Job("forget old ticks", {"hour": "3", "minute": "10"}, clockwork.forget_old_ticks),
    Job("end what is kept long enough", {"hour": "2", "minute": "30"}, retention.sweep),
    Job("forget files that nothing refers to", {"hour": "3", "minute": "40"}, files.forget_unused),
    Job("forget old sessions, codes and failures", {"hour": "3", "minute": "20"}, people.forget_old),
)


def corridors(runway: Runway) -> tuple[Corridor, ...]:
    """Return the loops, in the order in which a receipt walks through them; `push.delivering` has loops of its own."""
    fan_out = partial(fanout.fan_out_once, _ANNOUNCEMENTS, following.rights, runway)
    return (
        Corridor("customs folder", gacc.scan_once, gacc.BELL, idle=0.5),
        Corridor("sending", sending.send_once, sending.BELL, idle=0.5),
        Corridor("customs outbox", watching.watch_once, "customs outbox", idle=2.0),
        Corridor("products of 数据同步", datasync.apply_once, "sync answers", idle=0.5),
        Corridor("receiving", partial(receiving.receive_once, _RECEIPTS), "inbox"),
        Corridor("fan-out", fan_out, "announcements"),
    )


async def run(stop: asyncio.Event) -> None:
    """Work until told to stop; what is in hand is finished first."""
    garbage.settle()
    sms.on_alarm(_alarm)
    clock = clockwork.wind_up(JOBS)
    bound = asyncio.ensure_future(_stay_bound())
    runway = Runway()
    try:
        async with asyncio.TaskGroup() as together:
            for corridor in corridors(runway):
                together.create_task(walk(corridor, stop))
            together.create_task(delivering.run(registry.SEATS, reminders.gate, alarm=_alarm, stop=stop, runway=runway))
    finally:
        await runway.close()
        clock.shutdown(wait=False)
        bound.cancel()
        await asyncio.gather(bound, return_exceptions=True)


async def _stay_bound() -> None:
    """Keep SMPP's one session open where it is used, so that receipts come in although nothing is being sent."""
    channels = settings.load(ChannelSettings)
    if "smpp" in {channels.sms_provider, channels.sms_fallback}:
        from push.channels.sms import smpp

        await smpp.listen(_smpp_said)


async def _smpp_said(told: Report | Reply) -> None:
    if isinstance(told, Report):
        await arrivals.take([told])
    else:
        await following.take_replies([told])


async def _alarm(channel: str, code: str, text: str) -> None:
    await alerts.raise_alert("channel", f"{channel} {code}", f"通道 {channel} 停止发送：{code} {text}")
