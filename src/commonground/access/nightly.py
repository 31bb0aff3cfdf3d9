"""What happens to accounts by the clock alone."""

from datetime import timedelta

from commonground.access.actions import disable_unused
from commonground.access.models import SignInFailure
from commonground.access.role_followers import follow_roles_of_everybody
from commonground.foundation import clock
from commonground.foundation.actors import WORKER

KEEP_FAILURES = timedelta(days=1)


def run_nightly() -> None:
    """Closes unused accounts, forgets old failures, hands roles on that began or ran out by their date."""
    disable_unused(by=WORKER)
    SignInFailure.objects.filter(at__lt=clock.now() - KEEP_FAILURES).delete()
    follow_roles_of_everybody()
