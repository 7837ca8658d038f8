"""The `///` blocks that hold prose, and the slot that keeps a place for the live ones."""

from __future__ import annotations

from xml.etree import ElementTree

from markdown import Markdown
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block

SLOT = "slot"


class LabelledBlock(Block):  # type: ignore[misc]  # pymdownx ships no types
    """A section with a label that is a heading; numbered by kind, since ids show in addresses."""

    ARGUMENT: bool | None = False
    KIND = ""
    LABEL = ""
    STANDS_ALONE = False

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        count = self.tracker["count"] = self.tracker.get("count", 0) + 1
        name = f"{self.KIND}-{count}"
        level = 2 if self.STANDS_ALONE or parent.find("h2") is None else 3
        section = ElementTree.SubElement(parent, "section")
        section.set("class", f"block block--{self.KIND}")
        section.set("id", name)
        section.set("aria-labelledby", f"{name}-label")
        label = ElementTree.SubElement(section, f"h{level}")
        label.set("class", "block__label")
        label.set("id", f"{name}-label")
        label.text = self.argument or self.LABEL
        return section

    def on_markdown(self) -> str:
        return "block"


class Story(LabelledBlock):
    NAME = "story"
    ARGUMENT = True
    KIND = "story"
    STANDS_ALONE = True


class KeyIdea(LabelledBlock):
    NAME = "key"
    KIND = "key"
    LABEL = "Key idea"


class Settle(LabelledBlock):
    NAME = "settle"
    KIND = "ground"
    LABEL = "Pause here if you like"
    STANDS_ALONE = True


class Caution(LabelledBlock):
    NAME = "caution"
    KIND = "caution"
    LABEL = "Please note"


class Slot(Block):  # type: ignore[misc]
    """Keeps a place; authors cannot write it, the lesson compiler does."""

    NAME = SLOT
    ARGUMENT: bool | None = True

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        slot = ElementTree.SubElement(parent, "hr")
        slot.set("data-slot", self.argument)
        return slot


class LessonBlocks(BlocksExtension):  # type: ignore[misc]
    """Registers the blocks of a lesson."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: N802
        for block in (Story, KeyIdea, Settle, Caution, Slot):
            block_mgr.register(block, {})
