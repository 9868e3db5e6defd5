"""Where this process may connect to: the configured providers and nobody else (F-9)."""

from ipaddress import IPv6Address, ip_address

from kit.http_pool import Permits
from kit.http_target import parse


def only(*bases: str) -> Permits:
    """Return the rule that lets through exactly the hosts and ports of these base addresses.

    What such a name resolves to is checked too: a name that suddenly means this machine, the link's own services
    (169.254.169.254) or a group of machines is refused. Private networks are allowed: an SMS gateway may stand there.
    """
    allowed = {(origin.host, origin.port) for origin in (parse(base).origin for base in bases)}

    def permits(host: str, port: int, address: str) -> bool:
        return (host, port) in allowed and _plausible(host, address)

    return permits


def _plausible(host: str, address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return host in {"localhost", address}
    return not (found.is_link_local or found.is_multicast or found.is_unspecified)
