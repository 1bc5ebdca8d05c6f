"""All records of a filing in, which circle, team or unit each is of out: namesakes kept apart, renamed ones kept together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from checks.certainty import is_blank, is_spare, text_of
from checks.names import Likeness, entry_key, folded, likeness, organization_core, same_entry, same_organization, solid
from config.campaign import Campaign, Track
from model import FiledRecord, Filing

_SAME_TEXT = 0.9
_LONG_TEXT = 30

Keys = Mapping[int, str]
ListedKeys = Mapping[int, tuple[str, ...]]


def listed_keys(filing: Filing, campaign: Campaign) -> ListedKeys:
    """Return the entry keys of each list's rows by the list's number; spare rows and rows without a name are left out."""
    organizations = _organizations(filing)
    lists: dict[int, tuple[str, ...]] = {}
    for track in campaign.notice.tracks:
        column = campaign.forms[track.application].entry
        for record in (r for r in filing.records if r.record.form == track.recommendation):
            rows = [row for row in record.record.rosters.get(track.roster, ()) if not is_spare(row)]
            lists[record.number] = tuple(entry_key(name, organizations) for row in rows if (name := text_of(row.get(column))))
    return lists


def entry_keys(filing: Filing, campaign: Campaign, listed: ListedKeys) -> Keys:
    """Return the entry key of every record by its number: "" for a form of the whole unit, "#…" for one without a name."""
    organizations = _organizations(filing)
    keys: Keys = {r.number: _key(r, filing, campaign, organizations) for r in filing.records}
    for track in campaign.notice.tracks:
        lists = [Counter(listed[r.number]) for r in filing.records if r.record.form == track.recommendation]
        keys = {**keys, **_apart_by_company(filing, track, keys), **_apart_by_topic(filing, track, keys, lists)}
        keys = _renamed(filing, campaign, track, keys, lists)
    return keys


def arrival(filing: Filing) -> Mapping[int, int]:
    """Return the place of each mail, by its number, in the order in which the server received them."""
    mails = sorted(filing.mails, key=lambda m: (m.received_at, m.number))
    known = {m.number: place for place, m in enumerate(mails)}
    return {**{r.mail: len(known) for r in filing.records}, **known}


def same_unit(one: str, other: str) -> bool:
    """Tell whether two unit names are one unit's: to the letter or shortened, but no branch of the other."""
    mine, theirs = sorted((solid(one), solid(other)), key=len)
    if not mine or mine == theirs:
        return True
    if theirs.startswith(mine) and organization_core(mine) != mine:
        return False  # a full legal name with more behind it is a branch
    return same_organization(one, other) is not Likeness.DIFFERENT


def _organizations(filing: Filing) -> tuple[str, ...]:
    found = [text_of(r.record.values.get(f)) for r in filing.records for f in ("recommending_unit", "organization_name")]
    found += [text_of(row.get("organization_name")) for r in filing.records for rows in r.record.rosters.values() for row in rows]
    return tuple(dict.fromkeys(n for n in (*found, filing.unit) if n))


def _key(record: FiledRecord, filing: Filing, campaign: Campaign, organizations: tuple[str, ...]) -> str:
    spec = campaign.forms.get(record.record.form)
    if spec is None or spec.scope != "entry":
        return ""
    name = text_of(record.record.values.get(spec.entry)) if spec.entry else ""
    if name:
        return entry_key(name, organizations)
    topic = solid(text_of(record.record.values.get("topic_name")))
    file = next((f.name for f in filing.files if f.number == record.file), "")
    siblings = sum(1 for r in filing.records if r.file == record.file and r.record.form == record.record.form)
    return f"#{topic or solid(file.rsplit('.', 1)[0])}" + (f"/{record.number}" if siblings > 1 and not topic else "")


def _apart_by_company(filing: Filing, track: Track, keys: Keys) -> dict[int, str]:
    """Let the keys of namesakes in different companies carry the company: they are two circles."""
    apart: dict[int, str] = {}
    for form in (track.application, track.material):
        by_key: dict[str, list[tuple[int, str]]] = {}
        for record in (r for r in filing.records if r.record.form == form and keys[r.number]):
            by_key.setdefault(keys[record.number], []).append((record.number, text_of(record.record.values.get("organization_name"))))
        for key, namesakes in by_key.items():
            companies = {c for _, c in namesakes if c}
            if any(same_organization(a, b) is Likeness.DIFFERENT for a in companies for b in companies):
                apart |= {number: f"{key}@{organization_core(c)}" for number, c in namesakes if c}
    return apart


def _apart_by_topic(filing: Filing, track: Track, keys: Keys, lists: Sequence[Counter[str]]) -> dict[int, str]:
    """Tell the reports of a circle that is listed with several topics apart by topic."""
    twice = {k for listed in lists for k, times in listed.items() if times > 1}
    reports = [r for r in filing.records if r.record.form == track.material and keys[r.number] in twice]
    topics = {r.number: solid(text_of(r.record.values.get("topic_name"))) for r in reports}
    return {number: f"{keys[number]}/{topic}" for number, topic in topics.items() if topic}


def _renamed(filing: Filing, campaign: Campaign, track: Track, keys: Keys, lists: Sequence[Counter[str]]) -> Keys:
    """Give an application that came again under a mended name and the one under the old the newer key."""
    place = arrival(filing)
    applications = [r for r in filing.records if r.record.form == track.application and not is_blank(r.record)]
    named = {key for listed in lists for key in listed}
    for later in sorted(applications, key=lambda r: (place[r.mail], r.file)):
        for earlier in (r for r in applications if place[r.mail] < place[later.mail]):
            old, new = keys[earlier.number], keys[later.number]
            if old == new or {old, new} <= named or _both_in_a_mail(applications, keys, old, new):
                continue
            if _is_renamed(earlier, later, campaign.forms[track.application].entry, vouched=new in named):
                keys = {number: new if key == old else key for number, key in keys.items()}
    return keys


def _both_in_a_mail(records: list[FiledRecord], keys: Keys, old: str, new: str) -> bool:
    mails = [{r.mail for r in records if keys[r.number] == key} for key in (old, new)]
    return bool(mails[0] & mails[1])


def _is_renamed(earlier: FiledRecord, later: FiledRecord, name_field: str, *, vouched: bool) -> bool:
    """Tell whether two are one circle of one company: names alike with one person to call, or one profile.

    Clerks write several circles' profiles from one pattern: under unlike names a profile counts only where a list vouches for the new.
    """
    before, after = earlier.record.values, later.record.values
    companies = [text_of(v.get("organization_name")) for v in (before, after)]
    if all(companies) and same_organization(companies[0], companies[1]) is Likeness.DIFFERENT:
        return False
    names = [text_of(v.get(name_field)) for v in (before, after)]
    alike = all(names) and same_entry(names[0], names[1]) is not Likeness.DIFFERENT
    people = [(folded(text_of(before.get(f))), folded(text_of(after.get(f)))) for f in ("contact_mobile", "contact_person")]
    profiles = [solid(text_of(v.get("profile_and_results"))) for v in (before, after)]
    same_profile = min(map(len, profiles)) >= _LONG_TEXT and likeness(profiles[0], profiles[1]) >= _SAME_TEXT
    return (alike and any(a and a == b for a, b in people)) or (same_profile and (alike or vouched))
