"""What units send in place of a paper: the draft and the right file in, the wrong one out."""

from __future__ import annotations

from dataclasses import replace

from demo.samples import papers, pdf
from demo.samples.drafts import Draft
from demo.samples.nouns import SampleFile, Truth


def as_pdf(draft: Draft, old: SampleFile) -> SampleFile:
    """Send a recommendation as printed to PDF."""
    sheet = next(s for s in draft.sheets if s.form == old.truth[0].form)
    return replace(old, name=f"{_stem(old)}（盖章版）.pdf", octets=pdf.printed(sheet), habits=("pdf",))


def as_scan(draft: Draft, old: SampleFile) -> SampleFile:
    """Send a paper as a scan without text."""
    return SampleFile(f"{_stem(old)}扫描.pdf", pdf.scanned(draft.dice), (Truth(old.truth[0].form, {}, {}),), ("scan",))


def emptied(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001 - one shape for all
    """Send a file of no octets."""
    return replace(old, octets=b"", truth=(), habits=("empty",))


def torn(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    """Send the beginning of a file."""
    return replace(old, octets=old.octets[:400], truth=(), habits=("torn",))


def unfilled(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    """Send the association's form as it came."""
    octets = papers.blank_form(old.truth[0].form)
    return replace(old, octets=octets, truth=(Truth(old.truth[0].form, {}, {}),), habits=("unfilled",))


def program(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    """Send a program."""
    return SampleFile("质量工具.exe", b"MZ\x90\x00" + b"\x00" * 200, (), ("program",))


def other_paper(draft: Draft, old: SampleFile) -> SampleFile:  # noqa: ARG001
    """Send a paper of another matter."""
    return SampleFile("食堂菜单.docx", papers.menu(), (), ("unknown",))


def _stem(file: SampleFile) -> str:
    return file.name.rpartition(".")[0]
