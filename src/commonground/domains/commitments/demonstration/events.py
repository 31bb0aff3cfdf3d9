"""The kinds of things that happen to a commitment in the invented city, month by month. Month 24 is this month."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Something in a month of the story; `ahead` counts months, from then, to a date that is promised."""

    month: int
    kind: str
    status: str = ""
    percent: int | None = None
    text: str = ""
    es: str = ""
    ahead: int = 0
    target: str = ""


def begun(month: int, percent: int = 5) -> Event:
    return Event(month, "status", "initiation", percent)


def planned(month: int, percent: int = 30) -> Event:
    return Event(month, "status", "planning", percent)


def nearly(month: int, percent: int = 75) -> Event:
    return Event(month, "status", "approaching-implementation", percent)


def done(month: int, percent: int = 100) -> Event:
    return Event(month, "status", "full-implementation", percent)


def measured(month: int, percent: int = 100) -> Event:
    return Event(month, "status", "evaluation", percent)


def further(month: int, percent: int) -> Event:
    return Event(month, "percent", percent=percent)


def expected(month: int, ahead: int, why: str = "") -> Event:
    return Event(month, "estimate", ahead=ahead, text=why)


def proof(month: int, kind: str, title: str, es: str, target: str) -> Event:
    """`target` is an address, or `pdf` or `png` for a file that is made on the spot."""
    return Event(month, "proof", status=kind, text=title, es=es, target=target)


def withdrawn(month: int, why: str) -> Event:
    return Event(month, "withdrawn", text=why)


def claimed(month: int) -> Event:
    return Event(month, "claimed")


def held(month: int, why: str, es: str, ahead: int) -> Event:
    return Event(month, "held", text=why, es=es, ahead=ahead)


def lifted(month: int, note: str) -> Event:
    return Event(month, "lifted", text=note)


def said(month: int, text: str, es: str) -> Event:
    return Event(month, "said", text=text, es=es)


def step(month: int, text: str, es: str, ahead: int) -> Event:
    return Event(month, "step", text=text, es=es, ahead=ahead)


def step_done(month: int, which: int) -> Event:
    return Event(month, "step-done", percent=which)


def disputed(month: int, text: str) -> Event:
    return Event(month, "disputed", text=text)


def answered(month: int, text: str, es: str) -> Event:
    return Event(month, "answered", text=text, es=es)


@dataclass(frozen=True)
class Promise:
    """One invented commitment and what became of it."""

    number: str
    topic: int
    statement: str
    es: str
    bodies: tuple[str, ...]
    owner: str
    story: tuple[Event, ...] = ()
