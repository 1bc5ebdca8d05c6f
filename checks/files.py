"""The files of a filing in, which could not be read, are not as the notice wants them, or hold nothing out."""

# ruff: noqa: ARG001 - all rules have one shape, and a rule's docstring is its reason
from __future__ import annotations

import re
from collections.abc import Iterator

from checks.arrivals import blank_alone, is_picture, unread
from checks.certainty import is_blank, is_torn, text_of
from checks.names import entry_key, folded
from checks.papers import Papers, TrackPapers
from checks.rule import Hit, Limits, check
from model import FiledFile, FiledRecord, Level, TroubleKind

_UNREADABLE = {
    TroubleKind.EMPTY: "no_content",
    TroubleKind.DAMAGED: "",
    TroubleKind.UNKNOWN_FORMAT: "unknown_format",
    TroubleKind.UNKNOWN_ARCHIVE: "unknown_archive",
    TroubleKind.INCOMPLETE_ARCHIVE: "incomplete_archive",
    TroubleKind.LOCK_FILE: "lock_file",
    TroubleKind.SHORTCUT: "shortcut",
    TroubleKind.WEB_PAGE: "web_page",
    TroubleKind.OUR_FAULT: "our_fault",
}
_PACKED_ANEW = {TroubleKind.EMPTY: "empty_archive", TroubleKind.DAMAGED: "damaged_archive"}  # an archive is not to be saved as Word
_YEAR = re.compile(r"(20\d\d)\s*年")


