"""The codes of import problems in words. One row per code; kinds bring the words only they need."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.imports import registry
from contracts.imports.problems import Problem
from contracts.wording import ERROR_WORDS

FILE_WORDS: Mapping[str, str | Promise] = {
    "file_too_large": _(
        "The file has {size} MB; at most {limit} MB are read. Split it into several files."
    ),
    "file_empty": _("The file has no content."),
    "wrong_type": _(
        "This is no table but {found}. Save it as CSV or as an Excel workbook (.xlsx)."
    ),
    "macro_workbook": _(
        "The workbook holds macros, which are refused. Save it as an Excel workbook without macros (.xlsx)."
    ),
    "unpacks_too_large": _(
        "The workbook unpacks to more than {limit} MB or out of all proportion. Save the one sheet anew."
    ),
    "broken_workbook": _("The workbook is damaged. Open it, save it anew as .xlsx and try again."),
    "calendar_1904": _(
        "The workbook counts days from 1904. Turn this option off in Excel, check the dates and save it anew."
    ),
    "broken_csv": _(
        "From this row on the file is no longer CSV: a quotation mark is not closed or a cell is too long."
    ),
    "unknown_encoding": _("The text is neither UTF-8 nor GB18030. Save the file as CSV UTF-8."),
    "too_many_columns": _("The sheet has more than {limit} columns."),
    "too_many_rows": _("The sheet has more than {limit} rows. Split it into several files."),
    "no_header": _(
        "No header row was found. The first row names the columns; see the sample file."
    ),
    "no_rows": _("There is no row below the header."),
    "doubled_column": _("This column and “{first}” mean the same. Keep one of them."),
    "missing_column": _("This column is needed and is missing."),
    "unknown_column": _(
        "This column is not known. Did you mean “{nearest}”? Rename it, or delete it."
    ),
    "unknown_column_of_list": _(
        "This column is not known. Known are: {accepted} … Rename it, or delete it."
    ),
}

CELL_WORDS: Mapping[str, str | Promise] = {
    "required": _("This cell may not be empty."),
    "formula": _("The cell holds a formula. Paste it as a value."),
    "spreadsheet_error": _("The cell shows an error of the spreadsheet. Write the value."),
    "cell_without_header": _("A cell stands right of the last column with a header: {value}"),
    "not_a_date": _("Expected a date such as 2025-03-01, 2025/3/1, 20250301 or 2025年3月1日."),
    "no_such_day": _("This day does not exist."),
    "not_a_number": _("Expected a number in digits, without a unit."),
    "negative": _("A number below zero is not possible here."),
    "too_large": _("The number is larger than {limit}."),
    "not_whole": _("Expected a whole number."),
    "too_many_places": _("At most {places} decimals."),
    "too_long": _("At most {limit} characters."),
    "control_character": _("The text holds a character that cannot be printed."),
    "cut_by_excel": _(
        "Excel has turned this number into a rounded one; its last digits are lost. Set the column to “Text” and enter the number again from its source."
    ),
    "id_cut_by_excel": _(
        "The check digit does not fit and the number ends in zeros: Excel has most likely cut it. Set the column to “Text” and enter the number again from its source."
    ),
    "not_a_phone": _(
        "Expected a mobile number of 11 digits or a fixed line with its area code, such as 0571-8888888."
    ),
    "not_in_list": _("Expected one of: {accepted}."),
}

ROW_WORDS: Mapping[str, str | Promise] = {
    "duplicate_row": _("Row {first} already says this. Keep one of the two rows."),
    "differs": _(
        "This is on record with other values: {differences}. Nothing is overwritten: correct it on its page, or make the row equal to the record."
    ),
    "differs_in": _(
        "This person is on record with something else in: {columns}. Nothing is overwritten: correct it on the resident's page, or make the row equal to the record."
    ),
    "unknown_resident": _(
        "No resident with this identity number is on record. Import the residents (and their contracts) first."
    ),
    "name_differs": _("Under this identity number another name is on record. Check the number."),
    "unknown_team": _("There is no such team. Write its code."),
    "unknown_team_nearest": _("There is no such team. The nearest is {name} ({code})."),
    "unknown_region": _("There is no region with this code."),
    "unknown_package": _("There is no such service package. Known are: {accepted}"),
    "born_on_contradicts": _("The identity number says {expected}."),
    "sex_contradicts": _("The identity number says {expected}."),
    "died_before_birth": _("The death lies before the birth."),
    "overlap_in_file": _(
        "Row {first} signs the same resident for some of the same days ({number}). One resident has one contract on a day."
    ),
    "overlap_on_record": _(
        "The resident has contract {number} with {team} from {starts_on} to {last_day}. End it first, or start the day after."
    ),
    "overlap_elsewhere": _(
        "The resident is signed with another organisation from {starts_on} to {last_day}. That contract ends first."
    ),
    "number_taken": _("This contract number belongs to another resident."),
    "end_needs_both": _("An early end needs its last day and its reason."),
    "end_after_agreed": _("The early end lies behind the agreed last day."),
    "no_end": _("none"),
}


def words_of(problem: Problem) -> str:
    """What is wrong and what is expected, in the reader's language."""
    words = _words_by_code().get(problem.code)
    return problem.code if words is None else str(words).format_map(dict(problem.values))


def _words_by_code() -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {**ERROR_WORDS, **FILE_WORDS, **CELL_WORDS, **ROW_WORDS}
    for kind in registry.kinds():
        found.update(kind.words)
    return found
