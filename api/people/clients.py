"""Which address a client has: the peer's own, unless a configured proxy says otherwise (S-6)."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.requests import HTTPConnection

from api.people.settings import Network, People, networks
from kit import settings

_IPV6_SITE = 64  # bits that one customer of a provider holds: who has one address has them all

# The first that fits counts: a phone's browser names several systems and programs at once.
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_PROGRAMS: Final = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("Trident", "IE"),
    ("MSIE", "IE"),
)


def address_of(connection: HTTPConnection) -> str:
    """Return the client's address as quotas count it: IPv4 whole, IPv6 by its /64; '' where there is none."""
    peer = _parsed(connection.client.host if connection.client else "")
    if peer is None:
        return ""
    trusted = networks(settings.load(People).trusted_proxies)
    hops = [_parsed(part) for part in ",".join(connection.headers.getlist("x-forwarded-for")).split(",")]
    while _is_in(peer, trusted) and hops:
        hop = hops.pop()
        if hop is None:
            break
        peer = hop
    return _counted(peer)


def device_of(connection: HTTPConnection) -> str:
    """Return what somebody recognises their device by, from what its program says of itself: `Windows · Edge`."""
    said = connection.headers.get("user-agent", "")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    program = next((name for mark, name in _PROGRAMS if mark in said), "")
    return " · ".join(filter(None, (system, program))) or "其他设备"


def is_on_this_machine(connection: HTTPConnection) -> bool:
    """Tell whether the client itself runs on this machine: loopback, and no proxy speaking for somebody else."""
    peer = _parsed(connection.client.host if connection.client else "")
    spoken_for = {"x-forwarded-for", "forwarded", "x-real-ip"} & set(connection.headers)
    return peer is not None and peer.is_loopback and not spoken_for


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_in(address: IPv4Address | IPv6Address, trusted: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)


def _counted(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _IPV6_SITE), strict=False).network_address)
