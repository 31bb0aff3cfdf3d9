"""Tables and models agree: nobody changed a model and forgot its migration."""

import pytest
from django.apps import apps
from django.core.management import call_command

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("commonground.")]


@pytest.mark.django_db
def test_no_migration_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", *OURS, check=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
