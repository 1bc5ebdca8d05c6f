"""A filing with all its records in, the same out with each record's entry key and whether it is the version that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from checks.certainty import is_blank, text_of
from checks.contents import distinct, outranks, rank, same_content
from checks.identity import ListedKeys, arrival, entry_keys, listed_keys, same_unit
from checks.names import folded
from config.campaign import Campaign, Track
from model import FiledRecord, Filing


def settle(filing: Filing, campaign: Campaign) -> Filing:
    """Return the filing with `entry` and `current` of every record worked out anew from all of its mail.

    Of each form, or each form's circle or team, the newest filled version counts: by arrival of the mail, then by the order of
    files. In one mail Word beats Excel, PDF and scans, and a copy is no second one. A list goes on in a second file where it names
    others; forms of several units do not replace one another. Papers that are no forms all count.
    """
    listed = listed_keys(filing, campaign)
    keys = entry_keys(filing, campaign, listed)
    keyed = replace(filing, records=tuple(replace(r, entry=keys[r.number]) for r in filing.records))
    current = {r.number for group in _groups(keyed, campaign, listed) for r in group.that_count()}
    versioned = _versioned(campaign)
    return replace(keyed, records=tuple(replace(r, current=r.number in current or r.record.form not in versioned) for r in keyed.records))


@dataclass(frozen=True)
class _Group:
    """The versions of one form of one circle, team or unit."""

    filing: Filing
    campaign: Campaign
    listed: ListedKeys
    records: tuple[FiledRecord, ...]

    def that_count(self) -> list[FiledRecord]:
        """Return the versions that count, going through the mails as they came."""
        place = arrival(self.filing)
        filled = [r for r in self.records if not is_blank(r.record)] or list(self.records)
        by_mail: dict[int, list[FiledRecord]] = defaultdict(list)
        for record in sorted(filled, key=lambda r: (place[r.mail], r.file, r.number)):
            by_mail[place[record.mail]].append(record)
        counting: list[FiledRecord] = []
        for _, versions in sorted(by_mail.items()):
            best = self._of_a_list(versions) if self.is_list else self._best(versions)
            counting = self._after(counting, best) if counting else best
        return counting

    @cached_property
    def track(self) -> Track | None:
        """The track that the form belongs to."""
        form = self.records[0].record.form
        return next((t for t in self.campaign.notice.tracks if form in {t.recommendation, t.application, t.material}), None)

    @property
    def is_list(self) -> bool:
        """Whether the form lists circles or teams."""
        return self.track is not None and self.records[0].record.form == self.track.recommendation

    @cached_property
    def wanted(self) -> int:
        """How many circles of this very name the lists hold: one, but for namesakes."""
        if self.track is None or self.is_list:
            return 1
        counts = [
            self.listed[r.number].count(self.records[0].entry) for r in self.filing.records if r.record.form == self.track.recommendation
        ]
        return max(1, *counts) if counts else 1

    def _best(self, versions: Sequence[FiledRecord]) -> list[FiledRecord]:
        """Return the last of the best format in one mail; several only where the list names several of the name."""
        top = max(rank(r) for r in versions)
        return distinct([r for r in versions if rank(r) == top])[-self.wanted :]

    def _of_a_list(self, versions: Sequence[FiledRecord]) -> list[FiledRecord]:
        """Return the last list of the best format in one mail, and every other that names none of its circles or teams."""
        chosen: list[FiledRecord] = []
        taken: set[str] = set()
        newest_first = versions[::-1]
        for record in sorted(newest_first, key=rank, reverse=True):
            keys = set(self.listed[record.number])
            if not chosen or (keys and not keys & taken):
                chosen.append(record)
                taken |= keys
        return [r for r in versions if r in chosen]

    def _after(self, before: list[FiledRecord], best: list[FiledRecord]) -> list[FiledRecord]:
        """Return what counts once a later mail has come: its versions, unless they are mere copies, or a list that goes on."""
        if self._is_copy(before, best):
            return before
        if self.is_list and self._goes_on(before, best):
            return [*before, *best]
        if self.wanted > len(best):
            return distinct([*before, *best])[-self.wanted :]
        return best

    def _is_copy(self, before: Sequence[FiledRecord], best: Sequence[FiledRecord]) -> bool:
        """Tell whether a PDF or scan says the same as the Word file before it, or is called its sealed copy."""
        if not all(outranks(b, r) for b in before for r in best):
            return False
        files = {f.number: f for f in self.filing.files}
        words = [folded(w) for w in self.campaign.notice.words.sealed_copy]
        is_document = self.campaign.forms[self.records[0].record.form].document  # slides after the Word report
        sealed = all(r.file in files and any(w in folded(files[r.file].name) for w in words) for r in best)
        return is_document or sealed or all(any(same_content(b, r) for b in before) for r in best)

    def _goes_on(self, before: Sequence[FiledRecord], best: Sequence[FiledRecord]) -> bool:
        """Tell whether a later list of none but other circles adds to the first, rather than corrects it.

        A wrong list is corrected by the right one of other names; so the first must be vouched for by a paper of one of its circles.
        """
        old, new = ({k for r in records for k in self.listed[r.number]} for records in (before, best))
        if self.track is None or not old or not new or old & new or self._corrects(best[-1].mail):
            return False
        own = {self.track.application, self.track.material}
        return any(r.entry.split("@")[0].split("/")[0] in old for r in self.filing.records if r.record.form in own and r.entry)

    def _corrects(self, number: int) -> bool:
        mail = next((m for m in self.filing.mails if m.number == number), None)
        text = folded(mail.subject + mail.text[:500]) if mail else ""
        return any(folded(w) in text for w in self.campaign.notice.words.correction)


def _versioned(campaign: Campaign) -> set[str]:
    annexes = {f.id for f in campaign.forms.values() if not f.document}
    return annexes | {form for t in campaign.notice.tracks for form in (t.material, t.self_assessment) if form}


def _groups(filing: Filing, campaign: Campaign, listed: ListedKeys) -> Iterable[_Group]:
    versioned = _versioned(campaign)
    groups: dict[tuple[str, str], list[FiledRecord]] = defaultdict(list)
    for record in filing.records:
        if record.record.form in versioned:
            groups[(record.record.form, record.entry)].append(record)
    for (form, _), records in groups.items():
        parted = [records] if campaign.forms[form].scope == "entry" else _by_unit(records, filing)
        yield from (_Group(filing, campaign, listed, tuple(p)) for p in parted)


def _by_unit(records: Sequence[FiledRecord], filing: Filing) -> list[list[FiledRecord]]:
    """Part the same form of several companies (an association's filing); one without a name is the filing unit's own."""
    clusters: Mapping[str, list[FiledRecord]] = {}
    for record in records:
        unit = text_of(record.record.values.get("recommending_unit")) or filing.unit
        home = next((name for name in clusters if same_unit(name, unit)), None)
        clusters = {**clusters, home or unit: [*clusters.get(home or unit, ()), record]}
    return list(clusters.values())
