"""Markers: numbers repeat across borders, sort by number, and come in the forms of DOMAIN.md section 2."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain import markers
from borderpost.domain.dates import Unreadable
from borderpost.domain.markers import NUMBER, Marker

MARKERS = st.one_of(
    st.builds(
        Marker,
        st.sampled_from(markers.BORDERS),
        st.integers(1, 9999),
        st.none() | st.integers(0, 9),
        st.none() | st.integers(0, 999),
    ),
    st.builds(Marker, st.sampled_from(markers.BORDERS), st.integers(0, 9999), post=st.just(True)),
    st.builds(Marker, st.just("LA"), st.integers(0, 9999), other=st.just("KH")),
)


@pytest.mark.parametrize(
    ("typed", "border", "canonical"),
    [
        ("313", "LA", "LA:313"),
        ("313", "la", "LA:313"),
        ("mốc 313", "LA", "LA:313"),
        ("Cột mốc số 1106", "CN", "CN:1106"),
        ("165(1)", "CN", "CN:165(1)"),
        ("17 (3)", "CN", "CN:17(3)"),
        ("728/1", "CN", "CN:728/1"),
        ("la 313", "CN", "LA:313"),
        ("LA:313", None, "LA:313"),
        ("Lào 313", None, "LA:313"),
        ("campuchia 12/3", None, "KH:12/3"),
        ("C/12", "KH", "KH:C/12"),
        ("cọc dấu 12", "KH", "KH:C/12"),
        ("KH:C/12", None, "KH:C/12"),
        ("0", "CN", "CN-LA:0"),
        ("LA:0", None, "CN-LA:0"),
        ("KH-LA:790", None, "LA-KH:790"),
    ],
)
def test_a_marker_is_read_as_guards_write_it(typed: str, border: str | None, canonical: str) -> None:
    found = markers.parse(typed, border)
    assert str(found) == canonical
    assert Marker.from_text(canonical) == found


@pytest.mark.parametrize("typed", ["", "abc", "12345", "313(12)", "728/1234", "-1", "LA:", "٣"])
def test_what_is_not_a_marker_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable, match="is not a marker"):
        markers.parse(typed, "LA")


def test_a_number_without_border_is_refused_because_numbers_repeat() -> None:
    with pytest.raises(Unreadable, match="Choose the border"):
        markers.parse("313")
    assert markers.parse("313", "LA") != markers.parse("313", "CN")


@pytest.mark.parametrize("typed", ["C/12(1)", "LA-LA:5", "C/12/3"])
def test_a_marking_post_has_no_parts_and_two_borders_differ(typed: str) -> None:
    with pytest.raises(Unreadable, match="no such marker"):
        markers.parse(typed, "KH")


@pytest.mark.parametrize("text", ["313", "la:313", "LA:313 ", "XX:1", "KH:C/1(1)", "LA-LA:3"])
def test_only_canonical_text_is_a_key(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Marker.from_text(text)


@settings(max_examples=100, deadline=None)
@given(MARKERS)
def test_canonical_text_is_a_round_trip(marker: Marker) -> None:
    assert Marker.from_text(str(marker)) == marker
    assert markers.parse(str(marker)) == marker
    assert marker.post or NUMBER.match(marker.label)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_a_marker_or_a_sentence(typed: str) -> None:
    try:
        markers.parse(typed, "LA")
    except Unreadable as refused:
        assert refused.message.text  # noqa: PT017 - either outcome is right


def test_markers_sort_by_number_and_posts_come_last() -> None:
    written = ["LA:100", "KH:C/2", "CN:165(2)", "CN:728/10", "CN:728/2", "LA:99", "CN:728", "CN:165(1)", "KH:315", "KH:C/10"]
    ordered = [str(marker) for marker in sorted(map(Marker.from_text, written), key=lambda marker: marker.order)]
    assert ordered == [
        "CN:165(1)",
        "CN:165(2)",
        "CN:728",
        "CN:728/2",
        "CN:728/10",
        "LA:99",
        "LA:100",
        "KH:315",
        "KH:C/2",
        "KH:C/10",
    ]


def test_a_marker_where_three_countries_meet_stands_on_two_borders() -> None:
    assert markers.parse("0", "CN").borders == ("CN", "LA")
    assert markers.parse("1", "CN").borders == ("CN",)
    assert markers.parse("0/1", "CN").borders == ("CN",)


@pytest.mark.parametrize(
    ("typed", "ends", "shown"),
    [
        ("511–516", ("LA:511", "LA:516"), "511–516"),
        ("516-511", ("LA:516", "LA:511"), "516–511"),
        ("từ mốc 389 đến 397", ("LA:389", "LA:397"), "389–397"),
        ("Từ mốc 389 đến mốc 397", ("LA:389", "LA:397"), "389–397"),
        ("CN:313-316", ("CN:313", "CN:316"), "313–316"),
        ("CN-LA:0 - 5", ("CN-LA:0", "LA:5"), "0–5"),
        ("728/1 → 729/2", ("LA:728/1", "LA:729/2"), "728/1–729/2"),
        ("313", ("LA:313", "LA:313"), "313"),
    ],
)
def test_a_stretch_is_read_from_marker_to_marker(typed: str, ends: tuple[str, str], shown: str) -> None:
    first, last = markers.parse_range(typed, "LA")
    assert (str(first), str(last)) == ends
    assert markers.range_text(first, last) == shown


def test_a_stretch_lies_on_one_border() -> None:
    with pytest.raises(Unreadable, match="one border"):
        markers.parse_range("LA 313 - CN 316")
    first, last = markers.parse_range("CN-LA:0 đến CN 3")
    assert set(first.borders) & set(last.borders) == {"CN"}
