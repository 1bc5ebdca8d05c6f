"""Where in a mail a part stands, as the walk goes down: a place in, the places of what it holds out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place: MIME path, the mail it is in, how deep, and what holds for everything below it. `span` as in mime.Leaf."""

    path: str = ""
    message: str = ""
    depth: int = 0
    level: int = 0
    trail: tuple[str, ...] = ()
    alternative: str = ""
    in_digest: bool = False
    bounced: bool = False
    returned: bool = False
    span: tuple[int, int] = (0, 0)

    def inside(self, container: str, number: int, span: tuple[int, int]) -> Place:
        """Return the place of a multipart's part; 0 is what stands before, between and behind the parts."""
        alternative = self.leaf_path if container == "multipart/alternative" else self.alternative
        is_digest = container == "multipart/digest"
        around = (self.message, self.depth + 1, self.level, self.trail)
        return Place(self._child(number), *around, alternative, is_digest, self.bounced, self.returned, span)

    def within(self, name: str, *, returned: bool) -> Place:
        """Return the place of what a nested mail holds."""
        path = f"{self.leaf_path}/"
        return Place(path, path, self.depth + 1, self.level + 1, (*self.trail, name), returned=returned)

    @property
    def leaf_path(self) -> str:
        """The path of a leaf that stands here."""
        return f"{self.path}1" if self.path.endswith("/") or not self.path else self.path

    def _child(self, number: int) -> str:
        return f"{self.path}{number}" if self.path.endswith("/") or not self.path else f"{self.path}.{number}"
