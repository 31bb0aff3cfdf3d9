"""Who may be given what, when somebody must sign in again, and when an account is locked. Pure.

Follows the FBI's CJIS Security Policy where a number is needed: five bad tries in fifteen minutes, thirty idle
minutes, disabled after ninety days unused. The twelve-hour limit is NIST SP 800-63B's for assurance level 2.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

FAILURES_THAT_LOCK = 5
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_FROM_ONE_ADDRESS = 30
IDLE_LIMIT = timedelta(minutes=30)
SIGN_IN_LIMIT = timedelta(hours=12)
RECENT = timedelta(minutes=5)
UNUSED_LIMIT = timedelta(days=90)
SHORTEST_REASON = 20
LONGEST_BREAK_GLASS = 60  # minutes


class Refusal(StrEnum):
    """Why a rule says no; the action turns it into a sentence."""

    ONESELF = "oneself"
    CLOSED = "closed"
    HELD_ALREADY = "held-already"
    ENDS_BEFORE_START = "ends-before-start"
    UNKNOWN_ROLE = "unknown-role"
    REASON_TOO_SHORT = "reason-too-short"
    TOO_LONG = "too-long"
    REVIEWS_IT = "reviews-it"
    ALREADY_RUNNING = "already-running"
    ALREADY_REVIEWED = "already-reviewed"
    STILL_RUNNING = "still-running"


class AgainBecause(StrEnum):
    """Why a person signs in again."""

    IDLE = "idle"
    LONG = "long"


@dataclass(frozen=True)
class GrantAsked:
    """A role that somebody wants to give somebody."""

    giver: int
    receiver: int
    receiver_is_active: bool
    role_exists: bool
    held_already: bool
    starts_on: date
    ends_on: date | None


def may_grant(asked: GrantAsked) -> Refusal | None:
    """Nobody gives themselves a role, whoever they are."""
    if asked.giver == asked.receiver:
        return Refusal.ONESELF
    if not asked.role_exists:
        return Refusal.UNKNOWN_ROLE
    if not asked.receiver_is_active:
        return Refusal.CLOSED
    if asked.held_already:
        return Refusal.HELD_ALREADY
    if asked.ends_on is not None and asked.ends_on < asked.starts_on:
        return Refusal.ENDS_BEFORE_START
    return None


@dataclass(frozen=True)
class GlassAsked:
    """A stretch of power that somebody wants, and why."""

    role_exists: bool
    role_reviews_break_glass: bool
    held_already: bool
    running: bool
    reason: str
    minutes: int


def may_break_glass(asked: GlassAsked) -> Refusal | None:
    """The role that reviews these sessions is never taken by one."""
    if not asked.role_exists:
        return Refusal.UNKNOWN_ROLE
    if asked.role_reviews_break_glass:
        return Refusal.REVIEWS_IT
    if asked.held_already:
        return Refusal.HELD_ALREADY
    if asked.running:
        return Refusal.ALREADY_RUNNING
    if len(" ".join(asked.reason.split())) < SHORTEST_REASON:
        return Refusal.REASON_TOO_SHORT
    if not 1 <= asked.minutes <= LONGEST_BREAK_GLASS:
        return Refusal.TOO_LONG
    return None


def break_glass_length(minutes: int) -> timedelta:
    """However long is asked for, an hour is the most."""
    return timedelta(minutes=max(1, min(minutes, LONGEST_BREAK_GLASS)))


def is_running(started_at: datetime, ends_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    return started_at <= now < ends_at and ended_at is None


def may_review_break_glass(*, reviewer: int, person: int, running: bool, reviewed: bool) -> Refusal | None:
    if reviewer == person:
        return Refusal.ONESELF
    if reviewed:
        return Refusal.ALREADY_REVIEWED
    if running:
        return Refusal.STILL_RUNNING
    return None


def is_locked_out(failures: Iterable[datetime], now: datetime) -> bool:
    """Five failures within the last fifteen minutes."""
    recent = [failure for failure in failures if now - FAILURE_WINDOW < failure <= now]
    return len(recent) >= FAILURES_THAT_LOCK


def too_many_from_address(failures: int) -> bool:
    return failures >= FAILURES_FROM_ONE_ADDRESS


def must_sign_in_again(
    *, signed_in_at: datetime, last_active: datetime, now: datetime
) -> AgainBecause | None:
    if is_idle(last_active, now):
        return AgainBecause.IDLE
    if now - signed_in_at >= SIGN_IN_LIMIT:
        return AgainBecause.LONG
    return None


def is_idle(last_active: datetime, now: datetime) -> bool:
    return now - last_active >= IDLE_LIMIT


def is_recent(authenticated_at: datetime | None, now: datetime) -> bool:
    """Whether somebody showed who they are lately enough for a dangerous act."""
    return authenticated_at is not None and now - RECENT < authenticated_at <= now


def is_unused(last_used: datetime, now: datetime) -> bool:
    return now - last_used >= UNUSED_LIMIT


_STRONG_CONTEXTS = frozenset(
    {
        "phr",  # OpenID Connect EAP ACR values: phishing-resistant
        "phrh",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        "https://refeds.org/profile/mfa",
    }
)


def says_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether an ID token says that two factors were shown (RFC 8176 `amr`, or a known `acr`)."""
    methods = claims.get("amr")
    if isinstance(methods, Collection) and not isinstance(methods, str) and "mfa" in methods:
        return True
    return claims.get("acr") in _STRONG_CONTEXTS if isinstance(claims.get("acr"), str) else False
