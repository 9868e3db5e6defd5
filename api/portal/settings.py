"""What pages need to know."""

from pydantic import Field

from kit.settings import Settings


class PortalSettings(Settings):
    """What `huizhi up --sandbox` sets, and is empty otherwise: the sandbox's address, and {who: how they sign in}."""

    dev_world: str = ""
    dev_accounts: dict[str, str] = Field(default_factory=dict)
