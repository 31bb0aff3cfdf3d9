"""The public door never loads Wagtail."""

import os
import subprocess
import sys

PROGRAM = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
from commonground.content import pages_public, queries, urls_public
loaded = [name for name in sys.modules if name.split(".")[0] in ("wagtail", "taggit", "modelcluster", "allauth")]
assert not loaded, loaded
assert "commonground.content.editing" not in sys.modules
print("clean")
"""


def test_the_public_door_never_loads_wagtail() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "commonground.doors.public.settings",
        "PYTHONPATH": "src",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "clean"
