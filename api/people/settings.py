"""What the people slice needs to know from the environment."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal

from pydantic import Field, field_validator

from kit.settings import Settings

Network = IPv4Network | IPv6Network


class People(Settings):
    """Who may speak for a client's address, who is the operator, and which password rules hold."""

    trusted_proxies: str = ""
    operator_token: str = Field(default="", pattern=r"^$|^\S{32,}$")
    password_profile: Literal["asvs", "mlps"] = "asvs"  # noqa: S105 — the name of a rule set
    second_factor: Literal["required", "offered"] = "required"
    secret_key: str = Field(min_length=32)
    public_url: str = "http://127.0.0.1:8000"

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value


@cache
def networks(listed: str) -> tuple[Network, ...]:
    """Return the networks of a comma-separated list; raises ValueError for anything else."""
    return tuple(ip_network(part.strip(), strict=False) for part in listed.split(",") if part.strip())
