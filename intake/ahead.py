"""Steps that wait for somebody else in, the same out, each begun while the one before it is worked on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")


def one_ahead(steps: Iterator[_Item]) -> Generator[_Item, None, None]:
    """Yield what `steps` yields; a thread of its own takes every step, one before it is asked for, never two at once."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(_next, steps)
        while item := coming.result():
            coming = worker.submit(_next, steps)
            yield item[0]


def _next(steps: Iterator[_Item]) -> tuple[_Item, ...]:
    for item in steps:
        return (item,)
    return ()
