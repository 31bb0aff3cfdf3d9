"""The few kinds of block a page is made of. Each has a template; none lets an editor write HTML."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

WORDS = ["bold", "italic", "link", "document-link"]
TEXT = ["h2", "h3", *WORDS, "ol", "ul"]
SHORT_TEXT = [*WORDS, "ol", "ul"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Text"), max_length=160)
    level = blocks.ChoiceBlock(
        choices=[("2", _("Part of the page")), ("3", _("Part within a part"))], default="2", label=_("Level")
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "content_editing/blocks/heading.html"
        group = _("Text")


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[
            ("info", _("Note")),
            ("warning", _("Warning")),
            ("success", _("Good news")),
            ("emergency", _("Emergency: danger to life")),
        ],
        default="info",
        label=_("Kind"),
    )
    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    text = blocks.RichTextBlock(features=SHORT_TEXT, label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "content_editing/blocks/callout.html"
        group = _("Boxes")


class SummaryBoxBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.RichTextBlock(features=SHORT_TEXT, label=_("Text"))

    class Meta:
        icon = "list-ul"
        label = _("Summary box")
        template = "content_editing/blocks/summary_box.html"
        group = _("Boxes")


class StepBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=160, label=_("Heading"))
    text = blocks.RichTextBlock(features=SHORT_TEXT, required=False, label=_("Text"))

    class Meta:
        icon = "order"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=12, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "content_editing/blocks/steps.html"
        group = _("Boxes")


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=120, label=_("Who or what"))
    text = blocks.CharBlock(required=False, max_length=300, label=_("What for"))
    telephone = blocks.RegexBlock(
        regex=r"^[0-9+(). -]{3,30}$",
        required=False,
        label=_("Telephone"),
        error_messages={"invalid": _("Digits, spaces and + ( ) . - alone.")},
    )
    text_number = blocks.RegexBlock(
        regex=r"^[0-9+(). -]{3,30}$",
        required=False,
        label=_("Text messages to"),
        error_messages={"invalid": _("Digits, spaces and + ( ) . - alone.")},
    )
    email = blocks.EmailBlock(required=False, label=_("E-mail"))
    hours = blocks.CharBlock(required=False, max_length=200, label=_("Hours"))
    address = blocks.TextBlock(required=False, max_length=300, rows=2, label=_("Address"))

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "content_editing/blocks/contact.html"
        group = _("Boxes")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not any(cleaned.get(name) for name in ("telephone", "text_number", "email", "address")):
            raise StructBlockValidationError(
                non_block_errors=[ValidationError(_("Give at least one way to get in touch."))]
            )
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        for name in ("telephone", "text_number"):
            context[f"{name}_digits"] = "".join(c for c in value.get(name) or "" if c in "+0123456789")
        return context


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200, label=_("Question"))
    answer = blocks.RichTextBlock(features=SHORT_TEXT, label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(blocks.StructBlock):
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=30, label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "content_editing/blocks/questions.html"
        group = _("Boxes")


class PictureBlock(blocks.StructBlock):
    """`ImageBlock` refuses an image that has neither a description nor the mark "decorative"."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "content_editing/blocks/picture.html"
        group = _("Files")


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    note = blocks.CharBlock(required=False, max_length=200, label=_("What it is"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "content_editing/blocks/document.html"
        group = _("Files")


class TableBlock(blocks.StructBlock):
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(required=False, label=_("Text"))),
            ("number", blocks.CharBlock(required=False, label=_("Number"))),
            ("rich_text", blocks.RichTextBlock(required=False, features=WORDS, label=_("Text with links"))),
        ],
        label=_("Table"),
    )
    note = blocks.CharBlock(required=False, max_length=300, label=_("Note under the table"))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content_editing/blocks/table.html"
        group = _("Files")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["table"].caption:
            raise StructBlockValidationError(
                block_errors={"table": ValidationError(_("Give the table a caption: what it shows."))}
            )
        return cleaned


class PageBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        features=TEXT,
        label=_("Text"),
        icon="pilcrow",
        template="content_editing/blocks/text.html",
        group=_("Text"),
    )
    heading = HeadingBlock()
    callout = CalloutBlock()
    summary_box = SummaryBoxBlock()
    steps = StepsBlock()
    contact = ContactBlock()
    questions = QuestionsBlock()
    picture = PictureBlock()
    document = DocumentBlock()
    table = TableBlock()

    class Meta:
        max_num = 80
