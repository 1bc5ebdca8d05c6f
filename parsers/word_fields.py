"""A legacy form field of Word (w:ffData) in, what it shows out: a tick box or the chosen entry of a list."""

from __future__ import annotations

from lxml.etree import _Element as Element

from parsers.word_names import VAL, W, is_on


def form_field(owner: Element) -> str:
    """Return ☑ or □ for a check box, the chosen entry for a list, "" for anything else (ISO/IEC 29500-1 §17.16)."""
    data = owner.find(W + "ffData") if len(owner) else None
    if data is None:
        return ""
    box = data.find(W + "checkBox")
    if box is not None:
        return "☑" if _is_checked(box) else "□"
    choices = data.find(W + "ddList")
    return "" if choices is None else _chosen(choices)


def _is_checked(box: Element) -> bool:
    state = box.find(W + "checked")
    if state is None:
        state = box.find(W + "default")
    return state is not None and is_on(state.get(VAL))


def _chosen(choices: Element) -> str:
    entries = [str(entry.get(VAL, "")) for entry in choices.iterchildren(W + "listEntry")]
    chosen = choices.find(W + "result")
    if chosen is None:
        chosen = choices.find(W + "default")
    index = str(chosen.get(VAL, "0")) if chosen is not None else "0"
    return entries[int(index)] if index.isdigit() and int(index) < len(entries) else ""
