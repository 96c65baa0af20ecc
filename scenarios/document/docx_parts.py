"""The parts of a Word file that do not depend on what is in it: styles, lists, settings and the footer."""

from __future__ import annotations

from scenarios.pictures.canvas import safe

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TEXT, QUIET, LINK, LINE = "212B32", "425563", "005EB8", "AEB7BD"
FONTS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'

CONTENT_TYPES = f"""{HEAD}<Types xmlns="{PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>\
{
    "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-{kind}+xml"/>'
        for part, kind in (
            ("word/document.xml", "officedocument.wordprocessingml.document.main"),
            ("word/styles.xml", "officedocument.wordprocessingml.styles"),
            ("word/numbering.xml", "officedocument.wordprocessingml.numbering"),
            ("word/settings.xml", "officedocument.wordprocessingml.settings"),
            ("word/footer1.xml", "officedocument.wordprocessingml.footer"),
            ("docProps/core.xml", "package.core-properties"),
            ("docProps/app.xml", "officedocument.extended-properties"),
        )
    )
}</Types>"""

PACKAGE_RELATIONS = f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
<Relationship Id="rId3" Type="{RELATIONS}/extended-properties" Target="docProps/app.xml"/></Relationships>"""

APP = f"""{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
<Application>dussk</Application></Properties>"""

SETTINGS = f"""{HEAD}<w:settings xmlns:w="{MAIN}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>\
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>\
</w:compat><w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""

NUMBERING = f"""{HEAD}<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0">\
<w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>\
<w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr>\
<w:rPr>{FONTS}</w:rPr></w:lvl></w:abstractNum>\
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def core(title: str, subject: str) -> str:
    """Return the properties of a document: its title, what it is about, and its language."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{safe(title)}</dc:title><dc:subject>{safe(subject)}</dc:subject>"
        "<dc:creator>The DUSSK simulation</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>"
    )


def footer(title: str) -> str:
    """Return the footer: the title and the page's number."""

    def counted(name: str) -> str:
        field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        return (
            f'{field.format("begin")}<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
            f"{field.format('separate')}<w:r><w:t>1</w:t></w:r>{field.format('end')}"
        )

    space = '<w:r><w:t xml:space="preserve">'
    return (
        f'{HEAD}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{space}{safe(title)} – page </w:t></w:r>{counted('PAGE')}{space} of </w:t></w:r>{counted('NUMPAGES')}"
        "</w:p></w:ftr>"
    )


def _paragraph_style(
    name: str, words: str, size: float, *, bold: bool = False, colour: str = TEXT, before: float = 0.0,
    after: float = 6.0, more: str = "", run: str = "", following: str = "Normal", primary: bool = True,
) -> str:  # fmt: skip
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{words}"/>{based}'
        f'<w:next w:val="{following}"/>{"<w:qFormat/>" if primary else ""}'
        f'<w:pPr>{more}<w:spacing w:before="{20 * before:.0f}" w:after="{20 * after:.0f}"/></w:pPr>'
        f'<w:rPr>{"<w:b/>" if bold else ""}{run}<w:color w:val="{colour}"/>'
        f'<w:sz w:val="{2 * size:.0f}"/><w:szCs w:val="{2 * size:.0f}"/></w:rPr></w:style>'
    )


def _heading(name: str, words: str, level: int, size: float, before: float) -> str:
    style = _paragraph_style(name, words, size, bold=True, before=before, after=5, more="<w:keepNext/><w:keepLines/>")
    # The outline level comes last among the properties of a paragraph.
    return style.replace("</w:pPr>", f'<w:outlineLvl w:val="{level}"/></w:pPr>')


def _styles() -> str:
    keep, rule = "<w:keepNext/><w:keepLines/>", f'w:val="single" w:sz="36" w:space="8" w:color="{LINK}"'
    return "".join(
        (
            _paragraph_style("Normal", "Normal", 11),
            _paragraph_style("Title", "Title", 24, bold=True, after=8, more=keep),
            _paragraph_style("Subtitle", "Subtitle", 14, after=8),
            _heading("Heading1", "heading 1", 0, 17, 20),
            _heading("Heading2", "heading 2", 1, 13, 12),
            _paragraph_style("Caption", "caption", 10.5, bold=True, before=10, after=4, more=keep),
            _paragraph_style("ListBullet", "List Bullet", 11, after=3,
                             more='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
            _paragraph_style("Lead", "Lead", 12.5, before=4, after=10,
                             more=f'<w:keepLines/><w:pBdr><w:left {rule}/></w:pBdr>'),
            _paragraph_style("Note", "Note", 9.5, colour=QUIET, before=3, after=10),
            _paragraph_style("Figure", "Figure", 11, after=4, more="<w:keepLines/>"),
            _paragraph_style("TableText", "Table Text", 8.5, before=1.5, after=1.5),
            _paragraph_style("TOCHeading", "TOC Heading", 13, bold=True, before=12, more=keep, primary=False),
            _paragraph_style("TOC1", "toc 1", 11, after=3, colour=LINK, run='<w:u w:val="single"/>', primary=False),
            _paragraph_style("Footer", "footer", 9, colour=QUIET, primary=False),
        )
    )  # fmt: skip


STYLES = f"""{HEAD}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{FONTS}<w:sz w:val="22"/>\
<w:szCs w:val="22"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault>\
<w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>{_styles()}\
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>\
<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>\
<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/>\
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>\
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/></w:tblBorders></w:tblPr>\
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>\
<w:bottom w:val="single" w:sz="12" w:space="0" w:color="4C6272"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>\
</w:styles>"""
