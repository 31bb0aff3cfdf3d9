"""Pages of the public door that belong to no single domain: search, everything that changed, what robots read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commonground.boards import queries as boards
from commonground.casework.kinds import every_kind
from commonground.content import queries as content
from commonground.domains.commitments import queries as commitments
from commonground.domains.commitments.pages_public.changes import told
from commonground.foundation.audit.record import head
from commonground.foundation.caching import never_stored
from commonground.foundation.opening import open_to_anyone
from commonground.intake.pages_public.next_steps import form_url

LONGEST_SEARCH = 100  # characters


@open_to_anyone(reason="Finds commitments, boards and pages by word")
def search(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    found = _found(words, request.LANGUAGE_CODE) if words else {}
    number = sum(len(results) for results in found.values())
    return render(
        request, "doors/public/search.html", {"words": words, "found": found, "number_found": number}
    )


def _found(words: str, language: str) -> dict[str, list[dict[str, str]]]:
    return {
        "commitments": [
            {"title": one.title, "url": one.url, "text": one.text} for one in commitments.public_search(words)
        ],
        "boards": [
            {"title": one.title, "url": one.address, "text": one.excerpt}
            for one in boards.public_search(words)
        ],
        "pages": [
            {"title": one.title, "url": one.url, "text": one.excerpt}
            for one in content.public_search(words, language)
        ],
    }


@open_to_anyone(reason="Everything that changed, newest first, and the feeds that tell of it")
def changes(request: HttpRequest) -> HttpResponse:
    programmes = commitments.public_programmes()
    return render(
        request,
        "doors/public/changes.html",
        {
            "programmes": [
                {
                    "programme": programme,
                    "entries": told(commitments.public_changes(programme.slug, limit=40)),
                }
                for programme in programmes
            ],
            "recommendations": boards.public_recommendations().lines[:10],
            "pages": content.recently_published(request.LANGUAGE_CODE),
        },
    )


@open_to_anyone(
    reason="The head of the audit log, for anyone to note down: a log that was rewritten no longer has it"
)
@never_stored
def audit_anchor(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{head()}\n", content_type="text/plain")


@open_to_anyone(reason="Tells search engines that they are welcome")
def robots(_request: HttpRequest) -> HttpResponse:
    sitemap_address = settings.PUBLIC_URL + reverse("sitemap")
    return HttpResponse(f"User-agent: *\nAllow: /\nSitemap: {sitemap_address}\n", content_type="text/plain")


@open_to_anyone(reason="Tells search engines which pages there are")
def sitemap(request: HttpRequest) -> HttpResponse:
    paths = [
        reverse("home"),
        *_tell_us_paths(),
        reverse("appeals:appeals"),
        reverse("appeals:results"),
        *content.public_paths(),
        *boards.public_paths(),
        *_commitment_paths(),
    ]
    return render(
        request,
        "doors/public/sitemap.xml",
        {"addresses": [settings.PUBLIC_URL + path for path in paths]},
        content_type="application/xml",
    )


def _tell_us_paths() -> list[str]:
    """What a person may look for. The forms themselves are in no search engine."""
    kinds = [kind.key for kind in every_kind() if form_url(kind.key)]
    return [
        reverse("tell_us:start"),
        reverse("tell_us:proof"),
        *(reverse("tell_us:next", args=[kind]) for kind in kinds),
        *(reverse("tell_us:blank", args=[kind]) for kind in kinds),
    ]


def _commitment_paths() -> list[str]:
    paths = [reverse("commitments:programmes")]
    for programme in commitments.public_programmes():
        paths.append(reverse("commitments:programme", args=[programme.slug]))
        paths += [
            reverse("commitments:commitment", args=[programme.slug, row["number"]])
            for row in commitments.public_download_rows(programme.slug)
        ]
    return paths
