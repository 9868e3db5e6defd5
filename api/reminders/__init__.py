"""What is told without being asked: deadlines, what was left undone, reports; switched on and off by each person."""

from functools import partial
from typing import Final

from api.clockwork import Job
from api.reminders import delegations, figures, kinds, switches
from api.reminders.gate import gate
from api.reminders.kinds import KINDS, Kind
from api.reminders.late_issue import LATE_ISSUES
from api.reminders.marks import forget_old
from api.reminders.reports import DAILIES, DAILY_AT, WEEKLIES
from api.reminders.sources import BACKFILLS, EXPIRIES, PRINTS, VALIDITIES
from api.reminders.switches import Switch
from api.reminders.telling import tell

__all__ = ["DAILY_AT", "JOBS", "KINDS", "Kind", "Switch", "delegations", "figures", "gate", "kinds", "switches", "tell"]

# Each asks what is due now and was not told: a tick that was missed is made good by the next one.
JOBS: Final = (
    Job("remind of prints that nobody confirmed", {"minute": "*/5", "second": "15"}, partial(tell, PRINTS)),
    Job("remind of certificates that sail undeclared", {"hour": "9", "minute": "0,30"}, partial(tell, LATE_ISSUES)),
    Job("remind of certificates that run out", {"hour": "9", "minute": "5,35"}, partial(tell, VALIDITIES)),
    Job("remind of back-fills", {"hour": "9", "minute": "10,40"}, partial(tell, BACKFILLS)),
    Job("remind of seals, cards and rights that run out", {"hour": "9", "minute": "15,45"}, partial(tell, EXPIRIES)),
    Job("tell the daily report", {"minute": "*", "second": "5"}, partial(tell, DAILIES)),
    Job("tell the weekly report", {"day_of_week": "mon", "minute": "*/5", "second": "35"}, partial(tell, WEEKLIES)),
    Job("forget old reminders", {"hour": "3", "minute": "50"}, forget_old),
)
