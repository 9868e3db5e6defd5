"""提醒 over HTTP: the same switches as in the chat."""

from api.reminders.kinds import KINDS
from tests.api import world
from tests.api.people.makers import a_client

PATH = "/api/v1/reminders"


async def test_reminders_are_switched_over_http(db: str) -> None:
    """What is on goes off and back; a report is asked for on a channel and at an hour, and only on a bound one."""
    there = await world.a_world()
    async with a_client(await there.knocks_as("admin")) as client:
        listed = (await client.get(PATH)).json()
        assert [(each["name"], each["on"]) for each in listed] == [(kind.name, not kind.report) for kind in KINDS]
        assert not (await client.put(f"{PATH}/print", json={"on": False})).json()["on"]
        assert not (await client.get(PATH)).json()[0]["on"]
        wish = {"on": True, "channel": "telegram", "at": "17:30"}
        daily = (await client.put(f"{PATH}/daily", json=wish)).json()
        assert (daily["on"], daily["at"], daily["channels"]) == (True, "17:30", ["telegram"])
        unbound = await client.put(f"{PATH}/weekly", json={"on": True, "channel": "wechat"})
        assert (unbound.status_code, unbound.json()["code"]) == (409, "channel_not_bound")
        assert not (await client.get(PATH)).json()[-1]["on"]
