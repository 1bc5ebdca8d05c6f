"""A campaign that is well formed in, what contradicts itself in it out: a line of Chinese each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.campaign import Campaign  # which checks itself with these


def unknown_roles(campaign: Campaign) -> list[str]:
    """Say which tracks point to forms or rosters that there are not."""
    roles = ("application", "recommendation", "statistics", "summary", "material", "self_assessment")
    wanted = [(t.id, role, getattr(t, role)) for t in campaign.notice.tracks for role in roles]
    missing = [
        f"notice.toml：tracks.{track}.{role} 指向的表“{form}”在 forms/ 中没有"
        for track, role, form in wanted
        if form and form not in campaign.forms
    ]
    for track in campaign.notice.tracks:
        form = campaign.forms.get(track.recommendation)
        if form is not None and form.roster(track.roster) is None:
            missing.append(f"notice.toml：tracks.{track.id}.roster“{track.roster}”不在 {form.id} 的 rosters 中")
    return missing


def doubled_fields(campaign: Campaign) -> list[str]:
    """Say which forms hold a field twice, or point to a field of their own that there is not."""
    problems = []
    for form in campaign.forms.values():
        seen: set[str] = set()
        for spec in form.fields:
            if spec.id in seen:
                problems.append(f"forms/{form.id}：字段 {spec.id} 出现两次")
            seen.add(spec.id)
        for roster in form.rosters:
            columns = {c.id for c in roster.columns}
            problems += [f"forms/{form.id}：{roster.id}.key_columns 的 {k} 不在 columns 中" for k in roster.key_columns if k not in columns]
        problems += [f"forms/{form.id}：{s.id} 的 instead“{i}”不存在" for s in form.fields for i in s.instead if not form.field(i)]
        if form.entry and form.field(form.entry) is None:
            problems.append(f"forms/{form.id}：entry 指向的字段 {form.entry} 不存在")
    return problems


def unknown_choices(campaign: Campaign) -> list[str]:
    """Say which fields choose from a list that the notice does not give."""
    specs = [(f.id, s) for f in campaign.forms.values() for s in (*f.fields, *(c for r in f.rosters for c in r.columns))]
    return [
        f"forms/{form}：字段 {s.id} 的 choices“{s.choices}”不在 notice.toml 的 choices 中"
        for form, s in specs
        if s.choices and s.choices not in campaign.notice.choices
    ]


def missing_blanks(campaign: Campaign) -> list[str]:
    """Say which blank forms are named and not there."""
    return [
        f"forms/{f.id}：空白表 blank/{f.blank} 不存在"
        for f in campaign.forms.values()
        if f.blank and not (campaign.folder / "blank" / f.blank).is_file()
    ]
