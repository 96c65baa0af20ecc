"""Writing reports: each kind from its name, whole or not at all, the same bytes, and clear words when it cannot be."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader
from reports import figures, report

from calibration.whole import UNFINISHED
from scenarios.document.blocks import Bullets, Document, Figure, Heading, Number, Paragraph, Table
from scenarios.document.parts import printed
from scenarios.document.pdf import pdf_of
from scenarios.document.png import pngs_of
from scenarios.document.typesetting import literal
from scenarios.document.write import WRITERS, check_report, write_report
from sim.errors import InputError

pytestmark = pytest.mark.behaviour

ROOT = Path(__file__).resolve().parents[2]
BEGINS = {".html": b"<!DOCTYPE html>", ".docx": b"PK", ".xlsx": b"PK", ".pdf": b"%PDF"}


@pytest.mark.parametrize("ending", list(WRITERS))
def test_a_report_is_written_as_its_name_says_and_the_same_each_time(ending: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(tmp_path / f"{name}{ending}", report())
    one, two = ((tmp_path / f"{name}{ending}").read_bytes() for name in ("one", "two"))
    assert one.startswith(BEGINS[ending])
    assert one == two
    assert not list(tmp_path.glob(f"*{UNFINISHED}"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("report.doc", r"report\.doc: a report ends in \.html, \.docx, \.xlsx or \.pdf\. Did you mean '\.docx'\?"),
        ("report", r"report: a report ends in"),
        ("none/report.html", r"there is no folder"),
        ("folder.html", r"folder\.html: is a folder"),
        ("there.html", r"there\.html: is already there; --overwrite"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "there.html").write_text("mine")
    with pytest.raises(InputError, match=message) as raised:
        write_report(tmp_path / name, report())
    assert "\n" not in str(raised.value)
    assert (tmp_path / "there.html").read_text() == "mine"


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "there.HTML"
    path.write_text("mine")
    check_report(path, overwrite=True)
    write_report(path, report(), overwrite=True)
    assert path.read_bytes().startswith(b"<!DOCTYPE html>")


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, content: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("scenarios.document.write.write_whole", refuse)
    with pytest.raises(InputError, match=r"report\.html: cannot be written: Permission denied"):
        write_report(tmp_path / "report.html", report())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may write anywhere cannot be refused")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(InputError, match="cannot be written"):
            write_report(tmp_path / "report.html", report())
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize("ending", [".pdf", ".docx"])
def test_without_typst_one_line_says_what_to_install(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.document.typesetting.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"typst, which is not installed: python -m pip install .dussk\[report\]."):
        write_report(tmp_path / f"report{ending}", report())
    check_report(tmp_path / "report.html")
    check_report(tmp_path / "report.xlsx")


# PDF


def test_the_pdf_is_tagged_named_and_in_a_language() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(report())))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == report().title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def tags(node: object, found: list[tuple[str, object]]) -> list[tuple[str, object]]:
    """Return every tag of the structure tree with its node."""
    kids = node.get("/K", []) if hasattr(node, "get") else []
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "get") and "/S" in kid:
            found.append((str(kid["/S"]), kid))
            tags(kid, found)
    return found


def test_the_pdf_knows_headings_tables_and_figures() -> None:
    root = PdfReader(io.BytesIO(pdf_of(report(), annexes=True))).trailer["/Root"]
    found = tags(root["/StructTreeRoot"], [])
    names = [name for name, _ in found]
    document = printed(report(), annexes=True)
    # The heading of the contents is one more.
    assert names.count("/H1") == 1 + sum(isinstance(b, Heading) and b.level == 1 for b in document.blocks)
    below = [b.table if isinstance(b, Figure) and b.numbers else b for b in document.blocks]
    on_paper = [table for table in below if isinstance(table, Table) and not table.long]
    assert names.count("/Table") == len(on_paper)
    assert names.count("/TH") >= sum(len(table.header) for table in on_paper)
    alternatives = [str(node["/Alt"]) for name, node in found if name == "/Figure" and "/Alt" in node]
    assert alternatives == [figure.alternative for figure in figures(document)]


def test_words_that_mean_something_to_typst_are_only_words() -> None:
    nasty = 'a "quoted" \\ #set text(red) [x] $y$ *b* _i_ @label // not a remark `raw` <tag> ~ -- \n new'
    blocks = (
        Heading(nasty), Paragraph(nasty, "lead"), Paragraph(nasty, "note"), Bullets((nasty,)),
        Table("t", nasty, (nasty, "b"), ((nasty, Number(1.0, nasty)),), nasty),
    )  # fmt: skip
    text = PdfReader(io.BytesIO(pdf_of(Document(nasty, nasty, blocks, nasty)))).pages[0].extract_text()
    assert "#set text(red)" in text
    assert literal('"\\\x00') == '"\\"\\\\"'


def test_a_wide_table_turns_its_page() -> None:
    wide = Table("wide", "Wide", tuple(f"stabilisation{i}" for i in range(12)), (tuple("x" for _ in range(12)),))
    made = PdfReader(io.BytesIO(pdf_of(Document("T", "S", (Paragraph("p"), Heading("Wide things"), wide)))))
    turned = [page.mediabox.width > page.mediabox.height for page in made.pages]
    assert turned == [False, True]
    assert "Wide things" in made.pages[1].extract_text()


def test_pictures_are_drawn_for_word() -> None:
    drawn = pngs_of(report())
    assert list(drawn) == [figure.name for figure in figures(report())]
    assert all(picture.startswith(b"\x89PNG") for picture in drawn.values())
    assert pngs_of(Document("T", "S", ())) == {}


def test_word_files_on_the_command_line_hold_the_pictures(tmp_path: Path) -> None:
    write_report(tmp_path / "report.docx", report())
    with zipfile.ZipFile(tmp_path / "report.docx") as archive:
        number = sum(name.startswith("word/media/") for name in archive.namelist())
    assert number == sum(isinstance(block, Figure) for block in printed(report(), annexes=False).blocks) > 0


def test_the_main_part_is_short_and_the_annexes_are_printed_when_asked(tmp_path: Path) -> None:
    for name, annexes in (("short", False), ("long", True)):
        write_report(tmp_path / f"{name}.pdf", report(), annexes=annexes)
    short, long = (PdfReader(tmp_path / f"{name}.pdf").pages for name in ("short", "long"))
    assert len(short) <= 6 < len(long)
    text = " ".join(" ".join(page.extract_text() for page in short).split())
    assert "What else there is" in text
    assert "Nobody with lived experience" in text
    assert "Contents" not in short[0].extract_text()
    first = long[0].extract_text()
    assert "Contents" not in first or first.index("Answer") < first.index("Contents")
    assert any("Annex A. The options in full" in page.extract_text() for page in long)


# In a browser

IN_A_BROWSER = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"numpy", "scipy", "pandas", "lxml", "typer", "tqdm", "numba", "pyarrow", "typst"}:
            raise ImportError(name)
sys.meta_path.insert(0, Missing())
from scenarios.files import find
from scenarios.report.content import document_from
from scenarios.document.docx import docx_of
from scenarios.report.facts import Facts, ran_of
from scenarios.document.html import html_of
from scenarios.document.xlsx import xlsx_of
from scenarios.pictures import budget, curves, plane, tornado
from scenarios.summary import Compared, Difference, Summary
from sim.outcomes import OUTCOMES
from sim.run import simulate
scenarios = [find(name) for name in ("rapid-referral", "base")]
runs = {s.name: simulate(s.parameters, 3, seed=1, engine="simpy") for s in scenarios}
means = {name: {o: Summary(run.mean(o), 3, None, None) for o in OUTCOMES} for name, run in runs.items()}
def less(o):
    one, other = runs["rapid-referral"].mean(o), runs["base"].mean(o)
    return Difference(None if one is None or other is None else one - other, 3, None, None)
compared = Compared(*scenarios, means["rapid-referral"], means["base"], {o: less(o) for o in OUTCOMES})
ran = {s.name: ran_of(s, means[s.name], runs[s.name]) for s in scenarios}
document = document_from(Facts((compared,), ran, 3, 0, 1, "Parameters are point values."))
sizes = len(html_of(document)), len(docx_of(document, {})), len(xlsx_of(document))
print(*(size > 5_000 for size in sizes))
"""


def test_a_browser_can_write_pages_word_files_and_workbooks() -> None:
    done = subprocess.run([sys.executable, "-c", IN_A_BROWSER], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split() == ["True", "True", "True"]
