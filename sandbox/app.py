"""The application: every neighbour behind one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from sandbox import control, hands
from sandbox.authority import client, demo
from sandbox.authority import routes as authority
from sandbox.chat import routes as chat
from sandbox.config import Config
from sandbox.gate import Gate
from sandbox.sms import routes as sms
from sandbox.telegram import routes as telegram
from sandbox.telegram.acts import Impossible as TelegramImpossible
from sandbox.wechat import routes as wechat
from sandbox.wechat.acts import Impossible
from sandbox.world import World, begin, drop_tasks


def create(config: Config | None = None) -> Starlette:
    """Build the outside world as an ASGI application; `app.state.world` is its memory."""
    world = begin(config or Config())
    app = Starlette(
        routes=[
            *control.routes(),
            *hands.routes(),
            *wechat.routes(),
            *sms.routes(),
            *telegram.routes(),
            *authority.routes(),
            *chat.routes(),
        ],
        middleware=[Middleware(Gate, world=world)],
        exception_handlers=dict.fromkeys(
            (ValueError, KeyError, TypeError, Impossible, TelegramImpossible), control.refused
        ),
        lifespan=_lifespan,
    )
    app.state.world = world
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    world: World = app.state.world
    if world.config.smpp_port is not None:
        from sandbox.sms import smpp  # the SMSC is loaded only where it is used

        world.spawn(smpp.serve(world, world.config.smpp_port))
    if world.config.gacc_dir is not None:
        world.spawn(client.run(world))
    if world.config.demo:
        world.spawn(demo.play(world))
    try:
        yield
    finally:
        drop_tasks(world)
        world.ledger.close()
