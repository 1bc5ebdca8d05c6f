"""The mails of a filing in, what is to be said of how and when they came out."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

from collections.abc import Iterator

from checks.certainty import is_blank
from checks.names import folded
from checks.papers import Papers
from checks.rule import Hit, Limits, check
from checks.status import first_filing_mail, is_late
from model import FiledMail, FiledRecord, Kind, Level


@check("no-attachment", Level.PROBLEM, reads=("mail",), limits=("later", "longest_body"), example={"subject": "QC小组申报材料"})
def a_filing_without_a_file(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The mail speaks of papers, and none came.

    Spared: questions; a filing whose other mail brought files or links; a mail that announces another; a long body, which may hold
    the form itself: then staff look.
    """
    filing = papers.filing
    mails = [m for m in filing.mails if m.kind is Kind.FILING]
    if filing.files or not mails or any(m.links for m in filing.mails):
        return
    text = folded(mails[-1].text)
    certain = len(text) <= limits.number("longest_body") and not any(folded(w) in text for w in limits.words("later"))
    yield Hit(params={"subject": mails[-1].subject}, certain=certain)


@check(
    "cloud-attachment",
    Level.PROBLEM,
    reads=("mail",),
    variants=("expires", "expired"),
    example={"name": "成果报告.docx", "provider": "QQ邮箱超大附件", "expires": "5月30日"},
)
def a_file_behind_a_link(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Links expire and are not followed by machines; a common attachment stays.

    Spared: links of signatures, a file that came as attachment too, links before a later mail that brought papers (noted).
    """
    zone = papers.campaign.zone
    unanswered = set(papers.open_links)
    for mail in papers.filing.mails:
        for link in mail.links:
            day = link.expires_at.astimezone(zone) if link.expires_at else None
            words = {"name": link.name or _bare(link.url), "provider": link.provider, "expires": f"{day.month}月{day.day}日" if day else ""}
            note = None if (mail.number, link.name) in unanswered else Level.NOTE
            variant = "" if day is None else "expired" if day < mail.received_at else "expires"
            yield Hit(params=words, at_most=note, variant=variant, apart=folded(link.name or link.url))


def _bare(url: str) -> str:
    """Return enough of a link to know it by; our letters hold no links (providers take them for spam)."""
    return url.partition("://")[2].partition("?")[0][:60]


@check("late-submission", Level.WARNING, reads=("mail",), example={"received": "5月24日 09:12", "deadline": "5月23日"})
def a_filing_after_the_deadline(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The server's own time of receipt in the campaign's zone decides, never the Date header; people decide what follows.

    Spared: the whole last day; supplements and corrections to a filing that came in time; a question before.
    """
    mail = first_filing_mail(papers.filing)
    if mail is not None and is_late(papers.filing, papers.campaign):
        came, last = mail.received_at.astimezone(papers.campaign.zone), papers.campaign.last_day
        yield Hit(params={"received": f"{came.month}月{came.day}日 {came:%H:%M}", "deadline": f"{last.month}月{last.day}日"})


@check("not-this-campaign", Level.WARNING, reads=("mail", "attachments"), example={"word": "质量标杆"})
def papers_of_another_award(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The association runs other awards with the same mailbox. Spared: every filing in which one of our forms was found."""
    known = papers.campaign.forms
    if any(form in known for f in papers.filing.files for form in (*f.forms, f.suspected_form)):
        return
    texts = [folded(t) for m in papers.filing.mails for t in (m.subject, m.text)]
    texts += [folded(t) for f in papers.filing.files for t in (f.path, f.excerpt)]
    words = [w for w in papers.campaign.notice.words.other_campaigns if any(folded(w) in t for t in texts)]
    if words:
        yield Hit(params={"word": words[0]})


@check("unknown-unit", Level.WARNING, reads=("filing",))
def papers_of_nobody(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """No unit's name stands in any form, body, subject or signature: a person finds out."""
    if not papers.filing.unit.strip() and papers.filing.files:
        yield Hit()


@check(
    "resubmission",
    Level.NOTE,
    reads=("circle_application", "circle_recommendation", "team_application"),
    variants=("renamed",),
    example={"before": "飞翔队QC小组"},
)
def a_form_that_came_again(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The newest version counts; the older are kept. One that came under another name is for staff to compare."""
    seen: set[tuple[str, str]] = set()
    for old in papers.filing.records:
        spec = papers.spec(old)
        if old.current or spec is None or spec.document or is_blank(old.record) or (spec.id, old.entry) in seen:
            continue
        newer = [r for r in papers.filing.records if r.current and r.record.form == spec.id and r.entry == old.entry and r.mail != old.mail]
        if newer:
            seen.add((spec.id, old.entry))
            before, after = papers.entry_name(old), papers.entry_name(newer[-1])
            renamed = bool(before and after) and folded(before) != folded(after)
            yield _again(newer[-1], after, before, renamed=renamed)


@check("unauthenticated-sender", Level.NOTE, reads=("mail",), example={"sender": "a@example.com"})
def a_sender_that_nobody_vouched_for(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The receiving server's own check did not pass; addresses can be forged, so it is on record."""
    for mail in papers.filing.mails:
        if _is_unauthenticated(mail):
            yield Hit(params={"sender": mail.sender.address}, apart=mail.message_id or str(mail.number))


def _again(record: FiledRecord, name: str, before: str, *, renamed: bool) -> Hit:
    return Hit(
        record.record.form,
        name or None,
        file=record.file,
        params={"before": before},
        variant="renamed" if renamed else "",
        apart=str(record.entry),
    )


def _is_unauthenticated(mail: FiledMail) -> bool:
    return any(flag.startswith("unauthenticated") for flag in mail.flags)
