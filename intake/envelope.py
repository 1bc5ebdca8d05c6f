"""A mail's octets in, its Envelope out: what it says it is, what it carries, what kind of mail it is, and whether it may be answered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain

from config.campaign import Words
from intake import kinds, witness
from intake.addresses import addresses_of, domain_of, ids_of, organisation_of
from intake.authentication import failure_of, is_vouched_for
from intake.bodies import Bodies, bodies_of
from intake.encoded_words import text_of
from intake.headers import Header, split_header
from intake.links import cloud_links, same_links_joined
from intake.mime import Leaf, leaves_of
from intake.outlook_mail import NOWHERE
from intake.sorting import SHOWN, Sorted, sort_leaves
from model import Address, Attachment, CloudLink, Envelope, Kind

MAX_OCTETS = 75 * 1024 * 1024

_FORWARD = re.compile(r"^\s*(?:(?:re|回复|答复)\s*[:：]\s*)*(?:fwd?|转发|轉寄|转寄)\s*[:：]", re.IGNORECASE)
_NOBODY = Address("", "")
_ACTION = re.compile(rb"^action:\s*([a-z]+)", re.MULTILINE)
_ANSWERS = re.compile(rb"^METHOD:(?:REPLY|COUNTER)\s*$", re.IGNORECASE | re.MULTILINE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|heic)$", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|7z|wps|et|jpe?g|png|tiff?|eml|msg)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A mail taken apart, before anything is judged."""

    header: Header
    leaves: tuple[Leaf, ...]
    sorted: Sorted
    bodies: Bodies
    links: tuple[CloudLink, ...]
    subject: str
    senders: tuple[Address, ...]
    recipients: tuple[Address, ...]

    @property
    def sender(self) -> Address:
        return self.senders[0] if self.senders else _NOBODY


def open_mail(
    octets: bytes,
    own_addresses: Sequence[str],
    words: Words,
    in_junk: bool = False,  # noqa: FBT001, FBT002 - where it lay, said by whoever fetched it
) -> Envelope:
    """Return the envelope of a mail; pure, never raises for anything that stands in the mail.

    `own_addresses` are ours and our aliases; an entry "@domain" is the domain of the Message-IDs that we give out. Attachments
    carry their octets; nested mails are opened, archives are not (unpack.py). `in_junk`: it lay in the junk folder.
    """
    opened = _opened(octets[:MAX_OCTETS])
    header = opened.header
    sign = kinds.automatic_sign(header, own_addresses) or _calendar_answer(opened.leaves)
    kind, reason = _kind(opened, sign, own_addresses, words)
    doubts = _doubts(opened, own_addresses, in_junk=in_junk)
    message_id, id_flags = _message_id(header, octets)
    reply_to = next(iter(addresses_of(header.all("reply-to"))), None)
    repairs = _repairs(opened, octets)
    asks = ("asks",) if kind is Kind.FILING and kinds.asks(opened.subject, opened.bodies.text, words) else ()
    return Envelope(
        message_id=message_id,
        in_reply_to=next(iter(ids_of(header, "in-reply-to")), ""),
        references=_references(opened),
        sender=opened.sender,
        reply_to=reply_to,
        recipients=opened.recipients,
        subject=opened.subject,
        date=text_of(header.first("date"))[:200],
        text=opened.bodies.text,
        quoted=opened.bodies.quoted,
        kind=kind,
        kind_reason=reason,
        may_be_answered=not sign and not doubts,
        links=opened.links,
        parts=opened.sorted.parts,
        attachments=opened.sorted.attachments,
        flags=tuple(dict.fromkeys((*id_flags, *repairs, *doubts, *asks, *_testimony(opened, octets, repairs)))),
    )


def files_of_message(octets: bytes) -> tuple[Attachment, ...]:
    """Return the files inside a mail that was itself a file (.eml in an archive), nested mails opened."""
    _, leaves = leaves_of(octets[:MAX_OCTETS])
    return sort_leaves(leaves).attachments


def _opened(octets: bytes) -> _Opened:
    header, leaves = leaves_of(octets)
    found = sort_leaves(leaves)
    bodies = bodies_of(found.words)
    subject = text_of(header.first("subject"))[:1_000]
    recipients = addresses_of([*header.all("to"), *header.all("cc"), *header.all("resent-to"), *header.all("x-original-to")])
    return _Opened(header, leaves, found, bodies, _links(bodies, found, header), subject, addresses_of(header.all("from")), recipients)


def _links(bodies: Bodies, found: Sorted, header: Header) -> tuple[CloudLink, ...]:
    names = [a.name for a in found.attachments]
    sent_at = _date_of(header)
    is_forward = bool(_FORWARD.match(text_of(header.first("subject"))))
    pages = [cloud_links(page, "", names, is_forward=is_forward, sent_at=sent_at) for page in bodies.pages]
    plain = cloud_links("", bodies.plain, names, is_forward=is_forward, sent_at=sent_at)
    carried = [cloud_links(page, "", names, is_forward=True) for page in bodies.carried_pages]
    carried_plain = cloud_links("", bodies.carried_plain, names, is_forward=True)
    return same_links_joined(chain(*pages, plain, *carried, carried_plain))


