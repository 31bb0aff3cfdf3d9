"""What may happen to a matter and by when: steps, due dates, the clock that stands still, lateness, likeness. Pure.

Days are the city's business days; who calls gives the functions that count them (`reference.business_days`).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Protocol

After = Callable[[date, int], date]  # the day that lies so many business days after another
Between = Callable[[date, date], int]  # business days after the first up to and with the second


class StageRule(Protocol):
    """What these rules read of a stage of the city's file."""

    @property
    def key(self) -> str: ...
    @property
    def next(self) -> tuple[str, ...]: ...
    @property
    def days(self) -> int | None: ...
    @property
    def closed(self) -> bool: ...
    @property
    def waits(self) -> bool: ...


def may_step(stage: StageRule, to: str) -> bool:
    """Only where the city's file leads."""
    return to in stage.next


def needs_outcome(stage: StageRule, outcomes: Collection[str], outcome: str) -> bool:
    """Whoever closes a matter says how it ended; nobody says it of an open one."""
    return stage.closed and bool(outcomes) and outcome not in outcomes


def due_after_step(
    stage: StageRule, *, due_on: date | None, resumes: bool, today: date, after: After
) -> date | None:
    """When the next step is promised, once a matter has come to this stage.

    A stage that waits for the person leaves the promised date as it is: the clock stands still. A matter that comes
    back from waiting to the stage it left goes on with the date it had. Every other open stage begins its own days.
    """
    if stage.closed:
        return None
    if due_on is not None and (stage.waits or resumes):
        return due_on
    return after(today, stage.days or 0)


def clock_restarted(
    due_on: date | None, waiting_since: date, today: date, *, after: After, between: Between
) -> date | None:
    """The promised date once we wait no longer: the business days that we waited are added to it."""
    return None if due_on is None else after(due_on, between(waiting_since, today))


def waits_until(stage: StageRule, waiting_since: date, *, after: After) -> date:
    """How long we wait for the person before we go on without an answer."""
    return after(waiting_since, stage.days or 0)


def is_late(due_on: date | None, *, waiting: bool, closed: bool, today: date) -> bool:
    """A promised day has passed, and it is for us to do something."""
    return due_on is not None and due_on < today and not waiting and not closed


def days_late(due_on: date | None, *, today: date, between: Between) -> int:
    """Business days past the promised one."""
    return between(due_on, today) if due_on is not None else 0


def owner_now(owner: str, *, assigned: bool, waiting: bool) -> str:
    """Whose step it is: an assignee's step is the unit's while nobody has it; the person's while we wait for them."""
    if owner == "nobody":
        return owner
    if waiting:
        return "person"
    if owner == "person":  # they have answered
        owner = "assignee"
    return "unit" if owner == "assignee" and not assigned else owner


def dispose_after(closed_on: date, keep_years: int) -> date:
    """The last day on which the record is kept."""
    try:
        return closed_on.replace(year=closed_on.year + keep_years)
    except ValueError:  # 29 February
        return closed_on.replace(year=closed_on.year + keep_years, day=28)


PLACES = ("reference", "stage", "due_on", "unit", "city")


def fill(text: str, places: Mapping[str, str]) -> str:
    """Fills the named places of a letter. Braces around anything else stay as they were written."""
    return re.sub(r"\{(\w+)\}", lambda found: places.get(found[1], found[0]), text)


SHORTEST_WORD = 4
FEWEST_WORDS_ALIKE = 4
FEWEST_ACCOUNTS = 9  # to say which words everybody uses
RELATED_FROM = 0.35
SAME_OFFICER = 0.4
# Words that most accounts hold, in both languages; they say nothing of whether two speak of the same thing.
_EVERYWHERE = (
    "about after again because been before could didn does doing down from have here into just like more much only "
    "other over really said says some such than that their them then there these they this very want were what when "
    "where which while will with would your police officer officers porque cuando donde pero como para este esta esto "
    "estaba estaban había fueron desde hasta sobre también entonces después antes nada todo muy más policía oficial "
    "oficiales agente agentes"
)


def plain(text: str) -> str:
    """No accents, no case: how words are compared."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text).casefold()
        if not unicodedata.combining(letter)
    )


_SAYS_NOTHING = frozenset(plain(word) for word in _EVERYWHERE.split())


def words_of(text: str) -> frozenset[str]:
    """The words by which two accounts are compared: long enough, and not those that everybody uses."""
    return (
        frozenset(word for word in re.findall(r"\w+", plain(text)) if len(word) >= SHORTEST_WORD)
        - _SAYS_NOTHING
    )


def common_words(accounts: Collection[frozenset[str]]) -> frozenset[str]:
    """Words that more than a third of the accounts share tell none from another; among a few, none is left out."""
    if len(accounts) < FEWEST_ACCOUNTS:
        return frozenset()
    number = Counter(word for account in accounts for word in account)
    return frozenset(word for word, found in number.items() if found * 3 > len(accounts))


def likeness(one: frozenset[str], other: frozenset[str], *, same_officer: bool) -> float:
    """How much two matters have in common, from 0 to 1.4: the shared part of the shorter account's words, and 0.4
    where both name the same officer. Fewer than four words in common count as none.
    """
    shared = len(one & other)
    score = shared / min(len(one), len(other)) if shared >= FEWEST_WORDS_ALIKE else 0.0
    return round(score + (SAME_OFFICER if same_officer else 0.0), 2)
