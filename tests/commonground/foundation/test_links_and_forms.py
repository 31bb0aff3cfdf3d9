"""Signed links and forms that are sent twice."""

from datetime import timedelta

import pytest

from commonground.foundation.links import LinkRefused, sign, unsign
from commonground.foundation.submissions.once import new_token, submit_once


def test_a_link_gives_back_what_it_carries_for_its_own_purpose_only() -> None:
    token = sign("confirm-follow", "42")
    assert unsign("confirm-follow", token) == "42"
    with pytest.raises(LinkRefused, match="not complete"):
        unsign("end-follow", token)


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "é" * 500])
def test_a_token_that_is_none_is_refused_with_a_sentence(token: str) -> None:
    with pytest.raises(LinkRefused, match="Copy the whole"):
        unsign("confirm-follow", token)


def test_an_old_link_says_so() -> None:
    with pytest.raises(LinkRefused, match="too old"):
        unsign("confirm-follow", sign("confirm-follow", "42"), max_age=timedelta(seconds=-1))


@pytest.mark.django_db
def test_a_form_sent_twice_does_the_thing_once() -> None:
    done = []

    def do() -> str:
        done.append(1)
        return "/thanks/"

    token = new_token()
    assert [submit_once(token, do), submit_once(token, do)] == ["/thanks/", "/thanks/"]
    assert len(done) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "not a token", "0b0c6f0e-7d4b-4a52-9a35-5b1f2f5b6a11"])
def test_a_strange_token_loses_nothing(token: str) -> None:
    assert submit_once(token, lambda: "/thanks/") == "/thanks/"


@pytest.mark.django_db
def test_what_fails_can_be_sent_again() -> None:
    token = new_token()

    def fail() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        submit_once(token, fail)
    assert submit_once(token, lambda: "/thanks/") == "/thanks/"
