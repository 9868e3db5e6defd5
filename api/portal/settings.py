"""What pages need to know."""

from kit.settings import Settings


class PortalSettings(Settings):
    """`dev_world` is the sandbox's address while `huizhi up --sandbox` runs, and empty otherwise."""

    dev_world: str = ""
