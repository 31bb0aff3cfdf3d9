"""One edit, as staff make it, for the bench: prints the moment at which its transaction had ended."""

import sys
import time


def edit() -> None:
    from commonground.access.decisions import people_who_may
    from commonground.access.permissions import Permission
    from commonground.domains.commitments.actions import post_update
    from commonground.domains.commitments.models import Commitment

    manager = people_who_may(Permission.MANAGE_COMMITMENTS)[0]
    commitment = Commitment.objects.get(number="6", programme__slug="safer-together")
    post_update(commitment_id=commitment.pk, text=f"Measured at {time.time()}", by=manager)
    sys.stdout.write(str(time.time()))
