"""What a provider reports later about a message it accepted, and the address it reports to.

Neither Kannel nor the clouds sign their reports. The address they call therefore carries a key derived from
HUIZHI_SECRET_KEY, without which anybody could declare a message delivered (threat 18).
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from kit import settings
from push.settings import ChannelSettings

Status = Literal["delivered", "failed"]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the message accepted under `provider_id`; `code` and `text` are the provider's own words."""

    provider: str
    provider_id: str
    status: Status
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody answered to a short message (TD, say); `number` is the mobile number without a country code."""

    provider: str
    number: str
    text: str


def national(number: str) -> str:
    """Return a Chinese mobile number without its country code."""
    return number.strip().removeprefix("+").removeprefix("86")


def key(provider: str) -> str:
    """Return the key that the report address of this provider carries as `?key=`."""
    return keys(provider)[0]


def keys(provider: str) -> list[str]:
    """Return the keys that are taken from a provider: ours, and the old secret's while there is one."""
    channels = settings.load(ChannelSettings)
    old = channels.secret_key_old.get_secret_value()
    told = f"arrivals:{provider}".encode()
    secrets = [channels.secret_key.get_secret_value(), *([old] if old else [])]
    return [hmac.new(each.encode(), told, hashlib.sha256).hexdigest()[:32] for each in secrets]


def address(provider: str, **more: str) -> str:
    """Return the address to enter in the provider's console, or to tell Kannel with each message."""
    base = settings.load(ChannelSettings).public_url.rstrip("/")
    return f"{base}/arrivals/{provider}?{urlencode({'key': key(provider), **more}, safe='%')}"
