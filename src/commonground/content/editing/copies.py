"""Makes the published copy of a page: renders its blocks in its language, cleans the result, gathers its files."""

from django.utils import translation

from commonground.content import rules
from commonground.content.actions import PageCopy
from commonground.content.editing.cleaning import CleanBody, clean_body
from commonground.content.editing.files import copying_files
from commonground.content.editing.models import CityPage


def rendered_body(page: CityPage) -> CleanBody:
    """The body as the public would get it."""
    with translation.override(page.locale.language_code):
        return clean_body("\n".join(block.render() for block in page.body))


def copy_of(page: CityPage) -> PageCopy:
    """The copy, its files copied too. Call it in the transaction that publishes."""
    with copying_files() as files:
        body = rendered_body(page)
    path = page.public_path
    return PageCopy(
        source=page.pk,
        translation_key=page.translation_key,
        language=page.locale.language_code,
        path=path,
        parent_path=(rules.parents_of(path) or [""])[-1],
        title=page.title,
        summary=page.summary,
        search_description=page.search_description,
        opening_html=body.opening,
        body_html=body.html,
        headings=body.headings,
        plain_text=f"{page.summary} {body.plain_text}".strip(),
        show_in_menu=page.show_in_menus,
        position=page.path,
        files=tuple(dict.fromkeys(files)),
    )
