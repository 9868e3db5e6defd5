"""Fate: turns rates into what happens to this call, in streaks and storms, repeatably."""

import math

from sandbox.world import World


def strikes(world: World, service: str, fault: str) -> bool:
    """Whether `<fault>_rate` of that service strikes now; once struck, it strikes `burst` calls in a row."""
    key = f"{service}.{fault}"
    if world.moods.streaks[key] > 0:
        world.moods.streaks[key] -= 1
        return True
    knobs = world.knobs.network(service)
    if not rolls(world, key, getattr(knobs, f"{fault}_rate")):
        return False
    world.moods.streaks[key] = knobs.burst - 1
    return True


def rolls(world: World, name: str, rate: float) -> bool:
    """One throw of the named dice."""
    return rate > 0 and world.dice(name).random() < rate


def storm(world: World, service: str) -> int:
    """Seconds for which that service refuses everybody; 0 on a calm day."""
    knobs = world.knobs.network(service)
    now = world.now()
    if world.moods.storms.get(service, 0.0) <= now and rolls(world, f"{service}.storm", knobs.storm_rate):
        world.moods.storms[service] = now + knobs.storm_seconds
    return max(0, math.ceil(world.moods.storms.get(service, 0.0) - now))


def pause(world: World, name: str, delay: float, jitter: float) -> float:
    """Choose a delay in seconds between `delay` and `delay + jitter`."""
    return delay + jitter * world.dice(name).random() if jitter else delay
