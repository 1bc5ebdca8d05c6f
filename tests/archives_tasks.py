"""Unpacking as the daemon has it done: in the confined process."""

from __future__ import annotations

import json

from intake.unpack import unpack
from model import Attachment


def unpack_one(octets, params):
    leaves = unpack([Attachment(params["name"], "", "", 0, octets=octets)])
    told = [
        [a.name, a.path, a.within, a.size, str(a.trouble.kind) if a.trouble else None, a.trouble.detail if a.trouble else ""]
        for a in leaves
    ]
    return json.dumps(told).encode(), [a.octets for a in leaves]
