"""What the documentation tells people to write does what it says: every block, in the order of its page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from run_documentation import PageError, blocks_of, listed, pages, run_page, with_options  # noqa: E402

pytestmark = pytest.mark.behaviour

MOST_LEFT_OUT = 21
"""Blocks that may be left out, beside those of the rendered notebooks, which have tests of their own."""


def runs_something(page: Path) -> bool:
    return listed([page]).ran > 0


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages() if runs_something(page)],
)
def test_what_a_page_says_to_write_works(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tally = run_page(page)
    assert tally.ran
    with capsys.disabled():
        print(f"\n{page.relative_to(ROOT)}: {'; '.join(line.strip() for line in tally.lines())}")


def test_what_is_not_run_is_counted_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    tally = listed(pages())
    left_out = [(block, why) for block, why in tally.not_run if block.page.parent.name != "notebooks"]
    with capsys.disabled():
        print(f"\n{tally.ran} blocks of the documentation are run, {tally.quickly} of them made quicker;")
        print(f"{len(left_out)} are not, and {len(tally.not_run) - len(left_out)} of rendered notebooks:")
        print("\n".join(f"  {block.place}: {why}" for block, why in left_out))
    assert tally.ran > 40
    assert len(left_out) <= MOST_LEFT_OUT
    for block, why in tally.not_run:
        # Where a reason names a file that does it instead, that file is there.
        for named in re.findall(r"(?:tests|tools|\.ci)/[\w./]*\w", why):
            assert (ROOT / named).exists(), f"{block.place}: {why}"


def page_of(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "```sh\ndussk scenarios list --no-such-flag\n```\n",
        "```\ndussk scenarios lst\n```\n",
        "<!-- run: quick --replicatoins 3 -->\n```sh\ndussk run base\n```\n",
        "```sh\nfalse\ndussk --help\n```\n",
        "```sh\nfalse | cat\n```\n",
        "```python\nfrom sim import simulat\n```\n",
        '```toml\ntitle = "x"\nbased_on = "base"\n[changes]\n"stabilisation.sesions" = 3\n```\n',
        '```toml\ntitle = "x"\nscenarios = ["bse"]\nreplications = 2\n```\n',
        "```sql\nselect nothing from nowhere\n```\n",
        "```sh\ndussk scenarios show base\n```\n<!-- run: gives lines 1-1 -->\n```text\nsomething else\n```\n",
        "<!-- run: gives -->\n```text\nof no command\n```\n",
    ],
)
def test_a_block_that_does_not_do_what_it_says_is_found(tmp_path: Path, text: str) -> None:
    with pytest.raises(PageError, match=r"page\.md:"):
        run_page(page_of(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<!-- run: not here: -->\n```sh\ndussk\n```\n", "must say why"),
        ("<!-- run: slow -->\n```sh\ndussk\n```\n", "must say why"),
        ("<!-- run: sometimes -->\n```sh\ndussk\n```\n", "means nothing"),
        ("<!-- run: quick 9 -> 1 -->\n```sh\ndussk --help\n```\n", "'9' is not in the block"),
        ("<!-- run: quick --json -->\n\nWords.\n", "right before a block"),
        ("    dussk run base\n", "into a block of ```sh"),
        ("```klingon\nqapla\n```\n", "neither run nor known"),
        ('```toml\ntitle = "neither"\n```\n', "neither a scenario nor a plan"),
    ],
)
def test_a_mark_that_hides_a_block_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(PageError, match=re.escape(says)):
        run_page(page_of(tmp_path, text))


def test_blocks_of_a_page_run_in_order_in_one_folder(tmp_path: Path) -> None:
    text = (
        "<!-- run: file notes.toml -->\n```toml\na = 1\n```\n\n```sh\ncat notes.toml > copy\n```\n"
        "```python\nx = open('copy').read()\nprint(x)\n```\n"
        "<!-- run: goes on -->\n```python\nprint(len(x))\n```\n<!-- run: gives -->\n```text\n6\n```\n"
    )
    tally = run_page(page_of(tmp_path, text))
    assert (tally.ran, tally.quickly, tally.not_run) == (4, 0, [])
    assert not (tmp_path / "copy").exists()


def test_options_go_to_every_command_and_before_what_follows_it() -> None:
    text = "dussk run base  # the study\ndussk run x | head\ndussk batch a \\\n  --check\necho dusk\n"
    base, piped, batch, other = with_options(text, "--draws 5").splitlines()
    assert base == "dussk run base --draws 5  # the study"
    assert piped == "dussk run x --draws 5 | head"
    assert batch.split() == ["dussk", "batch", "a", "--check", "--draws", "5"]
    assert other == "echo dusk"


def test_a_block_in_a_list_loses_its_indentation_only(tmp_path: Path) -> None:
    page = page_of(tmp_path, "1. Do:\n\n   ```python\n   if True:\n       print(1)\n   ```\n")
    [block] = blocks_of(page)
    assert block.text == "if True:\n    print(1)\n"
