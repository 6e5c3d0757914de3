"""Words in the language of the reader, numbers as they are written there, names of records, and the three kinds of failure."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderpost.domain import errors, ids, numbers, words
from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import BorderpostError, BundleRejected, Cancelled, EnvironmentFault, RefusedInput, UserError
from borderpost.domain.figures import Chart, CheckResult, FigureRow, Figures, Measure, Series, Window
from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress, Stage
from borderpost.domain.text import fold, normal, printable
from borderpost.domain.words import Message, Problem

FILLED = "This must be filled in."


# --- words ---------------------------------------------------------------------------------------------------------------


def test_vietnamese_is_spoken_first_and_english_on_request() -> None:
    assert words.language() == "vi"
    assert words.render(Message(FILLED)) == "Ô này phải ghi."
    words.set_language("en")
    assert words.language() == "en"
    assert words.render(Message(FILLED)) == FILLED


def test_a_program_that_was_told_nothing_speaks_vietnamese() -> None:
    assert words._Words().language == "vi"


def test_a_catalogue_is_read_once() -> None:
    spoken = words._Words()
    assert spoken.catalogue() is spoken.catalogue()


def test_another_language_is_refused_and_the_one_in_force_stays() -> None:
    with pytest.raises(ValueError, match="fr"):
        words.set_language("fr")
    assert words.language() == "vi"


def test_nothing_is_nothing_in_every_language() -> None:
    assert words._("") == ""  # gettext would answer with the head of the catalogue


def test_a_message_is_translated_before_its_values_are_put_in() -> None:
    told = Message("{field}: {reason}", {"field": "number", "reason": Message(FILLED)})
    assert words.render(told) == "number: Ô này phải ghi."
    assert str(told) == f"number: {FILLED}"
    assert str(Message("as {it} stands")) == "as {it} stands"
    assert words.render(Message("as {it} stands")) == "as {it} stands"


def test_number_and_context_choose_the_words() -> None:
    words.set_language("en")
    assert words.ngettext("{n} leg", "{n} legs", 1) == "{n} leg"
    assert words.ngettext("{n} leg", "{n} legs", 2) == "{n} legs"
    assert words.pgettext("a context nobody uses", "May") == "May"


def test_a_problem_blocks_unless_it_says_otherwise() -> None:
    assert Problem("ended", Message(FILLED)).blocking
    assert not Problem("ended", Message(FILLED), blocking=False).blocking


# --- failures ------------------------------------------------------------------------------------------------------------


def test_each_kind_of_failure_has_its_exit_code() -> None:
    kinds = (BorderpostError, UserError, EnvironmentFault, BundleRejected)
    assert [kind("x").exit_code for kind in kinds] == [1, 3, 4, 5]
    assert Cancelled().exit_code == 1
    assert BundleRejected("x").reason == "rejected"
    assert issubclass(RefusedInput, UserError)


def test_a_failure_carries_its_sentence_and_its_values() -> None:
    told = UserError("There is no register called {kind}.", kind="tips")
    assert str(told) == "There is no register called tips."
    assert told.message.values == {"kind": "tips"}
    whole = Message(FILLED)
    assert BorderpostError(whole).message is whole


def test_refused_input_names_every_field_and_speaks_of_the_first() -> None:
    problems = [Problem("ended", Message(FILLED)), Problem("leader", Message(FILLED))]
    refused = RefusedInput(iter(problems))
    assert refused.problems == tuple(problems)
    assert str(refused) == f"ended: {FILLED}"
    assert words.render(refused.message) == "ended: Ô này phải ghi."


def test_work_that_was_stopped_says_so() -> None:
    assert words.render(errors.Cancelled().message) != str(errors.Cancelled()) == "Stopped at your request."


def test_long_work_tells_how_far_it_is_until_somebody_stops_it() -> None:
    told: list[tuple[int, int]] = []
    progress = Progress(lambda done, total: told.append((done, total)))
    progress.step(1, 3)
    progress.step(2)
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step(3, 3)
    assert told == [(1, 3), (2, 0)]


def test_work_that_nobody_watches_can_be_stopped_too() -> None:
    progress = Progress()
    progress.step(1)
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step(2)


# --- names ---------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 16**16 - 1), st.integers(1, 10**13 - 1))
def test_the_name_of_a_record_reads_back(feed: int, seq: int) -> None:
    version = Version(f"{feed:016x}", seq)
    assert Version.parse(str(version)) == version


@pytest.mark.parametrize(
    "text",
    [
        "0123456789abcdef:0",
        "0123456789abcdef:01",
        "0123456789abcdef:-1",
        "0123456789ABCDEF:1",
        "0123456789abcde:1",
        "0123456789abcdef:1\n",
        "0123456789abcdef:10000000000000",
        "",
    ],
)
def test_a_record_has_one_name_only(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Version.parse(text)


def test_a_feed_is_sixteen_digits() -> None:
    assert ids.is_feed("0123456789abcdef")
    assert not any(ids.is_feed(text) for text in ("", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF"))


# --- text ----------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_folding_and_normal_form_are_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normal(normal(text)) == normal(text)
    assert fold(normal(text)) == fold(text)


def test_what_cannot_be_printed_or_written_as_utf_8_is_known() -> None:
    assert printable("Đồn Biên phòng\nPa Ủ – 313 “x”")
    assert not any(printable(letter) for letter in ("\x00", "\x1b", "\x7f", "\x85", "\u2028", "\ud800", "\udfff", "\uffff"))


# --- numbers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "vi", "en"),
    [
        (lambda language: numbers.whole(1234, language), "1.234", "1,234"),
        (lambda language: numbers.whole(-1234567, language), "-1.234.567", "-1,234,567"),
        (lambda language: numbers.whole(0, language), "0", "0"),
        (lambda language: numbers.whole(None, language), "-", "-"),
        (lambda language: numbers.thousandths(48_468, language), "48,468", "48.468"),
        (lambda language: numbers.thousandths(1_449_566, language), "1.449,566", "1,449.566"),
        (lambda language: numbers.thousandths(5, language), "0,005", "0.005"),
        (lambda language: numbers.thousandths(-7_776, language), "-7,776", "-7.776"),
        (lambda language: numbers.thousandths(None, language), "-", "-"),
        (lambda language: numbers.value(7_776, 3, language), "7,776", "7.776"),
        (lambda language: numbers.value(7_776, 0, language), "7.776", "7,776"),
        (lambda language: numbers.signed(1500, 0, language), "+1.500", "+1,500"),
        (lambda language: numbers.signed(-1500, 3, language), "−1,500", "−1.500"),
        (lambda language: numbers.signed(0, 0, language), "0", "0"),
        (lambda language: numbers.signed(None, 3, language), "-", "-"),
        (lambda language: numbers.pair([3, 11], [0, 0], language), "3 / 11", "3 / 11"),
        (lambda language: numbers.pair([3, 48_468], [0, 3], language), "3 / 48,468", "3 / 48.468"),
        (lambda language: numbers.pair([None, 2], [0, 0], language), "- / 2", "- / 2"),
        (lambda language: numbers.pair([None, None], [0, 3], language), "-", "-"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(written: object, vi: str, en: str) -> None:
    assert callable(written)
    assert (written("vi"), written("en")) == (vi, en)


def test_vietnamese_is_what_a_number_is_written_in_when_nobody_says() -> None:
    assert (numbers.whole(1234), numbers.thousandths(1234), numbers.value(1234, 0)) == ("1.234", "1,234", "1.234")
    assert (numbers.signed(1234), numbers.pair([1234], [0])) == ("+1.234", "1.234")


def test_a_running_text_pads_small_counts() -> None:
    assert [numbers.padded(n) for n in (0, 3, 9, 10, 1234, -3)] == ["00", "03", "09", "10", "1.234", "-3"]


def test_units_are_never_mixed_up() -> None:
    with pytest.raises(ValueError, match="2"):
        numbers.value(1, 2)
    with pytest.raises(ValueError, match="argument 2"):
        numbers.pair([1, 2], [0])


# --- figures -------------------------------------------------------------------------------------------------------------


def test_figures_once_counted_cannot_be_changed_by_who_shows_them() -> None:
    window = Window("month", "2026-03", date(2026, 2, 15), date(2026, 3, 14))
    row = FigureRow("D1", "Vụ", "Incidents", (Measure("vụ", "incidents"),), (3,), (None,), (2,))
    check = CheckResult("Tổng đúng", "The sum holds", True, True, "D1")
    figures = Figures("thang", 1, window, (row,), (check,), datetime(2026, 3, 15, 8, 0, tzinfo=VIETNAM))
    chart = Chart("Vụ", ("2026-02", "2026-03"), (Series("2026", (None, 3)),))
    assert (row.level, row.missing, figures.closed, figures.amended, check.records) == (0, 0, False, 0, ())
    assert (chart.highlight, chart.series[0].hatched, row.measures[0].decimals) == (None, False, 0)
    assert numbers.pair(row.previous, [0]) == "-", "nothing to compare is a dash, not 0"
    with pytest.raises(FrozenInstanceError):
        figures.closed = True  # type: ignore[misc]  # the point of this test


def test_a_stage_of_a_work_counts_within_the_whole_and_stops_with_it() -> None:
    told: list[tuple[int, int]] = []
    whole = Progress(lambda done, total: told.append((done, total)))
    first, second = Stage(whole, 0, 15), Stage(Stage(whole, 15, 100), 60, 100)
    first.step(0, 0)
    first.step(5, 10)
    first.step(12, 10)
    second.step(0, 4)
    second.step(4, 4)
    assert told == [(0, 100), (7, 100), (15, 100), (66, 100), (100, 100)]
    second.cancel()
    with pytest.raises(Cancelled):
        first.step(1, 1)
