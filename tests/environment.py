"""Settings of a house under test. Loaded as a pytest plug-in, before Django is."""

import os
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="common-ground-test-"))

# Small matrices on few cores: threads of linear algebra wait for one another more than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["COMMONGROUND_ENVIRONMENT_FILE"] = ""
os.environ.setdefault("COMMONGROUND_DATABASE_URL", f"sqlite:///{FOLDER / 'house.sqlite3'}")
for name, value in {
    "SECRET_KEY": "a key for tests alone, long enough to be accepted as one",
    "LINK_KEY": "another key for tests alone, long enough to be accepted too",
    "PUBLIC_URL": "http://localhost:8000",
    "STAFF_URL": "http://localhost:8001",
    "DATA_FOLDER": str(FOLDER),
    "DEMONSTRATION": "true",
    "LOG_LEVEL": "ERROR",
}.items():
    os.environ[f"COMMONGROUND_{name}"] = value

for door in ("public", "staff"):
    (FOLDER / "static" / door).mkdir(parents=True, exist_ok=True)
