"""The nouns of the house: frozen dataclasses and enumerations that every room may hold, and that do no work.

Numbers in a `Value` are int or float (a float prints as the decimal that was read); sums of money go through `Decimal(str(x))`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from enum import StrEnum

# --------------------------------------------------------------------------------------------------------------------
# Mail
# --------------------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a mail is to us: only a filing or an inquiry may ever be answered."""

    FILING = "filing"
    INQUIRY = "inquiry"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A mail as the mailbox gave it; `received_at` is the server's INTERNALDATE (RFC 3501 §2.3.3), aware."""

    folder: str
    uidvalidity: int
    uid: int
    received_at: datetime
    octets: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A mail that was not taken out of the mailbox, and why (Chinese, for staff); `size` in octets as the server says.

    `final`: it will not be asked for again (too large); otherwise every pass tries once more.
    """

    folder: str
    uidvalidity: int
    uid: int
    received_at: datetime | None
    size: int
    reason: str
    final: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322 §3.4: display name as read (may be empty) and addr-spec, lower-cased domain."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CloudLink:
    """A file that was sent as a link (超大附件, 云附件, net disk); `size` in octets, `expires_at` aware, None where not said."""

    provider: str
    name: str
    url: str
    size: int | None = None
    expires_at: datetime | None = None


class TroubleKind(StrEnum):
    """Why a paper could not become a record."""

    EMPTY = "empty"  # 0 bytes, or nothing in them
    DAMAGED = "damaged"
    UNKNOWN_FORMAT = "unknown-format"
    PASSWORD = "password"  # noqa: S105 - a state of a file, not a secret
    ENCIPHERED = "enciphered"  # by the programme that guards an enterprise's files (透明加密); only its own machines open them
    ARCHIVE_LIMIT = "archive-limit"
    UNKNOWN_ARCHIVE = "unknown-archive"  # packed as we cannot unpack it: .lzh, .cab, .arj, a rare method of zip
    INCOMPLETE_ARCHIVE = "incomplete-archive"  # one volume of several
    DANGEROUS = "dangerous"  # executable, script; never opened
    LOCK_FILE = "lock-file"  # ~$….docx, what Word leaves while a file is open
    SHORTCUT = "shortcut"  # .lnk, .url: the file itself did not come
    WEB_PAGE = "web-page"  # a server's answer (a login page, an error) in the place of the document that the name promises
    PICTURE = "picture"  # a scan or photograph: readable to people, not to us
    OUR_FAULT = "our-fault"  # our reader crashed, hung or ran out of memory: staff hear of it, the unit does not


@dataclass(frozen=True, slots=True)
class Trouble:
    """A paper that could not become a record, and why; `detail` is for staff and logs."""

    kind: TroubleKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail in the ledger of parts: every octet that came is accounted for here.

    `path` is the MIME path ("2.1", or "2/1" inside a nested message); `name_octets` the name as it stood in the header;
    `decision` one of body, attachment, signature-image, nested-message, returned-original, ignored; `reason` says why.
    """

    path: str
    media_type: str
    name: str
    name_octets: str
    size: int
    sha256: str
    decision: str
    reason: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a stranger sent, unpacked as far as it goes; the octets travel beside it (`octets`), never in JSON.

    `path` is for people ("材料.zip › 附件4.docx"); `within` the name of the outermost container or None. One with a
    `trouble` stands for a container or file that could not be opened.
    """

    name: str
    path: str
    sha256: str
    size: int
    within: str | None = None
    trouble: Trouble | None = None
    flags: tuple[str, ...] = ()
    octets: bytes = made(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a mail says it is. `text` is what its sender newly wrote; `quoted` what it quotes; both plain text.

    `kind_reason` names the header or sign that decided the kind. `flags` holds repairs and disagreements of decoders.
    `may_be_answered` is False where a person must release any answer first (junk folder, failed authentication …).
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender: Address
    reply_to: Address | None
    recipients: tuple[Address, ...]
    subject: str
    date: str
    text: str
    quoted: str
    kind: Kind
    kind_reason: str
    may_be_answered: bool
    links: tuple[CloudLink, ...] = ()
    parts: tuple[Part, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[str, ...] = ()


# --------------------------------------------------------------------------------------------------------------------
# Documents, as every format's reader gives them
# --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables. `where` for people ("第3段"); `heading` 1… for an outline level, 0 for running text."""

    text: str
    where: str = ""
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, however many places it covers; paragraphs and line breaks inside are newlines in `text`.

    `number` is the underlying number of a spreadsheet cell and `number_format` its format code ("0.0%"), so that a
    fraction formatted as percent is told from a fraction; `text` then is what the sheet shows. Row and column from 0.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    number: float | None = None
    number_format: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table or a sheet's used area: its cells in reading order, each once. `where` for people ("表1", "工作表“附件4”")."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content in reading order. `format` is what the octets are ("docx", "doc", "xlsx", …), not the name's ending.

    `words` counts as Word does (a CJK character or punctuation mark 1, a run of Latin letters or digits 1). `pictures`
    is the number of pictures in it. flags: "text-layer" (PDF), "scan" (pictures only), "tracked-changes", "macros",
    "damaged" (read in part), "uncertain-layout" (the grid was inferred).
    """

    format: str
    blocks: tuple[Line | Grid, ...]
    words: int = 0
    pictures: int = 0
    flags: tuple[str, ...] = ()
    properties: Mapping[str, str] = made(default_factory=dict)


# --------------------------------------------------------------------------------------------------------------------
# Records
# --------------------------------------------------------------------------------------------------------------------

Datum = str | int | float | tuple[str, ...] | Mapping[str, int | float] | None

# A value with one of these was read, but not surely: nobody is accused because of it (rules.md, "levels").
UNCERTAIN_FLAGS = frozenset(
    {
        "ambiguous",
        "damaged",
        "disputed",  # LibreOffice reads it otherwise
        "formula-without-value",  # its program shows one all the same
        "joined",
        "picture",  # that lies in the cell: only people read it
        "second_opinion",  # LibreOffice alone read it
        "uncertain_column",
        "uncertain_label",
        "uncertain_layout",
        "uncertain_split",
        "unclear_tick",
        "unit_suspect",
    }
)


@dataclass(frozen=True, slots=True)
class Value:
    """One field as understood (`data`), as written (`raw`), how sure (`flags`), and where it stands (`where`).

    data: str, int, float, tuple of names, {"people", "hours"}; None where nothing could be understood. Flags of the number
    grammar (domain.md §2.3): empty, none_declared, text, approx, range, converted, bound, words, has_ratio, per_year …; and
    "confirmed" where LibreOffice read the same in a file of which we were not sure.
    """

    data: Datum
    raw: str
    flags: tuple[str, ...] = ()
    where: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was written; "/" and 无 are answers, not blanks."""
        return not self.raw.strip()

    @property
    def is_certain(self) -> bool:
        """No flag casts doubt on the reading."""
        return not UNCERTAIN_FLAGS.intersection(self.flags)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A label that was read but belongs to no field of the form, with the text beside it."""

    label: str
    text: str
    where: str = ""


Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FormRecord:
    """One form that was found in a file: its fields and rosters (list tables, a tuple of rows each).

    A field of the form that stands on paper but blank is present with raw ""; one whose label was not found is absent.
    `title` is the heading as printed, `where` the place of the part in the file. flags: "blank" (no value at all),
    "text-layer", "scan", "damaged", "wrong-year", "uncertain-layout", "second-opinion" (read by LibreOffice alone), "placeholder"…
    """

    form: str
    values: Mapping[str, Value]
    rosters: Mapping[str, tuple[Row, ...]] = made(default_factory=dict)
    leftovers: tuple[Leftover, ...] = ()
    title: str = ""
    where: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file was found to be: at least one record (form "unrecognized" where nothing fits) or a trouble.

    `format` as in Document, or the picture's kind. `suspected_form` is what the name or little text suggests where the content
    cannot be read (a scan named 附件5推荐表). `excerpt` is the beginning of the text, for the unit's name and for staff.
    """

    format: str
    records: tuple[FormRecord, ...]
    trouble: Trouble | None = None
    suspected_form: str = ""
    words: int = 0
    excerpt: str = ""
    flags: tuple[str, ...] = ()


