"""Writes the invented city: people in every role, pages, boards, and two years of commitments. All of it or nothing."""

from datetime import timedelta

import django

BEFORE_IT_ALL = timedelta(days=3 * 366)  # everybody held their role before the first thing happened


def tell() -> None:
    from django.conf import settings
    from django.db import transaction

    from commonground.access.demonstration import DEMONSTRATION_PASSWORD, people_of_riverbend
    from commonground.access.models import Person
    from commonground.access.roles import ROLES
    from commonground.boards import demonstration as boards
    from commonground.content.editing import demonstration as pages
    from commonground.domains.commitments import demonstration as commitments
    from commonground.foundation import clock

    with transaction.atomic():
        with clock.stopped_at(clock.now() - BEFORE_IT_ALL):
            people = people_of_riverbend()
        Person.objects.update(last_login=clock.now())  # an account that nobody uses is closed by night
        commitments.tell_story(people)
        boards.tell_story(people)
        pages.write_pages(people)
    width = max(len(str(ROLES[role].name)) for role in people)
    (settings.CONFIGURATION.data_folder / "sign-ins.txt").write_text(
        "\n".join(
            [
                f"Sign in at the staff door with any of these, the password `{DEMONSTRATION_PASSWORD}`",
                "and the six-digit code that the page itself shows in this demonstration:",
                "",
                *(f"  {ROLES[role].name!s:<{width}}  {person.email}" for role, person in people.items()),
            ]
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    django.setup()
    tell()
