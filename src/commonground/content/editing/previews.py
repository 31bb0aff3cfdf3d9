"""A draft as the public would see it, shown to its editors alone."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin

from commonground.content.editing.copies import rendered_body
from commonground.content.editing.models import CityPage
from commonground.content.pages_public import page_context
from commonground.content.queries import PageLink, PageShown
from commonground.foundation import clock


@csp_replace(settings.EDITING_CSP)
@xframe_options_sameorigin
def preview(request: HttpRequest, page: CityPage) -> HttpResponse:
    """The public page's own template, with the draft's content and Wagtail's accessibility checker."""
    language = page.locale.language_code
    body = rendered_body(page)
    above = (
        [
            PageLink(parent.public_path, parent.title, language, parent.public_address)
            for parent in page.get_ancestors().specific()
            if isinstance(parent, CityPage)
        ]
        if page.path
        else []
    )
    shown = PageShown(
        path=page.slug,
        language=language,
        is_in_wanted_language=True,
        title=page.title,
        summary=page.summary,
        search_description=page.search_description,
        opening_html=body.opening,
        body_html=body.html,
        headings=tuple({"id": heading.id, "text": heading.text} for heading in body.headings),
        published_at=clock.now(),
        above=tuple(above),
        below=(),
        in_languages=(),
        is_older_than_original=False,
    )
    with translation.override(language):
        # The staff door's own ways through the site would stand where the public's stand.
        context = page_context(shown) | {"navigation": None, "search_url": "", "page_object": page}
        return render(request, "content_editing/staff/preview.html", context)