# --------------------------------------------------------------------------------------------------------------------
# The filing
# --------------------------------------------------------------------------------------------------------------------


class Level(StrEnum):
    """Who hears of a finding (rules.md)."""

    OFF = "off"
    NOTE = "note"
    WARNING = "warning"
    REMINDER = "reminder"
    PROBLEM = "problem"


class FindingState(StrEnum):
    """Whether a finding still stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    WAIVED = "waived"


class Status(StrEnum):
    """A filing's state over all its mail."""

    NEEDS_CORRECTION = "needs_correction"
    COMPLETE = "complete"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class FiledFile:
    """A file of a filing and what it was taken for. `number` is the row in the ledger; `mail` the number of its mail."""

    number: int
    mail: int
    name: str
    path: str
    within: str | None
    sha256: str
    size: int
    format: str
    forms: tuple[str, ...]
    trouble: Trouble | None = None
    suspected_form: str = ""
    words: int = 0
    excerpt: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiledMail:
    """A mail of a filing, in the order of arrival; `number` is the row in the ledger."""

    number: int
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender: Address
    answer_to: Address
    subject: str
    text: str
    received_at: datetime
    kind: Kind
    may_be_answered: bool
    links: tuple[CloudLink, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiledRecord:
    """A record with its provenance. Only the newest version of a form (or of a form's entry) is `current`.

    `entry` is the matching key of the circle or team that the form is about ("" for a form of the whole unit).
    """

    number: int
    mail: int
    file: int
    record: FormRecord
    entry: str
    current: bool
    received_at: datetime
    file_format: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a filing or a mail. `message` is the finished Chinese sentence, `clause` the notice's place.

    `form`, `entry` (the name as written), `field`, `where` (place in the file) are None or "" where they do not apply;
    `params` are the figures and words that the sentence was made of. `key` identifies it over time: the same fault found again
    has the same key.
    """

    rule: str
    level: Level
    message: str
    clause: str = ""
    form: str | None = None
    entry: str | None = None
    field: str | None = None
    where: str = ""
    file: int | None = None
    params: Mapping[str, str | int | float] = made(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding as the ledger holds it: since when, in which state, and the letters (numbers) that told the unit of it."""

    finding: Finding
    state: FindingState
    first_seen: datetime
    told_in: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Staff's word, which is last: waive, relevel, amend, paper, review-state. Kept with who, when and why."""

    number: int
    verb: str
    rule: str
    entry: str
    field: str
    before: str
    after: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter that we wrote for a filing before. `covers` are the numbers of the mails that it answered."""

    number: int
    template: str
    message_id: str
    created_at: datetime
    sent_at: datetime | None
    covers: tuple[int, ...]
    finding_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """A unit's whole story in a campaign: its mail, files, records (all versions), what was said before, staff's word.

    `revision` counts what the ledger has entered for it; a verdict on an older one is refused.
    """

    receipt: str
    unit: str
    received_at: datetime
    mails: tuple[FiledMail, ...]
    files: tuple[FiledFile, ...]
    records: tuple[FiledRecord, ...]
    known: tuple[KnownFinding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    letters: tuple[SentLetter, ...] = ()
    revision: int = 0

    def current(self, form: str) -> Sequence[FiledRecord]:
        """Return the current records of one form, in the order of arrival."""
        return [r for r in self.records if r.current and r.record.form == form]


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that goes out with a letter."""

    name: str
    media_type: str
    octets: bytes = made(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer that is owed: finished words, and what it answers. The outbox gives it its Message-ID."""

    template: str
    to: Address
    subject: str
    text: str
    html: str
    in_reply_to: str
    references: tuple[str, ...]
    covers: tuple[int, ...]
    finding_keys: tuple[str, ...] = ()
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the filing is worth today: its findings, its status, whether it came late, and the letter owed, if any."""

    findings: tuple[Finding, ...]
    status: Status
    late: bool
    letter: Letter | None = None


class FaultError(Exception):
    """Something is wrong with us or our surroundings, never with the sender. `retry` says whether time may heal it."""

    def __init__(self, message: str, *, retry: bool = True) -> None:
        """Keep the message for the log and the digest."""
        super().__init__(message)
        self.retry = retry
