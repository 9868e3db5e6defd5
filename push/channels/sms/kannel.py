"""Kannel's smsbox: `GET sendsms`, and a delivery report to the dlr-url that each message brings along."""

from collections.abc import Mapping
from urllib.parse import urlencode

from push.channels import reactions, report, wire
from push.channels.outcome import Ambiguous, Parcel, Ticket
from push.channels.report import Reply, Report, national
from push.channels.sms import provider
from push.settings import ChannelSettings

PROVIDER = "kannel"
_TABLE = reactions.load(__package__, "kannel.csv")
_DELIVERED, _FAILED, _REJECTED = 1, 2, 16
_CLIENT_FAULTS, _SERVER_FAULTS = 400, 500


async def send(read: ChannelSettings, parcel: Parcel) -> Ticket:
    """Hand the parcel to smsbox; it gives no id of its own, so the parcel's key comes back with the report."""
    asked = {
        "username": read.sms_kannel_username,
        "password": read.sms_kannel_password.get_secret_value(),
        "from": read.sms_kannel_from,
        "to": parcel.address.value,
        "text": provider.text_of(read, parcel, PROVIDER),
        "charset": "UTF-8",
        "coding": "2",
        "dlr-mask": str(_DELIVERED | _FAILED | _REJECTED),
        "dlr-url": report.address(PROVIDER, id=parcel.key, status="%d", answer="%A"),
    }
    response = await wire.exchange(PROVIDER, "GET", f"{read.sms_kannel_url}?{urlencode(asked)}", headers={})
    said = response.body.decode("utf-8", "replace").strip()[:200]
    code = next((words for words in _TABLE if words in said), "")
    if not code and not _CLIENT_FAULTS <= response.status < _SERVER_FAULTS:
        raise Ambiguous(f"HTTP {response.status}, not Kannel's own words", code="bad_answer", provider=PROVIDER)
    provider.judge(_TABLE, PROVIDER, code or f"http_{response.status}", said)
    return Ticket(PROVIDER, parcel.key)


def reports(query: Mapping[str, str], _body: bytes) -> list[Report]:
    """Return the report of one call: 1 is delivered, 2 (also 34, 66) and 16 are not, 4 and 8 are on the way."""
    status, key, answer = int(query["status"]), query["id"], query.get("answer", "")
    if status & _DELIVERED:
        return [Report(PROVIDER, key, "delivered", str(status), answer)]
    if status & (_FAILED | _REJECTED):
        return [Report(PROVIDER, key, "failed", str(status), answer)]
    return []


def replies(query: Mapping[str, str], _body: bytes) -> list[Reply]:
    """Return what somebody wrote: an sms-service with `get-url = ".../arrivals/kannel?key=…&from=%p&text=%a"`."""
    return [Reply(PROVIDER, national(query["from"]), query["text"])]
