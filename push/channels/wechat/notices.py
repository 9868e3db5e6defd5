"""订阅通知 by `message/subscribe/bizsend`, for who consented: where no template message can go (§1.8, docs/adr/0020).

It has no key of its own, so what may have been taken is never sent again: the platform's event tells what became of it.
"""

from typing import Final, NamedTuple

from push.channels.outcome import Ambiguous, NotAccepted, Parcel, Ticket, TryLater
from push.channels.wechat import account, api, consents, platform, templates
from push.channels.wechat.account import Account

_PATH: Final = "/cgi-bin/message/subscribe/bizsend"


class Offer(NamedTuple):
    """A notice that can be consented to: its template, and what it is called."""

    template_id: str
    title: str


def offered(kind: str) -> bool:
    """Tell whether the account has a notice for this kind of message."""
    try:
        templates.choose(kind, account.current().settings.wechat_notices)
    except templates.NoTemplate:
        return False
    return True


def offers() -> list[Offer]:
    """Return what somebody may consent to at this account; raises Unreachable where no account is set."""
    own = account.current().settings.wechat_notices
    return [Offer(own[kind].id, title) for kind in sorted(own) if (title := templates.title_of(kind))]


async def send(parcel: Parcel) -> Ticket | None:
    """Send a parcel upon a consent; None where the account has no such template or its reader gave no consent.

    Raises TryLater for what was certainly not taken, Unreachable for what never will be.
    """
    ours = account.current()
    try:
        template = templates.choose(parcel.message.kind, ours.settings.wechat_notices)
    except templates.NoTemplate:
        return None
    openid = parcel.address.value
    taken = await consents.spend(openid, template.id, parcel.delivery_id)
    if taken:
        await _post(ours, parcel, template)
    return None if taken is False else Ticket(platform.PROVIDER, parcel.delivery_id.hex)


async def _post(ours: Account, parcel: Parcel, template: templates.Template) -> None:
    payload = {
        "touser": parcel.address.value,
        "template_id": template.id,
        "page": ours.link(parcel.message.link),
        "data": templates.fill(template, parcel.message, parcel.why),
    }
    spent = (parcel.address.value, template.id, parcel.delivery_id)
    try:
        platform.accepted(await api.post(ours, _PATH, payload))
    except Ambiguous:
        return  # it may have been taken: the event decides, or the sweep of what stays accepted
    except TryLater:
        await consents.give_back(*spent)
        raise
    except NotAccepted:
        await consents.drop(*spent)
        raise
