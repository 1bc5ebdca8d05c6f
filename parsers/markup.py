"""Octets of XML in, an element tree out: no DTD, no entities, no network, nothing huge; mended where it is broken."""

from __future__ import annotations

import re

from lxml import etree

from parsers.unreadable import UnreadableError

# ISO/IEC 29500 strict names its namespaces anew; the structure read here is the same, so they are folded to the transitional ones.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        recover=recover,
    )


_EXACT = _parser(recover=False)
_MENDING = _parser(recover=True)


def parse(octets: bytes) -> tuple[etree._Element, bool]:
    """Return the root and whether it had to be mended; UnreadableError where there is no tree or the file brings a DTD."""
    if b"purl.oclc.org/ooxml" in octets:
        octets = _STRICT.sub(_TRANSITIONAL, octets)
    if b"<!DOCTYPE" in octets[:2048]:
        raise UnreadableError("XML with a document type definition is not read")
    try:
        root, mended = etree.fromstring(octets, _EXACT), False
    except etree.XMLSyntaxError:
        root, mended = _mended(octets)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("XML with a document type definition is not read")
    return root, mended


def _mended(octets: bytes) -> tuple[etree._Element, bool]:
    """Return the root of what is no XML, and whether anything but control characters stood in the way: nobody sees those."""
    if _CONTROL.search(octets) and b"\0" not in octets:
        try:
            return etree.fromstring(_CONTROL.sub(b"", octets), _EXACT), False
        except etree.XMLSyntaxError:
            pass
    try:
        root = etree.fromstring(octets, _MENDING)
    except etree.XMLSyntaxError as broken:
        raise UnreadableError(f"XML cannot be read: {broken}") from broken
    if root is None:
        raise UnreadableError("XML without any element")
    return root, True