@check(
    "unreadable-file",
    Level.PROBLEM,
    reads=("attachments",),
    variants=(
        "empty",
        "no_content",
        "empty_archive",
        "damaged_archive",
        "unknown_format",
        "foreign_format",
        "not_a_paper",
        "unknown_archive",
        "incomplete_archive",
        "lock_file",
        "shortcut",
        "web_page",
        "unfinished",
        "in_part",
        "our_fault",
    ),
    limits=("not_papers", "archives", "unfinished"),
    example={"format": "OFD版式文件"},
)
def a_file_that_we_could_not_open(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A file that nobody can open holds nothing for the jury; say that we could not, never that it is broken.

    Spared: a file that was sent again or whose form came otherwise (noted); films and drawings that are no paper of the notice; the
    lock file beside its document. One that was read in part holds nothing up: the unit is told, and staff look. A failure of our own
    reader is ours: staff alone hear of it.
    """
    for file in papers.filing.files:
        kind = file.trouble.kind if file.trouble else None
        if kind is TroubleKind.LOCK_FILE and _has_its_document(papers, file):
            continue
        if kind is TroubleKind.OUR_FAULT:
            yield _of_file(papers, file, variant="our_fault", at_most=Level.WARNING)
        elif (variant := _unread_as(papers, file, limits)) is not None:
            spared = papers.is_no_paper(file) or papers.came_again(file)
            doubtful = kind is TroubleKind.LOCK_FILE and any(f.trouble is None for f in papers.filing.files)
            most = Level.NOTE if spared else Level.REMINDER if variant == "in_part" else None
            yield _of_file(papers, file, variant=variant, certain=not doubtful, at_most=most)


@check("password-protected", Level.PROBLEM, reads=("attachments",), variants=("enciphered",))
def a_file_with_a_password(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """A password, or the enterprise's own programme, keeps us from opening it. Spared: one that was sent again without."""
    for file in _with_trouble(papers, TroubleKind.PASSWORD):
        yield _asked_again(papers, file)
    for file in _with_trouble(papers, TroubleKind.ENCIPHERED):
        yield _asked_again(papers, file, variant="enciphered")


@check("archive-limit", Level.PROBLEM, reads=("attachments",), variants=("document",))
def an_archive_beyond_the_limits(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Archives over the limits on depth, count, size or ratio are not unpacked. Spared: one whose papers came otherwise."""
    for file in _with_trouble(papers, TroubleKind.ARCHIVE_LIMIT):
        yield _asked_again(papers, file, variant="document" if file.format else "")


@check("dangerous-file", Level.WARNING, reads=("attachments",), variants=("macros",))
def a_file_that_could_run(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Programs and scripts are kept unopened; documents with macros are read without running them. Staff alone."""
    for file in papers.filing.files:
        if file.trouble is not None and file.trouble.kind is TroubleKind.DANGEROUS:
            yield _of_file(papers, file)
        elif "macros" in file.flags:
            yield _of_file(papers, file, variant="macros")


@check("unrecognized-file", Level.NOTE, reads=("attachments",))
def a_file_that_is_no_form(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Kept and listed for staff; nobody is asked about it."""
    for file in papers.filing.files:
        if file.trouble is None and not set(file.forms) - {"unrecognized"} and not file.suspected_form:
            yield _of_file(papers, file)


@check(
    "blank-form",
    Level.PROBLEM,
    reads=("circle_application", "circle_recommendation", "team_application", "team_recommendation"),
    variants=("whole_set",),
)
def a_form_that_was_not_filled_in(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Probably the wrong file was attached.

    Spared: forms of a track that the unit does not file; blank forms of a set of which others are filled; a form of which a filled
    one came too; the notice itself. Pictures in the form may be what was filled in: then staff look.
    """
    if not papers.forms and (blank := [r for r in papers.filing.records if is_blank(r.record) and _is_annex(papers, r)]):
        several = len({r.record.form for r in blank}) > 1
        yield _blank(papers, blank[-1], variant="whole_set" if several else "")
        return
    for own in papers.tracks:
        for form in (own.track.recommendation, own.track.application, own.track.statistics, own.track.summary):
            alone = blank_alone(papers, form) if form else []
            if alone:
                yield _blank(papers, alone[-1])


@check(
    "wrong-year-form",
    Level.WARNING,
    reads=("circle_application", "form titles"),
    example={"title": "2018年重庆市优秀质量管理小组申报表", "year": 2019},
)
def a_form_of_another_year(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Last year's form may lack what this year asks. Spared: periods and results' years; only the heading counts: staff alone."""
    year = papers.campaign.notice.year
    for record, form in papers.forms:
        years = {int(y) for y in _YEAR.findall(record.record.title)}
        if years and year not in years:
            title = " ".join(record.record.title.split())
            yield Hit(
                form.id,
                papers.entry_name(record) or None,
                file=record.file,
                where=record.record.where,
                params={"title": title, "year": year},
            )


@check(
    "word-file-required",
    Level.PROBLEM,
    reads=("circle_recommendation", "team_recommendation"),
    variants=("scan",),
    limits=("formats",),
    example={"format": "PDF"},
)
def a_list_that_is_no_word_file(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """Certificates are printed from the list's Word file, as the notice says under the form.

    Spared: a list that came as Word or Excel too, in any mail. What could be read of a PDF is taken all the same.
    """
    formats = limits.words("formats")
    for own in papers.every_track:
        form = own.track.recommendation
        filled = [r for r in papers.filing.records if r.record.form == form and not is_blank(r.record)]
        editable = [r for r in filled if r.file_format not in formats]
        for record in own.recommendations:
            if record.file_format in formats and not any(_covers(own, e, record) for e in editable):
                yield _of_list(papers, record)
        if not filled and (scans := [f for f in unread(papers, form) if is_picture(f) or f.format in formats]):
            yield Hit(form, file=scans[-1].number, params={"format": scans[-1].format.upper()}, variant="scan")


@check("excel-instead-of-word", Level.NOTE, reads=("circle_recommendation", "team_recommendation"), limits=("formats",))
def a_list_that_is_a_spreadsheet(papers: Papers, limits: Limits) -> Iterator[Hit]:
    """The data serve as well; the unit has no trouble by it."""
    for own in papers.every_track:
        words = [r for r in own.recommendations if r.file_format not in limits.words("formats")]
        for record in own.recommendations:
            if record.file_format in limits.words("formats") and not any(_covers(own, w, record) for w in words):
                yield _of_list(papers, record)


def _unread_as(papers: Papers, file: FiledFile, limits: Limits) -> str | None:
    """Return the wording for a file that was not read, or not whole; None for one that needs none."""
    kind = file.trouble.kind if file.trouble else None
    torn = kind is None and is_torn(file)
    if (kind or torn) and file.name.lower().endswith(limits.words("unfinished")):
        return "unfinished"
    if torn:
        return "in_part" if set(file.forms) - {"unrecognized"} or not file.suspected_form else ""
    if kind is TroubleKind.EMPTY and not file.size:
        return "empty"
    if kind is TroubleKind.UNKNOWN_FORMAT and file.format:
        return _unknown_as(papers, file)
    if file.name.lower().endswith(limits.words("archives")) and kind in _PACKED_ANEW:
        return _PACKED_ANEW[kind]
    return _UNREADABLE.get(kind) if kind else None


def _unknown_as(papers: Papers, file: FiledFile) -> str:
    """Return the wording for a format that is not read; what is left of a torn document shows none, its name still does."""
    formats = papers.campaign.formats
    if formats.unread_name_of(file.format):
        return "not_a_paper" if papers.is_no_paper(file) else "foreign_format"
    return "" if formats.is_torn(file.format, file.name) else "unknown_format"


def _of_file(papers: Papers, file: FiledFile, *, variant: str = "", certain: bool = True, at_most: Level | None = None) -> Hit:
    form = file.suspected_form if file.suspected_form in papers.campaign.forms else None
    words = {"format": papers.campaign.formats.unread_name_of(file.format)}
    apart = f"{folded(file.path)}|{file.sha256[:8]}"
    return Hit(form, file=file.number, params=words, certain=certain, at_most=at_most, variant=variant, apart=apart)


def _with_trouble(papers: Papers, kind: TroubleKind) -> Iterator[FiledFile]:
    return (file for file in papers.filing.files if file.trouble is not None and file.trouble.kind is kind)


def _asked_again(papers: Papers, file: FiledFile, *, variant: str = "") -> Hit:
    return _of_file(papers, file, variant=variant, at_most=Level.NOTE if papers.came_again(file) else None)


def _of_list(papers: Papers, record: FiledRecord) -> Hit:
    file = papers.files.get(record.file)
    return Hit(record.record.form, file=record.file, params={"format": record.file_format.upper()}, apart=folded(file.name) if file else "")


def _blank(papers: Papers, record: FiledRecord, *, variant: str = "") -> Hit:
    file = papers.files.get(record.file)
    pictured = file is not None and {"pictures", "scan"} & {*file.flags, *record.record.flags}
    return Hit(
        record.record.form, file=record.file, where=record.record.where, certain=papers.certain(record) and not pictured, variant=variant
    )


def _is_annex(papers: Papers, record: FiledRecord) -> bool:
    spec = papers.spec(record)
    return spec is not None and not spec.document


def _has_its_document(papers: Papers, lock: FiledFile) -> bool:
    """Word replaces the first two characters of a long name by ~$ and puts ~$ before a short one."""
    tail = folded(lock.name.removeprefix("~$"))
    return any(f.number != lock.number and folded(f.name).endswith(tail) for f in papers.filing.files)


def _covers(own: TrackPapers, editable: FiledRecord, record: FiledRecord) -> bool:
    """Whether a Word or Excel list is the same unit's or holds the same circles."""
    mine, theirs = ({row.key for row in own.rows(r)} for r in (record, editable))
    units = [entry_key(text_of(r.record.values.get("recommending_unit"))) for r in (record, editable)]
    return bool(mine & theirs) or not mine or units[0] == units[1]
