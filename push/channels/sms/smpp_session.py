"""The one SMPP session of a process: bound when first needed, bound again after a loss, heard for what comes in."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

import smpp34

from kit import logs, settings
from push.channels import reactions
from push.channels.outcome import TryLater
from push.channels.sms import provider
from push.settings import ChannelSettings

PROVIDER = "smpp"
TABLE = reactions.load(__package__, "smpp.csv")
ANSWER_TIME = 10.0  # seconds
_REBIND_PAUSE = 5.0  # seconds
_LOG = logs.get("push.smpp")
_STATUS = re.compile(r"\(0x([0-9A-Fa-f]{8})\)")

Handler = Callable[[smpp34.DeliverSmEvent], Awaitable[None]]


class Session:
    """The bound session of one event loop, and who hears what comes in on it."""

    def __init__(self) -> None:
        self.handler: Handler = _nobody
        self._lock = asyncio.Lock()
        self._client: smpp34.Client | None = None
        self._bound: smpp34.Smsc | None = None
        self._hearing: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether a session is bound as far as is known."""
        return self._bound is not None

    async def bound(self, read: ChannelSettings) -> smpp34.Smsc:
        """Return the bound session; raises TryLater when the SMSC cannot be reached or does not want us."""
        async with self._lock:
            if self._bound is None:
                await self.close()
                self._client = _client(read)
                self._bound = await _bind(self._client)
                self._hearing = asyncio.create_task(self._hear(self._bound))
            return self._bound

    async def ended(self) -> None:
        """Wait until the session that is bound now has ended."""
        if self._hearing is not None:
            await asyncio.wait({self._hearing})

    async def _hear(self, session: smpp34.Smsc) -> None:
        while not isinstance(event := await session.next(), smpp34.Disconnected):
            try:
                await self.handler(event)
            except Exception:  # noqa: BLE001 — whatever it was, the next receipt must still be heard
                _LOG.exception("what came in was lost")
        self._bound = None
        _LOG.warning("session ended")

    async def close(self) -> None:
        """Unbind and forget."""
        if self._client is not None:
            await self._client.stop()
        if self._hearing is not None:
            self._hearing.cancel()
        self._client = self._bound = self._hearing = None


_SESSIONS: WeakKeyDictionary[asyncio.AbstractEventLoop, Session] = WeakKeyDictionary()


def session() -> Session:
    """Return this event loop's session."""
    return _SESSIONS.setdefault(asyncio.get_running_loop(), Session())


async def stay_bound(handler: Handler) -> None:
    """Stay bound for ever, so that receipts and replies arrive although nothing is being sent."""
    ours = session()
    ours.handler = handler
    while True:
        try:
            await ours.bound(settings.load(ChannelSettings))
            await ours.ended()
        except TryLater as fault:
            _LOG.warning("not bound", code=fault.code, said=fault.text)
        await asyncio.sleep(_REBIND_PAUSE)


def _client(read: ChannelSettings) -> smpp34.Client:
    return smpp34.Client(
        read.sms_smpp_host,
        read.sms_smpp_port,
        read.sms_smpp_system_id,
        read.sms_smpp_password.get_secret_value(),
        bind_type="TRX",
        tls=read.sms_smpp_tls,
        connect_timeout_ms=3000,
    )


async def _bind(client: smpp34.Client) -> smpp34.Smsc:
    try:
        async with asyncio.timeout(ANSWER_TIME):
            return await client.connect()
    except TimeoutError:
        raise TryLater("not_bound", "no answer to the bind", scope="channel", provider=PROVIDER) from None
    except smpp34.SmppError as fault:
        status = _STATUS.search(str(fault))
        if status and f"0x{status[1].upper()}" in TABLE:
            provider.judge(TABLE, PROVIDER, f"0x{status[1].upper()}", str(fault))
        raise TryLater("not_bound", str(fault), scope="channel", provider=PROVIDER) from None


async def _nobody(_event: smpp34.DeliverSmEvent) -> None:
    _LOG.warning("nobody listens to this session")
