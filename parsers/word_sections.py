"""A Word body's items and section marks in, the items with each section's headers before and footers behind it out."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.etree import _Element as Element

from parsers.flow import Item, Paragraph
from parsers.package import Package
from parsers.word_names import RELATION, R, W
from parsers.word_walk import SectionEnd, Walk

_PLACES = {W + "headerReference": "页眉", W + "footerReference": "页脚"}


class Sections:
    """The header and footer parts of one file."""

    def __init__(self, package: Package, main: str, walk: Walk) -> None:
        """Remember where the parts are named."""
        self._package = package
        self._folder, _, name = main.rpartition("/")
        self._relations = f"{self._folder}/_rels/{name}.rels"
        self._targets: dict[str, str] | None = None
        self._walk = walk
        self._said: set[tuple[str, str]] = set()  # a header that every section repeats is given once

    def with_headers(self, items: Iterable[Item | SectionEnd]) -> list[Item]:
        """Return the items with what stands in the margins of each section around them."""
        done: list[Item] = []
        section: list[Item] = []
        for item in items:
            if not isinstance(item, SectionEnd):
                section.append(item)
                continue
            margins = self._margins(item.properties)
            done += [*margins["页眉"], *section, *margins["页脚"]]
            section = []
        return done + section

    def _margins(self, properties: Element) -> dict[str, list[Item]]:
        margins: dict[str, list[Item]] = {"页眉": [], "页脚": []}
        for reference in properties:
            place = _PLACES.get(str(reference.tag))
            if place and self._is_shown(properties, str(reference.get(W + "type", "default"))):
                margins[place] += self._part(str(reference.get(R + "id", "")), place)
        return margins

    def _is_shown(self, properties: Element, kind: str) -> bool:
        if kind == "first":
            return properties.find(W + "titlePg") is not None
        return kind == "default" or b"evenAndOddHeaders" in self._package.read(f"{self._folder}/settings.xml")

    def _part(self, relation: str, place: str) -> list[Item]:
        if self._targets is None:
            root = self._package.xml(self._relations)
            relations = [] if root is None else list(root.iter(RELATION))
            self._targets = {str(r.get("Id")): str(r.get("Target")) for r in relations}
        target = self._targets.get(relation, "")
        markup = self._package.read(target if target.startswith("/") else f"{self._folder}/{target}") if target else b""
        root = self._package.tree(markup) if markup else None
        items = [] if root is None else self._walk.part(root, root, markup)
        return [item for item in (_placed(i, place) for i in items if not isinstance(i, SectionEnd)) if self._is_new(item)]

    def _is_new(self, item: Item) -> bool:
        if not isinstance(item, Paragraph):
            return True
        known = (item.place, item.text) in self._said
        self._said.add((item.place, item.text))
        return not known


def _placed(item: Item, place: str) -> Item:
    return Paragraph(item.text, 0, place) if isinstance(item, Paragraph) else item
