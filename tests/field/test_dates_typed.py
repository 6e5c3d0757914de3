"""What guards type as dates and times, and how it is printed back (UI.md section 7)."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain import dates, words
from borderpost.domain.clock import VIETNAM
from borderpost.domain.dates import PartialDate, Unreadable

TODAY = date(2026, 3, 14)
MIDNIGHT = datetime.fromisoformat("2026-01-01")
FEW = settings(max_examples=60, deadline=None)


@pytest.fixture
def vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak Vietnamese from this area's own fragment, whether or not the joint catalogue has been built."""
    source = words.LOCALE / "vi" / "field.po"
    with source.open("rb") as opened:
        catalogue = pofile.read_po(opened)
    with (tmp_path / "field.mo").open("wb") as built:
        mofile.write_mo(built, catalogue)
    with (tmp_path / "field.mo").open("rb") as built:
        translations = gettext.GNUTranslations(built)
    before = words.language()
    monkeypatch.setitem(words._words._catalogues, "vi", translations)
    words.set_language("vi")
    yield
    words.set_language(before)


@pytest.fixture
def english() -> Iterator[None]:
    before = words.language()
    words.set_language("en")
    yield
    words.set_language(before)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5", "2026-03-05"),
        ("5/3", "2026-03-05"),
        ("0503", "2026-03-05"),
        ("5/3/24", "2024-03-05"),
        ("050324", "2024-03-05"),
        ("05032024", "2024-03-05"),
        ("5-3-2024", "2024-03-05"),
        ("5.3.2026", "2026-03-05"),
        (" 5 / 3 / 2026 ", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("29/2/24", "2024-02-29"),
        ("5/3/36", "2036-03-05"),
        ("5/3/37", "1937-03-05"),
        ("h", "2026-03-14"),
        ("H", "2026-03-14"),
        ("hôm nay", "2026-03-14"),
        ("hôm qua", "2026-03-13"),
        ("-1", "2026-03-13"),
        ("+1", "2026-03-15"),
        ("-14", "2026-02-28"),
        ("28", "2026-03-28"),
    ],
)
def test_a_date_is_read_in_every_form(typed: str, expected: str) -> None:
    assert dates.parse_date(typed, TODAY).isoformat() == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("28", "2026-02-28"), ("14", "2026-03-14"), ("28/12", "2025-12-28"), ("1/2", "2026-02-01"), ("28/12/26", "2026-12-28")],
)
def test_what_has_happened_is_not_put_into_the_future(typed: str, expected: str) -> None:
    assert dates.parse_date(typed, TODAY, past=True).isoformat() == expected


def test_the_last_month_of_the_year_before_is_found() -> None:
    assert dates.parse_date("28", date(2026, 1, 2), past=True) == date(2025, 12, 28)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02", "31/02/2026 does not exist"),
        ("29/2/2025", "29/02/2025 does not exist"),
        ("0/3", "00/03/2026 does not exist"),
        ("31/4", "31/04/2026 does not exist"),
        ("5/13", "There is no month 13"),
        ("5/0", "There is no month 0"),
        ("2026-13-01", "There is no month 13"),
        ("5/3/0000", "There is no year 0"),
        ("abc", "“abc” is not a date"),
        ("5/3/2", "is not a date"),
        ("٥/٣", "is not a date"),
        ("", "Write a date"),
        ("   ", "Write a date"),
    ],
)
def test_an_impossible_date_is_refused_with_its_reason(typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        dates.parse_date(typed, TODAY)


@FEW
@given(st.dates(date(1940, 1, 1), date(2035, 12, 31)))
def test_a_printed_date_is_read_back(day: date) -> None:
    assert dates.parse_date(dates.date_text(day), TODAY) == day
    assert dates.parse_date(day.isoformat(), TODAY) == day
    assert dates.parse_date(day.strftime("%d%m%Y"), TODAY) == day
    assert dates.parse_date(day.strftime("%d%m%y"), TODAY) == day


@FEW
@given(st.text(max_size=14))
def test_any_text_is_a_date_or_a_sentence(typed: str) -> None:
    try:
        dates.parse_date(typed, TODAY)
    except Unreadable as refused:
        assert refused.message.text  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2230", 1350),
        ("22:30", 1350),
        ("22h30", 1350),
        ("22H30", 1350),
        ("22g30", 1350),
        ("22.30", 1350),
        ("22h", 1320),
        ("22", 1320),
        ("730", 450),
        ("7", 420),
        ("0", 0),
        ("24:00", 1440),
        ("2400", 1440),
        ("24h", 1440),
    ],
)
def test_a_time_is_read_in_every_form(typed: str, minutes: int) -> None:
    assert dates.parse_time(typed) == minutes


@pytest.mark.parametrize("typed", ["25", "24:01", "12:60", "2460", "", "noon", "-1", "12345"])
def test_an_impossible_time_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable, match="is not a time"):
        dates.parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14/3 2230", "2026-03-14T22:30:00+07:00"),
        ("14/03/2026 22:30", "2026-03-14T22:30:00+07:00"),
        ("14/03/2026, 22:30", "2026-03-14T22:30:00+07:00"),
        ("14/3/2026 24:00", "2026-03-15T00:00:00+07:00"),
        ("2026-03-14 24:00", "2026-03-15T00:00:00+07:00"),
        ("22h30 ngày 14/3", "2026-03-14T22:30:00+07:00"),
        ("22:30, 14/3", "2026-03-14T22:30:00+07:00"),
        ("22h 14/3", "2026-03-14T22:00:00+07:00"),
        ("h 2230", "2026-03-14T22:30:00+07:00"),
        ("-1 22h30", "2026-03-13T22:30:00+07:00"),
        ("2026-03-14T22:30:00+07:00", "2026-03-14T22:30:00+07:00"),
        ("2026-03-14T22:30", "2026-03-14T22:30:00+07:00"),
        ("2026-03-14T22:30:00Z", "2026-03-15T05:30:00+07:00"),
    ],
)
def test_a_moment_is_read_in_every_form(typed: str, expected: str) -> None:
    assert dates.parse_moment(typed, TODAY).isoformat() == expected


