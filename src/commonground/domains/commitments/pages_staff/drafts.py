"""Keeps what somebody typed into an update while they go and attach the evidence that it lacks.

It lies in their session: nobody else reads it, and it goes when the session does.
"""

import json

from django.http import HttpRequest, QueryDict

LONGEST = 20_000  # characters


def keep(request: HttpRequest, commitment_id: int, typed: QueryDict) -> None:
    without_token = {name: values for name, values in typed.lists() if name != "csrfmiddlewaretoken"}
    text = json.dumps(without_token)
    if len(text) <= LONGEST:
        request.session[_key(commitment_id)] = text


def take(request: HttpRequest, commitment_id: int) -> QueryDict | None:
    """What was typed, if it was kept. It stays kept until it is saved."""
    text = request.session.get(_key(commitment_id))
    if not text:
        return None
    typed = QueryDict(mutable=True)
    for name, values in json.loads(text).items():
        typed.setlist(name, values)
    return typed


def forget(request: HttpRequest, commitment_id: int) -> None:
    request.session.pop(_key(commitment_id), None)


def is_kept(request: HttpRequest, commitment_id: int) -> bool:
    return _key(commitment_id) in request.session


def _key(commitment_id: int) -> str:
    return f"commitments-update-{commitment_id}"
