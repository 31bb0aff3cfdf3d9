"""A form that asks one thing a page, and keeps what was typed in the page alone: nothing is stored until it is sent.

Each page carries all that was typed on the others in hidden fields. They are not trusted: before anything is sent,
every page is validated anew, in order, and the first that does not hold is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.http import QueryDict

from commonground.intake.asking.steps import Step

# The first is also the name that the script of uploads gives to what it has sent.
UPLOAD, RECEIPT, CHECKING = "sent_before", "receipt", "checking"
CARRIED = (UPLOAD, RECEIPT, CHECKING)
MOST_VALUES = 40  # of one name: more than any page of ours has boxes

AnyStep = TypeVar("AnyStep", bound=Step)


@dataclass(frozen=True)
class Questionnaire:
    kind: str
    steps: tuple[type[Step], ...]
    category: str = ""  # where no page asks for it

    def asked(self, typed: QueryDict) -> list[type[Step]]:
        return [step for step in self.steps if step.asked(typed)]

    def step(self, key: str, typed: QueryDict) -> type[Step]:
        """The page of that name, or the first."""
        asked = self.asked(typed)
        return next((step for step in asked if step.key == key), asked[0])

    def after(self, step: type[Step], typed: QueryDict) -> type[Step] | None:
        asked = self.asked(typed)
        place = asked.index(step) + 1
        return asked[place] if place < len(asked) else None

    def before(self, step: type[Step], typed: QueryDict) -> type[Step] | None:
        asked = self.asked(typed)
        place = asked.index(step)
        return asked[place - 1] if place else None

    def first_wrong(self, typed: QueryDict) -> Step | None:
        return first_wrong(self.answered(typed))

    def checked(self, typed: QueryDict) -> list[Step]:
        return [step(typed) for step in self.asked(typed)]

    def answered(self, typed: QueryDict) -> list[Step]:
        """Without the pages that were left empty and may be: nothing on them can be wrong, and nothing was said."""
        return [step(typed) for step in self.asked(typed) if _must_be(step) or _was(step, typed)]

    def names(self) -> frozenset[str]:
        return frozenset(name for step in self.steps for name in step.base_fields).union(CARRIED)

    def carried(self, typed: QueryDict, beside: type[Step] | None = None) -> Iterator[tuple[str, str]]:
        """Names and values of hidden fields: everything typed so far but what this page itself asks."""
        own = frozenset(beside.base_fields) if beside is not None else frozenset()
        for name in sorted(self.names() - own):
            for value in typed.getlist(name)[:MOST_VALUES]:
                yield name, str(value)


def first_wrong(pages: list[Step]) -> Step | None:
    """The first page that does not hold, validated; None when all do."""
    return next((page for page in pages if not page.is_valid()), None)


def _must_be(step: type[Step]) -> bool:
    return any(field.required for field in step.base_fields.values())


def _was(step: type[Step], typed: QueryDict) -> bool:
    return any(value for name in step.base_fields for value in typed.getlist(name))


def unchecked(step: type[AnyStep], typed: QueryDict) -> AnyStep:
    """A page with what was typed on it before, and no word about what is missing: somebody only came to it."""
    form = step(typed)
    form.is_bound = False
    form.initial = {name: _typed_before(field, name, typed, form) for name, field in form.fields.items()}
    return form


def _typed_before(field: forms.Field, name: str, typed: QueryDict, form: Step) -> object:
    if name not in form.data:
        return field.initial
    value = field.widget.value_from_datadict(form.data, {}, name)
    if isinstance(field, forms.DateField):
        try:
            return field.clean(value)
        except forms.ValidationError:
            field.widget = forms.TextInput()  # the browser's own control would lose what is no date
    return value
