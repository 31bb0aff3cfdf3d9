"""The rules file: typed, and wrong in words that say what to do."""

import pytest

from commonground.boards.city_rules import BoardsFile, rules_for
from commonground.reference.city import CityFileWrong, read_city_file


def test_one_board_may_have_its_own_rules():
    assert rules_for("a-board-that-no-file-names").agenda_hours_before == 72
    assert rules_for("youth-advisory-board").agenda_hours_before == 48
    assert rules_for("youth-advisory-board").answer_days == 60


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("answer_days = 0", "answer_days"),
        ('answer_days = "soon"', "answer_days"),
        ("answer_day = 60", "answer_day"),
        ('quorum_counts = "guests"', "quorum_counts"),
    ],
)
def test_a_wrong_file_names_the_file_and_the_key(tmp_path, line, said):
    path = tmp_path / "boards.toml"
    path.write_text(f"[rules]\n{line}\n")
    with pytest.raises(CityFileWrong, match=said) as wrong:
        read_city_file(path, BoardsFile)
    assert str(path) in str(wrong.value)
