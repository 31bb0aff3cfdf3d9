"""What somebody had typed when the door locked: kept, sealed, until they have shown again who they are.

Kept in the session under a key of the door's own; only the person who typed it gets it back. Files and passwords
are never kept. The page that gives it back asks before it sends anything.
"""

import json
import uuid
from dataclasses import dataclass

from django.http import HttpRequest

from commonground.access.sign_in.sealed import CannotOpen, seal, unseal

KEY = "kept_forms"
FIELD = "kept_form"  # the hidden field that says which kept form is being sent
PURPOSE = "kept form"
MOST_CHARACTERS = 512 * 1024
MOST_FORMS = 5  # one for each tab that was open
_LEFT_OUT = ("csrfmiddlewaretoken", FIELD)
_TOKENS = ("submission", "expected_version", "version")


@dataclass(frozen=True)
class KeptForm:
    identity: str
    person: int | None  # None: the session was lost, and nobody can say whose it was
    path: str
    fields: tuple[tuple[str, str], ...]
    files: int  # how many files were chosen; they must be chosen again

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What a person would recognise as typed: not tokens, not empty fields."""
        return [(name, value) for name, value in self.fields if value.strip() and not _is_token(name, value)]


def sealed_form(request: HttpRequest, *, person: int | None) -> str | None:
    """What was posted, sealed; None when there is nothing to keep, or more than a session should hold."""
    if request.method != "POST":
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _LEFT_OUT and "password" not in name and name != "credential"
        for value in values
    ]
    if not fields or sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return None
    kept = {
        "identity": str(uuid.uuid4()),
        "person": person,
        "path": request.get_full_path(),
        "fields": fields,
        "files": sum(len(files) for _, files in request.FILES.lists()),
    }
    return seal(PURPOSE, json.dumps(kept))


def put(request: HttpRequest, *sealed: str) -> None:
    """Adds to what this session keeps; the oldest falls out."""
    request.session[KEY] = [*request.session.get(KEY, []), *sealed][-MOST_FORMS:]


def kept_in(request: HttpRequest) -> list[KeptForm]:
    """The forms kept for the person who is signed in. Anybody else's are thrown away."""
    sealed = request.session.get(KEY, [])
    opened = {text: form for text in sealed if (form := _opened(text)) is not None}
    mine = {text: form for text, form in opened.items() if form.person in (None, request.user.pk)}
    if len(mine) != len(sealed):
        request.session[KEY] = list(mine)
    return list(mine.values())


def discard(request: HttpRequest, identity: str) -> None:
    left = [
        text for text in request.session.get(KEY, []) if (form := _opened(text)) and form.identity != identity
    ]
    request.session[KEY] = left


def _opened(sealed: str) -> KeptForm | None:
    try:
        found = json.loads(unseal(PURPOSE, sealed))
    except CannotOpen:
        return None
    fields = tuple((str(name), str(value)) for name, value in found["fields"])
    return KeptForm(found["identity"], found["person"], found["path"], fields, found["files"])


def _is_token(name: str, value: str) -> bool:
    if name in _TOKENS:
        return True
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True