def _date_of(header: Header) -> datetime | None:
    try:
        sent = parsedate_to_datetime(text_of(header.first("date")[:200]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _kind(opened: _Opened, sign: str, own_addresses: Sequence[str], words: Words) -> tuple[Kind, str]:
    attachments = opened.sorted.attachments
    papers = [a for a in attachments if _DOCUMENT.search(a.name)]
    if sign and not (kinds.gives_way_to_papers(sign) and papers and _is_to_us(opened, own_addresses)):
        return Kind.AUTOMATIC, sign
    files = sum(SHOWN not in a.flags for a in attachments)
    pictures = sum(SHOWN not in a.flags and bool(_PICTURE.search(a.name)) for a in attachments)
    kind, reason = kinds.kind_of(opened.subject, opened.bodies.text, words, files=files, links=len(opened.links), pictures=pictures)
    if not files and attachments and not reason.startswith("word: "):
        kind, reason = Kind.FILING, "pictures in the text"  # photographed pages, and nothing is asked
    return kind, f"{reason}; {sign}" if sign else reason


def _calendar_answer(leaves: Sequence[Leaf]) -> str:
    """Return the sign that a calendar answered an invitation."""
    answers = (leaf for leaf in leaves if leaf.media_type == "text/calendar" and _ANSWERS.search(leaf.octets[:4_000]))
    return "content-type: text/calendar; method=reply" if next(answers, None) else ""


def _is_bounce(opened: _Opened) -> bool:
    """Tell whether a mail says that one of ours did not arrive for good; a delay is no failure."""
    reports = (leaf.octets[:64_000].lower() for leaf in opened.leaves if leaf.media_type.endswith("delivery-status"))
    actions = [action for report in reports for action in _ACTION.findall(report)]
    return kinds.says_undelivered(opened.header) and (not actions or b"failed" in actions)


def _doubts(opened: _Opened, own_addresses: Sequence[str], *, in_junk: bool) -> tuple[str, ...]:
    """Return why a person must release any answer, nothing where none is needed."""
    sender = opened.sender.address
    reply_to = addresses_of(opened.header.all("reply-to"))
    elsewhere = any(organisation_of(domain_of(a.address)) != organisation_of(domain_of(sender)) for a in reply_to)
    failure = failure_of(opened.header, sender)
    unaddressed = not _is_to_us(opened, own_addresses) and not opened.sorted.attachments
    vouched = is_vouched_for(opened.header, sender)
    forwarded = bool(opened.header.all("x-qq-auto-fwd")) and not vouched
    doubts = {
        "in-junk": in_junk,
        f"unauthenticated:{failure}": bool(failure),
        "several-senders": len({a.address for a in opened.senders}) > 1,
        "reply-to-elsewhere": elsewhere,
        "not-addressed-to-us": unaddressed,
        "auto-forwarded": forwarded,
        "sender-unknown": domain_of(sender) == NOWHERE,
    }
    return tuple(name for name, holds in doubts.items() if holds)


def _is_to_us(opened: _Opened, own_addresses: Sequence[str]) -> bool:
    own = {a.lower() for a in own_addresses if not a.startswith("@")}
    names = {a.address.lower() for a in opened.recipients}
    return not own or bool(own & (names | {n.partition("@")[0] for n in names}))


def _message_id(header: Header, octets: bytes) -> tuple[str, tuple[str, ...]]:
    found = next(iter(ids_of(header, "message-id")), "")
    if not found and (bare := text_of(header.first("message-id")).strip(" <>")) and "@" in bare and " " not in bare:
        found = f"<{bare}>"
    if found and len(found) <= 900:
        return found, ()
    return f"<{hashlib.sha256(octets).hexdigest()[:32]}@missing.invalid>", ("message-id-missing",)


def _testimony(opened: _Opened, octets: bytes, repairs: Sequence[str]) -> tuple[str, ...]:
    if not witness.may_be_asked(octets, repairs):
        return ("witness-not-asked",)
    names = [a.name for a in opened.sorted.attachments]
    bare = witness.without_bodies(octets, [leaf.span for leaf in opened.leaves if leaf.span[1]])
    return witness.disagreements(bare, opened.subject, opened.sender.address, names)


def _references(opened: _Opened) -> tuple[str, ...]:
    """Return the ids that a mail refers to; a bounce or receipt refers to what it gives back or confirms."""
    ids = list(ids_of(opened.header, "references"))
    for leaf, part in zip(opened.leaves, opened.sorted.parts, strict=True):
        if part.decision == "returned-original" or part.reason == "report":
            header, _ = split_header(leaf.octets, 0, min(len(leaf.octets), 64 * 1024), of_message=True)
            ids += [*ids_of(header, "message-id"), *ids_of(header, "original-message-id")]
    return tuple(dict.fromkeys(ids))


def _repairs(opened: _Opened, octets: bytes) -> tuple[str, ...]:
    own = [*opened.header.flags, *(flag for part in opened.sorted.parts for flag in part.flags)]
    states = (
        ("mail-too-large", len(octets) > MAX_OCTETS),
        ("bounce", _is_bounce(opened)),
        ("returned-original", any(p.decision == "returned-original" for p in opened.sorted.parts)),
    )
    vouched = ("authenticated",) if is_vouched_for(opened.header, opened.sender.address) else ()
    doubled = tuple(f"doubled:{name}" for name in ("subject", "message-id", "date") if len(opened.header.all(name)) > 1)
    return (*own, *doubled, *vouched, *(name for name, holds in states if holds))
