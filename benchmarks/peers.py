"""What each reader makes of a file, ours, lower bounds and peers: octets in, a Document out, or None from a bound that understands nothing."""

# ruff: noqa: PLC0415, SLF001 - a peer is imported where it is measured; python-docx tells merged cells by no public name

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from model import Cell, Document, Grid
from parsers.documents import open_document
from parsers.flow import Paragraph, TableDraft, document

Reader = Callable[[bytes], Document | None]
_CONTENT = {"word/document.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "content.xml", "styles.xml"}
_TOKEN = re.compile(rb"[{}]|\\'[0-9a-f]{2}|\\[a-z]+-?\d* ?|\\.|[^\\{}\r\n]+", re.IGNORECASE)


def ours(kind: str) -> Reader:
    def read(octets: bytes) -> Document:
        opened = open_document(octets, f"x.{kind}")
        assert isinstance(opened, Document), opened
        return opened

    return read


def unzip_and_parse(octets: bytes) -> None:
    """What any reader must do: inflate the parts that hold the content and parse their XML."""
    archive = zipfile.ZipFile(io.BytesIO(octets))
    for name in archive.namelist():
        if name in _CONTENT or name.startswith("xl/worksheets/sheet"):
            etree.fromstring(archive.read(name))


def olefile_streams(octets: bytes) -> None:
    """What any reader must do: take the compound file's streams out."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(octets)) as box:
        for path in box.listdir():
            box.openstream(path).read()


def rtf_tokens(octets: bytes) -> None:
    """What any reader must do: look at every brace, control word and run of text once."""
    for _ in _TOKEN.finditer(octets):
        pass


def python_docx(octets: bytes) -> Document:
    import docx
    from docx.table import Table

    items: list[Paragraph | Grid] = []
    for block in docx.Document(io.BytesIO(octets)).iter_inner_content():
        if not isinstance(block, Table):
            items.append(Paragraph(block.text))
            continue
        places: dict[Any, list[tuple[int, int]]] = {}
        for r, row in enumerate(block.rows):
            for c, cell in enumerate(row.cells):
                places.setdefault(cell._tc, []).append((r, c))
        texts = {cell._tc: cell.text for row in block.rows for cell in row.cells}
        items.append(_grid([(texts[tc], at) for tc, at in places.items()], len(items)))
    return document("docx", items)


def openpyxl(octets: bytes) -> Document:
    import openpyxl as library

    book = library.load_workbook(io.BytesIO(octets), data_only=True)
    return document(
        "xlsx", [_rows([["" if v is None else str(v) for v in row] for row in s.iter_rows(values_only=True)], s.title) for s in book]
    )


def calamine(octets: bytes) -> Document:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    return document("xlsx", [_rows([[_plain(v) for v in row] for row in rows], name) for name, rows in sheets])


def pypdfium2_text(octets: bytes) -> Document:
    import pypdfium2

    pages = pypdfium2.PdfDocument(octets)
    return document("pdf", [Paragraph(line) for page in pages for line in page.get_textpage().get_text_range().splitlines()])


def pdfplumber(octets: bytes) -> Document:
    import pdfplumber as library

    items: list[Paragraph | Grid] = []
    with library.open(io.BytesIO(octets)) as pages:
        for page in pages.pages:
            tables = page.find_tables()
            rest = page
            for table in tables:
                rest = rest.outside_bbox(table.bbox)
            items += [Paragraph(line) for line in (rest.extract_text() or "").splitlines()]
            items += [_rows([[cell or "" for cell in row] for row in table.extract()], f"表{n}") for n, table in enumerate(tables, 1)]
    return document("pdf", items)


def markitdown(octets: bytes) -> Document:
    return _markdown(_markitdown().convert_stream(io.BytesIO(octets)).markdown)


def kreuzberg(kind: str) -> Reader:
    kinds = {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf": "application/pdf",
        "doc": "application/msword",
        "xls": "application/vnd.ms-excel",
        "rtf": "application/rtf",
        "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
    }

    def read(octets: bytes) -> Document:
        import kreuzberg as library

        plainly = library.ExtractionConfig(use_cache=False, output_format="markdown")  # it would remember the file from the time before
        return _markdown(library.extract_bytes_sync(octets, kinds[kind], config=plainly).content)

    return read


def docling(kind: str) -> Reader:
    def read(octets: bytes) -> Document:
        from docling.datamodel.base_models import DocumentStream

        stream = DocumentStream(name=f"x.{kind}", stream=io.BytesIO(octets))
        return _markdown(_docling().convert(stream).document.export_to_markdown())

    return read


def office_oxide(kind: str) -> Reader:
    def read(octets: bytes) -> Document:
        import office_oxide as library

        return _markdown(library.Document.from_bytes(octets, kind).to_markdown())

    return read


def py_chunks(kind: str) -> Reader:
    def read(octets: bytes) -> Document:
        import py_chunks as library

        return _markdown(library.get_markdown(octets, filename=f"x.{kind}"))

    return read


def unstructured(octets: bytes) -> Document:
    from unstructured.partition.auto import partition

    return document("text", [Paragraph(line) for e in partition(file=io.BytesIO(octets)) for line in str(e).splitlines()])


def libreoffice(kind: str, wanted: str) -> Reader:
    """Converted to a format of today, one start of LibreOffice a file, then read by our reader of that."""

    def read(octets: bytes) -> Document:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, f"x.{kind}").write_bytes(octets)
            profile = f"-env:UserInstallation=file://{_profile()}"
            command = ["soffice", profile, "--headless", "--convert-to", wanted, "--outdir", folder, f"{folder}/x.{kind}"]
            subprocess.run(command, check=True, capture_output=True)
            made = open_document(Path(folder, f"x.{wanted}").read_bytes(), f"x.{wanted}")
            assert isinstance(made, Document)
            return made

    return read


@lru_cache(maxsize=1)
def _profile() -> str:
    place = tempfile.mkdtemp(prefix="bench-office-")
    import atexit

    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


@lru_cache(maxsize=1)
def _markitdown() -> Any:
    from markitdown import MarkItDown

    return MarkItDown()


@lru_cache(maxsize=1)
def _docling() -> Any:
    from docling.document_converter import DocumentConverter

    return DocumentConverter()


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _grid(cells: Iterable[tuple[str, Sequence[tuple[int, int]]]], number: int) -> Grid:
    made = []
    for text, places in cells:
        rows, columns = {r for r, _ in places}, {c for _, c in places}
        made.append(Cell(text.strip(), min(rows), min(columns), len(rows), len(columns)))
    made.sort(key=lambda c: (c.row, c.column))
    return Grid(tuple(made), 1 + max(c.row for c in made), max(c.column + c.column_span for c in made), f"表{number}")


def _rows(rows: Iterable[Sequence[str]], where: str) -> Grid:
    draft = TableDraft()
    for row in rows:
        draft.add_row()
        for column, text in enumerate(row):
            draft.add(text, column)
    return draft.grid(where)


def _markdown(text: str) -> Document:
    """Pipe tables become grids, everything else lines; marks of emphasis and of line ends are no text."""
    items: list[Paragraph | Grid] = []
    table: list[list[str]] = []
    for marked in [*text.splitlines(), ""]:
        line = marked.replace("**", "").replace("<br>", "\n")
        if line.startswith("|"):
            cells = [c.strip() for c in line.strip().strip("|").split("|")]
            if not all(set(c) <= set(":- ") and c for c in cells):
                table.append(cells)
            continue
        if table:
            items.append(_rows(table, f"表{len(items)}"))
            table = []
        items.append(Paragraph(line.lstrip("# ")))
    return document("text", items)
