"""A file's records and its Document in, signs that fields were lost on the way from one to the other out: the table may be torn apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from config.campaign import Campaign
from model import Document, FormRecord

FIELDS_LOST: Final = "fields-lost"
FORM_LOST: Final = "form-lost"

_MORE_THAN_BLANK: Final = 30  # words that a form said to be blank may have more than the association's own blank one
_FORM_WORDS: Final = 100  # a file that is called a form and holds so much is one


def losses(
    records: Sequence[FormRecord], document: Document, suspected: str, campaign: Campaign, blank_words: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the signs: FIELDS_LOST where a form says much and its fields little, FORM_LOST where a file's name promises one."""
    if document.format == "pdf":
        return ()
    if any(_lacks_fields(r, campaign) for r in records) or _is_blank_in_words_alone(records, document, blank_words):
        return (FIELDS_LOST,)
    spec = campaign.forms.get(suspected)
    unknown = all(r.form not in campaign.forms for r in records)
    return (FORM_LOST,) if unknown and spec is not None and not spec.document and document.words >= _FORM_WORDS else ()


def _lacks_fields(record: FormRecord, campaign: Campaign) -> bool:
    """Tell whether more than half of what a form must say was not even found as a label."""
    spec = campaign.forms.get(record.form)
    if spec is None or spec.document or "scan" in record.flags:
        return False
    wanted = [f.id for f in spec.fields if f.required and f.kind != "paper_only"]
    return len(wanted) >= 3 and 2 * sum(f not in record.values for f in wanted) > len(wanted)


def _is_blank_in_words_alone(records: Sequence[FormRecord], document: Document, blank_words: Mapping[str, int]) -> bool:
    alone = records[0] if len(records) == 1 else None
    if alone is None or "blank" not in alone.flags or alone.form not in blank_words:
        return False
    return document.words > blank_words[alone.form] + _MORE_THAN_BLANK
