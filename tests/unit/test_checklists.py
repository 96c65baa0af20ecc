"""The reporting checklists: complete, up to date, and pointing at what is there."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import checklist_facts  # noqa: E402
import write_checklists as tool  # noqa: E402

pytestmark = pytest.mark.unit

PUBLISHED = {
    # Monks and others 2019, version 1.0 for discrete-event simulation
    "stress_des.md": [
        *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5"),
        *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
    ],
    # Husereau and others 2022
    "cheers.md": [str(number) for number in range(1, 29)],
    # Levels of RAP: five points of baseline, nine of silver, four of gold
    "nhs_rap.md": [f"{level}{n + 1}" for level, many in (("B", 5), ("S", 9), ("G", 4)) for n in range(many)],
    # Monks, Harper and Mustafee 2024: eight essential components, five optional
    "stars.md": [f"{kind}{n + 1}" for kind, many in (("E", 8), ("O", 5)) for n in range(many)],
    # Karnon and others 2012, and what TSD 15 gives guidance on
    "patient_level_simulation.md": [*(f"IV-{n}" for n in range(1, 25)), *(f"T{n}" for n in range(1, 7))],
    # AQuA: four roles, nine records, six kinds of check, six principles
    "quality_assurance.md": [
        f"{part}{n + 1}" for part, many in (("A", 4), ("B", 9), ("C", 6), ("D", 6)) for n in range(many)
    ],
    # Büyükkaramikli and others 2019: five domains; the numbers within them are ours
    "tech_ver.md": [
        f"{domain}.{n + 1}" for domain, many in ((1, 5), (2, 15), (3, 9), (4, 8), (5, 5)) for n in range(many)
    ],
    # Vemer and others 2016: thirteen items
    "advishe.md": [*("A1", "A2", "B1", "B2", "C1", "C2", "C3", "C4", "D1", "D2", "D3", "D4", "E1")],
}
LINK = re.compile(r"\]\(([^)\s]+)\)")

ALL = {made.page: made for made in tool.checklists()}
ITEMS = [pytest.param(item, id=f"{page}-{item.number}") for page, made in ALL.items() for item in made.items]


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return {page: (ROOT / "docs" / page).read_text(encoding="utf-8") for page in ALL}


@pytest.mark.parametrize("page", ALL)
def test_the_page_is_what_the_tool_makes(page: str, written: dict[str, str]) -> None:
    assert written[page] == tool.page(ALL[page]), "run: python tools/write_checklists.py"


def test_every_checklist_has_its_items_once_and_in_order() -> None:
    assert {page: [item.number for item in made.items] for page, made in ALL.items()} == PUBLISHED


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_has_a_state_an_answer_and_a_file(item: tool.Item) -> None:
    assert item.state in tool.STATES
    assert len(item.answer.split()) >= 6, "an answer, and not only a pointer"
    assert item.where, "no item without the file that bears it out"
    assert bool(item.gap) == (item.state != "met"), "what is missing is said where, and only where, something is"


@pytest.mark.parametrize("page", ALL)
def test_every_link_leads_to_a_file_and_a_heading(page: str, written: dict[str, str]) -> None:
    broken = []
    for link in LINK.findall(written[page]):
        name, _, anchor = link.partition("#")
        if name.startswith("https://"):
            continue
        path = (ROOT / "docs" / name).resolve() if name else ROOT / "docs" / page
        known = path.is_file() and (not anchor or anchor in tool.headings(path.read_text(encoding="utf-8")))
        if not (known and path.is_relative_to(ROOT)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", ALL)
def test_a_page_is_whole(page: str, written: dict[str, str]) -> None:
    text = tool.FENCE.sub("", written[page])
    assert "{{" not in text, "a fact was not filled in"
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(widths) == 1, table[:200]


def test_the_tables_hold_every_input_outcome_and_scenario(written: dict[str, str]) -> None:
    named = set(re.findall(r"^\| `([\w.-]+)` \|", written["stress_des.md"], re.MULTILINE))
    wanted = [checklist_facts.entries(), checklist_facts.OUTCOMES, checklist_facts.shipped()]
    assert [set(names) - named for names in wanted] == [set(), set(), set()]


def test_the_summary_counts_states(written: dict[str, str]) -> None:
    for page, made in ALL.items():
        rows = re.findall(r"^\| \[[^]]+\]\(#[^)]+\) \| (Met|Partly met|Not met) \|", written[page], re.MULTILINE)
        assert rows == [tool.STATES[item.state] for item in made.items]


@pytest.mark.parametrize("asked", ["value no.such_parameter", "count stars", "table chairs", "nothing"])
def test_a_fact_that_does_not_exist_is_one_line(asked: str) -> None:
    with pytest.raises(SystemExit, match=re.escape(f"there is no fact '{asked}'")):
        tool.filled(f"It is {{{{ {asked} }}}}.")


@pytest.mark.parametrize(
    ("where", "said"), [("docs/none.md", "no such file"), ("docs/model.md#none", "no heading"), ("sim", "no such file")]
)
def test_a_pointer_to_nothing_is_one_line(where: str, said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        tool.link(where)


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("5. The psychologist's time", "5-the-psychologists-time"),
        ("2.5.5 Components: entry/exit points", "255-components-entryexit-points"),
        ("Stability: `gains_stability`, `loses_stability`", "stability-gains_stability-loses_stability"),
    ],
)
def test_anchors_are_those_of_a_code_host(heading: str, anchor: str) -> None:
    assert tool.slug(heading) == anchor


def test_a_figure_of_another_page_is_held_to_that_page() -> None:
    assert tool.filled("{{ quoted docs/governance.md | **No personal data.** }}") == "**No personal data.**"
    with pytest.raises(SystemExit, match=r"docs/governance\.md does not say 'all personal data'"):
        tool.filled("{{ quoted docs/governance.md | all personal data }}")


def test_facts_say_what_the_parameters_say() -> None:
    delivery = checklist_facts.entries()["run.delivery_weeks"]
    assert tool.filled("{{ value run.delivery_weeks }}") == f"{delivery.value} weeks"
    assert tool.filled("{{ value emdr.interval_weeks }}") == "1 week"
    assert tool.filled("{{ service run.kind }}") == "service"
    assert tool.filled("{{ study total }}") == "£11,710"
    assert tool.filled("{{ percent costs.discount_rate }}") == "3.5 %"
