"""The association's own blank filled in, as most units do: a sheet in, the filled Word document out."""

from __future__ import annotations

import copy
import io
import re
from functools import cache
from random import Random

import docx
from docx.document import Document as Word
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from config.labels import label_key
from demo import blank_forms
from demo.paper import Look, octets, write
from demo.samples.nouns import Line, Sheet
from demo.samples.printed import HEADERS, LABELS, LONG

_VALUE = Look(11)
_CONTACT_ROWS = (("contact_person", "contact_mobile", "contact_email"), ("mailing_address", "postal_code"))


def filled_blank(sheet: Sheet, dice: Random) -> Word:
    """Return the association's form with the sheet's values where a clerk would type them."""
    word = docx.Document(io.BytesIO(_blank(sheet.form)))
    for paragraph in word.paragraphs:
        _retype(paragraph, "2019", str(sheet.year)) if sheet.year != 2019 else None
        if label_key(paragraph.text).startswith(("单位", "推荐单位")) and "recommending_unit" in sheet.values:
            _head_line(paragraph, sheet, dice)
    rosters = iter(sheet.rosters.items())
    for table in word.tables:
        if sheet.rosters:
            _fill_roster(table, *next(rosters))
        else:
            _fill_pairs(table, sheet)
    return word


@cache
def _blank(form: str) -> bytes:
    return octets(getattr(blank_forms, form)())


def head_texts(sheet: Sheet, unit_label: str, district_label: str, dice: Random) -> str:
    """Return the line above a table as people fill it: with blanks, tabs, colons or underlines."""
    unit, district = sheet.values["recommending_unit"].raw, sheet.values["district"].raw
    return dice.choice(
        (
            f"{unit_label}  {unit}      {district_label}  {district}",
            f"{unit_label}：{unit}        {district_label}：{district}",
            f"{unit_label}____{unit}____ {district_label}____{district}____",
            f"{unit_label}\t{unit}\t{district_label}\t{district}",
            f"{unit_label}  {unit}\t\t{district_label}  {district}",
            f"{unit_label}：  {unit}   {district_label}：  {district}  ",
        )
    )


def _head_line(paragraph: Paragraph, sheet: Sheet, dice: Random) -> None:
    label = "单位" if sheet.form == "circle_application" else "推荐单位"
    if "district" not in sheet.values:
        _retype(paragraph, paragraph.text, f"{label}：{sheet.values['recommending_unit'].raw}")
    elif dice.random() < 0.3:
        _underlined(paragraph, [(label, sheet.values["recommending_unit"].raw), ("所属区县", sheet.values["district"].raw)])
    else:
        _retype(paragraph, paragraph.text, head_texts(sheet, label, "所属区县", dice))


def _underlined(paragraph: Paragraph, pairs: list[tuple[str, str]]) -> None:
    """Underline each value with blanks around it, as the blank of a printed form is."""
    for run in paragraph.runs:
        run.text = ""
    for label, value in pairs:
        write(paragraph, f"{label} ", Look(13))
        write(paragraph, f"   {value}     ", Look(13)).runs[-1].underline = True


def _retype(paragraph: Paragraph, old: str, new: str) -> None:
    if old in paragraph.text:
        text = paragraph.text.replace(old, new)
        look = paragraph.runs[0]
        look.text = text
        for run in paragraph.runs[1:]:
            run.text = ""


def _fill_pairs(table: Table, sheet: Sheet) -> None:
    fields = {label_key(labels[0]): field for field, labels in LABELS[sheet.form].items() if field in sheet.values}
    for row in table.rows:
        cells = _distinct(row)
        for place, cell in enumerate(cells):
            field = fields.get(label_key(cell.text.split("\n")[0] if len(cell.text) > 60 else cell.text))
            if field is None:
                _fill_contacts(cell, sheet)
            elif field in LONG or field == "responsible_department_and_head":
                _type_after(cell, sheet.values[field].raw, same_line=field not in LONG)
            elif cells[place + 1 :]:
                type_into(
                    cells[-1] if table.columns and len(cells) == 3 and sheet.form.endswith("statistics") else cells[place + 1],
                    sheet.values[field].raw,
                )


def _fill_contacts(cell: _Cell, sheet: Sheet) -> None:
    for names in _CONTACT_ROWS:
        labels = [LABELS[sheet.form][n][0] for n in names] if sheet.form.endswith("statistics") else []
        if labels and label_key(re.split("：", cell.text)[0]) == label_key(labels[0]):
            spaced = "      ".join(f"{label}：{sheet.values[n].raw}" for label, n in zip(labels, names, strict=True))
            _retype(cell.paragraphs[0], cell.paragraphs[0].text, spaced)


def type_into(cell: _Cell, raw: str) -> None:
    """Type a value into an empty cell, a line break for each newline."""
    write(cell.paragraphs[0], raw, _VALUE)


def _type_after(cell: _Cell, raw: str, *, same_line: bool) -> None:
    write(cell.paragraphs[-1] if same_line else cell.add_paragraph(), raw, _VALUE)


def _fill_roster(table: Table, name: str, rows: tuple[Line, ...]) -> None:
    columns = {label_key(h): field for field, headers in HEADERS[name].items() for h in headers}
    fields = [columns.get(label_key(c.text), "row_no") for c in table.rows[0].cells]
    while len(table.rows) < len(rows) + 1:
        table._tbl.append(copy.deepcopy(table.rows[-1]._tr))  # noqa: SLF001 - python-docx copies no rows
    for number, row in enumerate(rows, 1):
        for field, cell in zip(fields, table.rows[number].cells, strict=True):
            type_into(cell, str(number) if field == "row_no" else row[field].raw if field in row else "")


def _distinct(row: _Row) -> list[_Cell]:
    cells: list[_Cell] = []
    for cell in row.cells:
        if not cells or cell._tc is not cells[-1]._tc:  # noqa: SLF001 - a merged cell is told by its element
            cells.append(cell)
    return cells
