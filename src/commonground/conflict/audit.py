"""Which entries of the audit log are hidden from a person: those of matters that they may not know of.

An entry belongs to a matter when its subject is the matter, anything that hangs on it (in any package), or when its
details name it as `case`.
"""

from django.db.models import ForeignObjectRel, Model, Q

from commonground.access.models import Person
from commonground.casework.models import Case, Exclusion

# Where the details of an entry name a matter that is not its subject: linked, merged into, split off.
_NAMING = ("case", "other", "into", "off")


def hidden_audit(viewer: Person) -> Q:
    """An empty condition for almost everybody."""
    cases = list(Exclusion.objects.filter(person=viewer).values_list("case_id", flat=True).distinct())
    if not cases:
        return Q()
    keys = [str(case) for case in cases]
    condition: Q = Q(object_type=Case._meta.label_lower, object_id__in=keys)
    for name in _NAMING:
        # Without `has_key`, an entry that names no matter would be neither hidden nor shown.
        condition |= Q(details__has_key=name) & Q(**{f"details__{name}__in": keys})
    for model, path in _hanging_on(Case):
        rows = model._default_manager.filter(**{f"{path}__in": cases}).values_list("pk", flat=True)
        condition |= Q(object_type=model._meta.label_lower, object_id__in=[str(pk) for pk in rows])
    return condition


def _hanging_on(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Every table with a foreign key to this one, and those with a key to those, with the way back."""
    found: list[tuple[type[Model], str]] = []
    for child, name in _children(model):
        found.append((child, name))
        found += [
            (grandchild, f"{step}__{name}")
            for grandchild, step in _children(child)
            if grandchild is not child
        ]
        for grandchild, step in _children(child):
            found += [(great, f"{far}__{step}__{name}") for great, far in _children(grandchild)]
    return found


def _children(model: type[Model]) -> list[tuple[type[Model], str]]:
    relations = [
        one for one in model._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)
    ]
    return [
        (one.related_model, one.field.name)
        for one in relations
        if one.field.concrete and one.related_model is not model and not one.related_model._meta.auto_created
    ]
