"""Writes the invented city: people in every role, pages, boards, and two years of commitments. All of it or nothing."""

from datetime import timedelta

import django

BEFORE_IT_ALL = timedelta(days=3 * 366)  # everybody held their role before the first thing happened


def tell() -> None:
    from django.conf import settings
    from django.db import transaction

    from commonground.access.demonstration import DEMONSTRATION_PASSWORD, people_of_riverbend
    from commonground.access.models import Person, RoleGrant
    from commonground.access.roles import ROLES
    from commonground.boards import demonstration as boards
    from commonground.content.editing import demonstration as pages
    from commonground.domains.accountability import demonstration as accountability
    from commonground.domains.commitments import demonstration as commitments
    from commonground.domains.newsroom import demonstration as newsroom
    from commonground.foundation import clock
    from commonground.vaults.demonstration import VAULT_PASSPHRASE, open_vaults

    with transaction.atomic():
        with clock.stopped_at(clock.now() - BEFORE_IT_ALL):
            people = people_of_riverbend()
            vaults = open_vaults()
        Person.objects.update(last_login=clock.now())  # an account that nobody uses is closed by night
        commitments.tell_story(people)
        boards.tell_story(people)
        pages.write_pages(people)
        newsroom.tell_story(people)
        receipts = accountability.tell_story(people, vaults)

    def holders(role: str) -> list[str]:
        return list(
            RoleGrant.objects.filter(role=role).order_by("pk").values_list("person__email", flat=True)
        )

    width = max(len(str(ROLES[role].name)) for role in people)
    (settings.CONFIGURATION.data_folder / "sign-ins.txt").write_text(
        "\n".join(
            [
                f"Sign in at the staff door with any of these, the password `{DEMONSTRATION_PASSWORD}`",
                "and the six-digit code that the page itself shows in this demonstration:",
                "",
                *(f"  {ROLES[role].name!s:<{width}}  {', '.join(holders(role))}" for role in people),
                "",
                f"Who reads sealed matters unlocks a vault with `{VAULT_PASSPHRASE}`.",
                "",
                "Come back as a person who filed something, at the public door under “Tell us”:",
                "",
                *(f"  {told.what}…\n    {told.receipt}" for told in receipts),
            ]
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    django.setup()
    tell()
