"""Labels of a map: near their points, never over one another."""

from __future__ import annotations

import random
from itertools import combinations

from shapely.geometry import LineString, MultiLineString

from casamuseo.story.drawing.labels import Label, Lettering, Wish, place_labels

SIZE = (600.0, 600.0)
LETTERING = Lettering(17, 21)
NO_WAYS = MultiLineString()


def placed(*wishes: Wish, ways: object = NO_WAYS) -> list[Label]:
    return place_labels(wishes, size=SIZE, lettering=LETTERING, ways=ways)  # type: ignore[arg-type]


def test_a_lone_disc_stands_on_its_point() -> None:
    (label,) = placed(Wish((300, 300), ("1",), "Oslo"))

    assert label.discs == ((300, 300),)
    assert not label.has_leader
    assert not label.is_name_before


def test_at_the_right_edge_the_name_stands_before_the_disc() -> None:
    (label,) = placed(Wish((570, 300), ("1",), "Constantinopla"))

    assert label.is_name_before
    assert label.box[2] <= 597


def test_two_points_on_one_spot_get_two_places() -> None:
    first, second = placed(Wish((300, 300), ("1",), "Oslo"), Wish((303, 302), ("2",), "Hurum"))

    assert not boxes_overlap(first, second)
    assert {first.has_leader, second.has_leader} == {True}


def test_a_place_with_three_stations_has_three_discs_in_a_row() -> None:
    (label,) = placed(Wish((300, 300), ("4", "6", "8"), "Prinkipo"))

    assert [round(x) for x, _ in label.discs] == [300, 337, 375]
    assert {y for _, y in label.discs} == {300}


def test_a_name_for_which_there_is_no_room_is_left_out() -> None:
    narrow = place_labels(
        [Wish((60, 60), ("1",), "Saint-Palais-sur-Mer")],
        size=(120, 120),
        lettering=LETTERING,
        ways=NO_WAYS,
    )

    assert narrow[0].name == ""


def test_a_label_keeps_off_the_way_where_it_can() -> None:
    way = LineString([(300, 300), (590, 300)])
    (label,) = placed(Wish((300, 300), ("1",), "Barbizon"), ways=way)

    assert label.is_name_before


def test_labels_never_overlap_however_the_points_lie() -> None:
    lots = random.Random(1940)
    for _ in range(12):
        near = [(lots.uniform(150, 450), lots.uniform(150, 450)) for _ in range(5)]
        far = [(lots.uniform(20, 580), lots.uniform(20, 580)) for _ in range(5)]
        wishes = [
            Wish(point, (str(number),), "Barbizon"[: lots.randint(3, 8)])
            for number, point in enumerate(near + far, start=1)
        ]

        labels = placed(*wishes)

        assert [pair for pair in combinations(labels, 2) if boxes_overlap(*pair)] == []
        assert all(label.box[0] >= 0 and label.box[2] <= 600 for label in labels)
        assert all(label.box[1] >= 0 and label.box[3] <= 600 for label in labels)


def test_the_same_points_are_labelled_the_same_way() -> None:
    wishes = [Wish((300 + 9 * n, 300 + 5 * n), (str(n),), "Domène") for n in range(8)]

    assert placed(*wishes) == placed(*wishes)


def boxes_overlap(a: Label, b: Label) -> bool:
    return (
        a.box[0] < b.box[2] and b.box[0] < a.box[2] and a.box[1] < b.box[3] and b.box[1] < a.box[3]
    )
