"""A mail's octets in, its Envelope with every leaf file out; the task that the confined process runs for each mail."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from config.campaign import Words
from intake.arrival import arrival_of
from intake.envelope import open_mail
from intake.outlook_mail import is_outlook_mail, mail_of_msg
from intake.unpack import left_closed, unpack
from model import Attachment, Envelope

_JSON = TypeAdapter(Envelope)
_WORDS: dict[str, Words] = {}


def prepare(words: Words) -> None:
    """Keep the campaign's words once, before the first mail is opened."""
    _WORDS["words"] = words


def open_octets(octets: bytes, params: Mapping[str, Any]) -> tuple[bytes, Sequence[bytes]]:
    """Open a mail; params: own_addresses, in_junk, closed (leave archives closed).

    Returns the Envelope as JSON and the octets of its files, in order.
    """
    octets = mail_of_msg(octets) if is_outlook_mail(octets) else octets
    envelope = open_mail(octets, params["own_addresses"], _WORDS["words"], in_junk=bool(params["in_junk"]))
    files = left_closed(envelope.attachments) if params.get("closed") else unpack(envelope.attachments)
    bare = tuple(dataclasses.replace(f, octets=b"") for f in files)
    return _JSON.dump_json(dataclasses.replace(envelope, attachments=bare), exclude={"attachments": {"__all__": {"octets"}}}), [
        f.octets for f in files
    ]


def arrival_octets(octets: bytes, params: Mapping[str, Any]) -> tuple[bytes, Sequence[bytes]]:
    """Say in JSON when an Outlook mail arrived, as far as it says; the task by which `import` asks."""
    del params
    at = arrival_of(mail_of_msg(octets))
    return json.dumps(at.isoformat() if at else None).encode(), ()


def envelope_of(data: bytes, blobs: Sequence[bytes]) -> Envelope:
    """Return the Envelope that `open_octets` wrote, its files' octets in place."""
    envelope = _JSON.validate_json(data)
    files: list[Attachment] = [dataclasses.replace(f, octets=b) for f, b in zip(envelope.attachments, blobs, strict=True)]
    return dataclasses.replace(envelope, attachments=tuple(files))
