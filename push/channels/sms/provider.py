"""What the four SMS providers have in common: words, approved templates, and an answer judged by a table."""

from collections.abc import Mapping

from kit import logs
from push.channels import reactions
from push.channels.outcome import Parcel, Unreachable
from push.channels.reactions import UNHEARD_OF, Reaction
from push.channels.sms import wording
from push.message import Message
from push.settings import ChannelSettings, SmsTemplate

_LOG = logs.get("push.sms")
_LONGEST_VARIABLE = 35  # characters (ux.md §3.1)
ANY_KIND = "*"


def text_of(read: ChannelSettings, parcel: Parcel, provider: str) -> str:
    """Return signature and words; raises Unreachable for words that a carrier would block."""
    try:
        return wording.compose(read.sms_signature, parcel.message.brief)
    except wording.Unsayable as fault:
        raise Unreachable("wording", str(fault), alarm=True, provider=provider) from None


def template_of(templates: Mapping[str, SmsTemplate], message: Message, provider: str) -> SmsTemplate:
    """Return the approved template for this kind of message, or the one for any; raises Unreachable."""
    found = templates.get(message.kind) or templates.get(ANY_KIND)
    if found is None:
        raise Unreachable("no_template", f"no SMS template for {message.kind!r}", alarm=True, provider=provider)
    return found


def variables(template: SmsTemplate, message: Message) -> dict[str, str]:
    """Return the template's variables, in order, each cut to what carriers take."""
    return {
        name: wording.cut(_value(source, message), _LONGEST_VARIABLE) for name, source in template.variables.items()
    }


def _value(source: str, message: Message) -> str:
    """Read `title`, `remark` or `brief`; else the fact so labelled; else the first fact of that kind."""
    own = {"title": message.title, "remark": message.remark, "brief": message.brief}
    if source in own:
        return own[source]
    labelled = message.value(source)
    return message.first(source) if labelled is None else labelled


def judge(table: Mapping[str, Reaction], provider: str, code: str, text: str, wait: str | None = None) -> None:
    """Return for an acceptance; raises what the table makes of any other code, and of one it does not know."""
    reaction = table.get(code, UNHEARD_OF)
    if reaction.kind == "accepted":
        return
    _LOG.warning("refused", provider=provider, code=code, meaning=reaction.note, said=text)
    raise reactions.refusal(reaction, code, text or reaction.note, provider, wait=wait)
