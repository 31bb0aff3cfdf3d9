"""Finding commitments: filters, addresses that can be shared, and query strings sent in bad faith."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commonground.domains.commitments.public_register import Register, make_commitment, make_register

LIST = "/commitments/safety-plan/list/"


@pytest.fixture
def register(db, noon) -> Register:
    return make_register()


def numbers(client, query: str) -> list[str]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [row.number for row in response.context["page"].object_list]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["2", "4a", "7", "9", "11", "12"]),
        ("text=youth", ["4a", "7", "11"]),  # also the name of a topic
        ("text=CLINICIAN+call", ["2"]),
        ("text=cl%C3%ADnico", ["2"]),  # the Spanish statement, with its accent
        ("text=4a", ["4a"]),
        ("topic=crisis-response", ["2", "9", "12"]),
        ("status=planning", ["4a", "12"]),
        ("state=reported", ["7"]),
        ("state=begun", ["2", "4a", "7", "9", "12"]),
        ("state=unknown", ["11"]),
        ("body=police", ["2", "9"]),
        ("late=yes", ["2"]),
        ("held=yes", ["4a"]),
        ("disputed=yes", ["9"]),
        ("held=yes&late=yes", []),
        ("sort=percent", ["9", "7", "12", "4a", "2", "11"]),
        ("sort=due", ["2", "12", "4a", "7", "9", "11"]),
    ],
)
def test_filters(public_door, register, query, found) -> None:
    assert numbers(public_door, query) == found


def test_an_empty_result_gives_advice_and_a_way_back(public_door, register) -> None:
    html = public_door.get(f"{LIST}?text=zeppelin").content.decode()
    assert "Nothing fits all of that" in html
    assert "0 of 6 commitments" in html
    assert f'href="{LIST}"' in html


def test_each_filter_can_be_taken_off(public_door, register) -> None:
    html = public_door.get(f"{LIST}?text=youth&late=yes&state=begun").content.decode()
    assert f'href="{LIST}?begun=yes&amp;late=yes"' in html
    assert f'href="{LIST}?text=youth&amp;begun=yes"' in html
    assert "<details" in html


def test_the_canonical_address_holds_what_was_understood_and_no_noise(public_door, register) -> None:
    html = public_door.get(f"{LIST}?utm=1&text=+youth++center+&sort=wrong&page=9").content.decode()
    assert (
        'rel="canonical" href="http://localhost:8000/commitments/safety-plan/list/?text=youth+center"' in html
    )


def test_pages_of_a_long_list_keep_the_filter(public_door, register) -> None:
    for number in range(100, 160):
        make_commitment(register.programme, str(number), status="planning")
    response = public_door.get(f"{LIST}?status=planning&page=2")
    html = response.content.decode()
    assert "status=planning&amp;page=3" in html
    assert len(response.context["page"].object_list) == 25
    assert public_door.get(f"{LIST}?page=999999999").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "text=" + "x" * 20_000, "text=%00%00", "text=%27%3B+DROP+TABLE+commitments_commitment%3B--",
        "topic[]=a&topic=b",
        "page=-1", "page=abc", "page=" + "9" * 400, "page=%F0%9F%92%A9", "sort=;&state=%22&body=%3Cscript%3E",
        "text=%FF%FE",
        "late=maybe", "text=%E2%80%AE%D8%B9%F0%9F%87%BA%F0%9F%87%B8", "status=__import__", "&&&===", "text=%25%5F%5C",
    ],
)  # fmt: skip
def test_hostile_query_strings_are_answered(public_door, register, query) -> None:
    response = public_door.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["text", "topic", "status", "state", "begun", "body", "late", "held", "disputed", "sort", "page"]
        ),
        st.text(max_size=60),
    )
)
def test_no_query_breaks_the_page(public_door, register, query) -> None:
    assert public_door.get(LIST, query).status_code == 200
