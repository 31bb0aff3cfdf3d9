"""Where a request comes from: read for counting, kept only as a keyed hash."""

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; without proxies, the one that connected."""
    proxies: int = settings.CONFIGURATION.trusted_proxies
    forwarded = [
        part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()
    ]
    found = forwarded[-proxies] if 0 < proxies <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return "0.0.0.0"  # noqa: S104  # a Unix socket has no address; nothing is bound here


def source_of(request: HttpRequest) -> str:
    """One network's mark: an IPv6 network of 64 bits is one household or office."""
    address = ipaddress.ip_address(client_address(request))
    network = ipaddress.ip_network(f"{address}/{64 if address.version == 6 else 32}", strict=False)
    key = hashlib.sha256(b"sign-in source" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, str(network).encode(), hashlib.sha256).hexdigest()
