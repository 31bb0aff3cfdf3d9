"""How much may be sent: a city changes these here, and the pages say them."""

from datetime import timedelta

PIECE = 4 * 1024 * 1024  # bytes of content in every piece but the last
LARGEST_FILE = 2 * 1024**3
MOST_FILES = 20  # of one filing or one message
LARGEST_FILING = 6 * 1024**3
STRIPPED_UP_TO = 64 * 1024 * 1024  # larger documents and pictures are left as they are, and the page says so
MOST_PIXELS_STRIPPED = 100_000_000
MOST_PIXELS = 300_000_000  # past that it is no photograph but an attack on whoever opens it
MOST_UNPACKED = 1024**3  # of an office document, which is a zip archive
MOST_ENTRIES = 10_000
KEPT_FREE = 512 * 1024 * 1024  # of the disk: uploads stop before the database does

TOKEN_LASTS = timedelta(hours=24)
SWEPT_AFTER = timedelta(hours=25)  # longer than any token: nothing that can still be sent is swept
