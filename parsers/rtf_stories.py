"""The stories of an RTF as their groups open and close in, all items in reading order out."""

from __future__ import annotations

from parsers.flow import Item, Paragraph, put_behind_colon
from parsers.rtf_flow import Flow


class Stories:
    """The story that is being read (`flow`) and those around it: text boxes, notes and margins lie within the text."""

    def __init__(self) -> None:
        """Start with the text itself."""
        self.flow = Flow()
        self._margins: dict[str, list[Item]] = {"页眉": [], "页脚": []}
        self._notes: list[Item] = []
        self._outer: list[tuple[int, str, Flow]] = []  # where the inner story began: depth of groups, place, the flow around it

    def begin(self, place: str, depth: int) -> None:
        """Open a story within the present one."""
        self._outer.append((depth, place, self.flow))
        self.flow = Flow()

    def end(self, depth: int) -> None:
        """Close the story that began at this depth, if any."""
        if self._outer and self._outer[-1][0] == depth:
            self._close()

    def items(self) -> list[Item]:
        """Return headers, text, footers and notes; unfinished stories too."""
        while self._outer:
            self._close()
        return [*self._margins["页眉"], *self.flow.finish(), *self._margins["页脚"], *self._notes]

    def _close(self) -> None:
        _, place, outer = self._outer.pop()
        items, self.flow = self.flow.finish(), outer
        if place == "文本框" and put_behind_colon(items, outer.pieces):
            return
        if place == "文本框":
            outer.boxes += _placed(items, "" if outer.level else place)
        elif place == "脚注":
            number = sum(isinstance(note, Paragraph) for note in self._notes) + 1
            self._notes += _placed(items, f"脚注{number}")
        else:
            self._margins[place] += [item for item in _placed(items, place) if item not in self._margins[place]]


def _placed(items: list[Item], place: str) -> list[Item]:
    return [Paragraph(item.text, 0, place) if isinstance(item, Paragraph) else item for item in items]
