"""What of each type of page is translated, and what follows the French page: nothing is neither."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail_localize.fields import TranslatableField, get_translatable_fields

from tests.snapshot import assert_reviewed

TEXTS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock, blocks.BlockQuoteBlock)
"""The blocks whose words wagtail-localize translates; what else a body holds comes with its structure."""
OTHERS = (
    blocks.BooleanBlock,
    blocks.ChoiceBlock,
    blocks.ChooserBlock,
    blocks.DateBlock,
    blocks.EmailBlock,
    blocks.FieldBlock,
    blocks.IntegerBlock,
    blocks.StaticBlock,
    blocks.URLBlock,
)


def kinds(block: blocks.Block, path: str) -> Iterator[str]:
    """Each leaf of a block, and whether its words are translated."""
    if isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock):
        for name, child in block.child_blocks.items():
            yield from kinds(child, f"{path}.{name}")
    elif isinstance(block, blocks.ListBlock):
        yield from kinds(block.child_block, f"{path}[]")
    elif hasattr(block, "get_translatable_segments"):
        yield f"{path}: translated"
    else:
        assert isinstance(block, (*TEXTS, *OTHERS)), f"{path}: does wagtail-localize know {type(block)}?"
        is_text = isinstance(block, TEXTS) and not isinstance(block, blocks.URLBlock | blocks.EmailBlock)
        yield f"{path}: {'translated' if is_text else 'same'}"


def test_each_field_and_block_is_translated_or_the_same() -> None:
    shared = {field.name for field in Page._meta.get_fields()}
    lines: list[str] = []
    for model in get_page_models():
        if model is Page or not model.__module__.startswith("cms."):
            continue
        known = {field.field_name: field for field in get_translatable_fields(model)}
        assert {"title", "slug", "seo_title", "search_description", "show_in_menus"} <= known.keys()
        for field in model._meta.get_fields():
            if field.name in shared or field.name == "page_ptr":
                continue
            assert field.name in known, f"{model.__name__}.{field.name} would stay as it was on the first day"
            is_text = isinstance(known[field.name], TranslatableField)
            lines.append(f"{model.__name__}.{field.name}: {'translated' if is_text else 'same'}")
            if isinstance(field, StreamField):
                lines += sorted(set(kinds(field.stream_block, f"{model.__name__}.{field.name}")))
    assert_reviewed("translated_fields.txt", lines, "Are the words that people read among what is translated?")