def test_a_time_alone_needs_its_day() -> None:
    base = date(2026, 3, 10)
    assert dates.parse_moment("2230", TODAY, base=base) == datetime(2026, 3, 10, 22, 30, tzinfo=VIETNAM)
    assert dates.parse_moment("24:00", TODAY, base=base) == datetime(2026, 3, 11, tzinfo=VIETNAM)
    with pytest.raises(Unreadable, match="Write the date and the time"):
        dates.parse_moment("22:30", TODAY)


def test_a_moment_in_the_past_takes_the_year_before() -> None:
    assert dates.parse_moment("28/12 2230", TODAY, past=True).year == 2025
    assert dates.parse_moment("22h30 28/12", TODAY, past=True).year == 2025


@pytest.mark.parametrize("typed", ["31/02 2230", "2026-02-31T22:30", "14/3 2560", "nothing here"])
def test_an_impossible_moment_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        dates.parse_moment(typed, TODAY)


@FEW
@given(st.datetimes(MIDNIGHT.replace(year=1950), MIDNIGHT.replace(year=2035)))
def test_a_printed_moment_is_read_back(at: datetime) -> None:
    moment = at.replace(second=0, microsecond=0, tzinfo=VIETNAM)
    assert dates.parse_moment(dates.moment_text(moment), TODAY) == moment


@pytest.mark.parametrize(
    ("typed", "canonical", "first", "last", "shown"),
    [
        ("2010", "2010", "2010-01-01", "2010-12-31", "2010"),
        ("5/2010", "2010-05", "2010-05-01", "2010-05-31", "05/2010"),
        ("2/2012", "2012-02", "2012-02-01", "2012-02-29", "02/2012"),
        ("2010-05", "2010-05", "2010-05-01", "2010-05-31", "05/2010"),
        ("17/05/2010", "2010-05-17", "2010-05-17", "2010-05-17", "17/05/2010"),
        ("17052010", "2010-05-17", "2010-05-17", "2010-05-17", "17/05/2010"),
        ("2010-05-17", "2010-05-17", "2010-05-17", "2010-05-17", "17/05/2010"),
    ],
)
def test_a_birth_date_keeps_its_precision(typed: str, canonical: str, first: str, last: str, shown: str) -> None:
    found = dates.parse_partial(typed)
    assert str(found) == canonical
    assert PartialDate.from_text(canonical) == found
    assert found.earliest().isoformat() == first
    assert found.latest().isoformat() == last
    assert dates.partial_text(found) == shown


@pytest.mark.parametrize("typed", ["31/2/2010", "13/2010", "98", "17/5/98", "", "2010-13"])
def test_an_impossible_birth_date_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        dates.parse_partial(typed)


@pytest.mark.parametrize("text", ["2010-5", "10", "2010-13", "2010-02-30", ""])
def test_only_canonical_text_is_a_partial_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        PartialDate.from_text(text)


@pytest.mark.usefixtures("vietnamese")
def test_vietnamese_print() -> None:
    assert dates.day_text(TODAY) == "T7 14/03"
    assert dates.day_text(date(2026, 3, 15)) == "CN 15/03"
    assert dates.weekday_text(TODAY, full=True) == "Thứ Bảy"
    assert dates.remaining_text(timedelta(hours=8)) == "còn 8 giờ 00"
    assert dates.remaining_text(timedelta(hours=-1, minutes=-30)) == "quá 1 giờ 30"
    assert dates.elapsed_text(timedelta(hours=4, minutes=40, seconds=59)) == "đã 4 giờ 40"
    assert dates.duration_text(timedelta(days=3, hours=4, minutes=10)) == "3 ngày 4 giờ"
    assert dates.duration_text(timedelta(hours=47, minutes=59)) == "47 giờ 59"
    with pytest.raises(Unreadable) as refused:
        dates.parse_date("31/02", TODAY)
    assert words.render(refused.value.message) == "Không có ngày 31/02/2026. Ghi một ngày có trong lịch."


@pytest.mark.usefixtures("english")
def test_english_print() -> None:
    assert dates.day_text(TODAY) == "Sat 14/03"
    assert dates.weekday_text(TODAY, full=True) == "Saturday"
    assert dates.remaining_text(timedelta(hours=8)) == "8 h 00 left"
    assert dates.remaining_text(timedelta(minutes=-90)) == "1 h 30 over"
    assert dates.elapsed_text(timedelta(hours=4, minutes=40)) == "4 h 40 so far"
    assert dates.duration_text(timedelta(days=2)) == "2 d 0 h"


def test_times_are_printed_in_the_posts_zone() -> None:
    late = datetime(2026, 3, 14, 15, 30, tzinfo=UTC)
    assert dates.time_text(late) == "22:30"
    assert dates.moment_text(datetime(2026, 3, 13, 22, 0, tzinfo=UTC)) == "14/03/2026 05:00"
    midnight = dates.at(TODAY, 1440)
    assert dates.time_text(midnight) == "00:00"
    assert dates.time_text(midnight, ends=TODAY) == "24:00"
    assert dates.time_text(midnight, ends=date(2026, 3, 15)) == "00:00"
