"""PDF/A-2a and PDF/UA-1 on open-source reportlab: structure tree, artifacts, XMP, output intent (ISO 19005-2, ISO 14289-1).

Every mark stands in exactly one marked-content sequence, either of an element or an artifact. What is drawn inside an
open sequence belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

_PULSE = 2_000
"""Elements written between two reports of progress."""
_ICC = Path(__file__).resolve().parents[2] / "resources" / "layouts" / "srgb.icc"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate><xmp:CreatorTool>borderpost</xmp:CreatorTool>
<pdf:Producer>borderpost</pdf:Producer>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li>
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>
</pdfaExtension:schemas></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def _format_stream(self: Any, document: Any, plain: Any = pdfdoc.PDFStream.format) -> bytes:
    # WORKAROUND: reportlab 5.1 writes no end of line before `endstream`, which ISO 19005-2, 6.1.7 asks for.
    written: bytes = plain(self, document)
    if self.filters == []:
        # WORKAROUND: it writes an empty list of filters; archives expect metadata without the key (ISO 19005-1, 6.7.2).
        written = written.replace(b"/Filter [  ] ", b"", 1)
    return written[: -len(b"endstream\n")] + b"\nendstream\n"


if pdfdoc.PDFStream.format is not _format_stream:  # also true for every other document of the process: harmless and legal
    pdfdoc.PDFStream.format = _format_stream


class _Page(pdfdoc.PDFPage):  # type: ignore[misc] # reportlab has no types
    __NoDefault__ = (*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs")


class _Catalog(pdfdoc.PDFCatalog):  # type: ignore[misc] # reportlab has no types
    __NoDefault__ = (*[n for n in pdfdoc.PDFCatalog.__NoDefault__ if n != "Tabs"], "OutputIntents")
    __Refs__ = __NoDefault__


class _Text(PDFTextObject):  # type: ignore[misc] # reportlab has no types
    def _textOut(self, text: Any, TStar: int = 0) -> None:  # noqa: N802, N803 - the names of reportlab
        # A reader of the tags joins the lines of a paragraph: without a space "đối|tượng" reads "đốitượng".
        # A line broken by force ends with an empty piece, so an empty piece gets its space too.
        super()._textOut(text + " " if TStar and isinstance(text, str) else text, TStar)


class _Stamp:
    """The time of the document in the shape reportlab's PDFInfo asks for."""

    def __init__(self, at: datetime) -> None:
        offset = at.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        self.t = at.timestamp()
        self.YMDhms = at.timetuple()[:6]
        self.dhh, self.dmm = divmod(minutes, 60)
        self.tzname = "UTC"
        self.asctime = at.isoformat()


class _Written(pdfdoc.PDFObject):  # type: ignore[misc] # reportlab has no types
    """An object of the file that is text already: a book has a hundred thousand elements, dictionaries would take minutes."""

    def __init__(self) -> None:
        self.text = ""

    def format(self, _document: Any) -> bytes:
        return self.text.encode("ascii")


class Node:
    """One element of the structure tree. `kids` holds nodes and (page, mark) numbers in reading order."""

    def __init__(self, tag: str, parent: Node | None, **attributes: object) -> None:
        self.tag, self.parent, self.attributes = tag, parent, attributes
        self.kids: list[Node | tuple[int, int]] = []
        self.ref = ""
        if parent is not None:
            parent.kids.append(self)


class TaggedCanvas(Canvas):  # type: ignore[misc] # reportlab has no types
    """A canvas that tags what it draws and closes as PDF/A-2a and PDF/UA-1. Two builds of one input are byte-identical."""

    def __init__(self, out: BinaryIO, *, title: str, author: str, at: datetime, **more: Any) -> None:
        from borderpost.documents.fonts import REGULAR

        more.update(initialFontName=REGULAR, pdfVersion=(1, 7), invariant=1, lang="vi-VN", pageCompression=1)
        super().__init__(out, **more)
        self.root = Node("Document", None)
        self._open = False
        self._marks: list[list[Node]] = [[]]
        self._pages: list[Any] = []
        self._at, self._named, self._by = at, title, author
        self.step: Callable[[int], object] = lambda _element: None
        self.setTitle(title)
        self.setAuthor(author)
        self.setCreator("borderpost")
        self.setProducer("borderpost")
        self.setViewerPreference("DisplayDocTitle", "true")
        self._doc._timeStamp = _Stamp(at)  # noqa: SLF001 - the one place reportlab keeps its time
        adopt = self._doc.addPage

        def add(page: Any) -> Any:
            page.__class__ = _Page
            page.StructParents = len(self._pages)
            page.Tabs = pdfdoc.PDFName("S")
            self._pages.append(page)
            self._marks.append([])
            return adopt(page)

        self._doc.addPage = add

    def beginText(self, x: float = 0, y: float = 0, direction: str | None = None) -> Any:  # noqa: N802 - reportlab's name
        """Return a text object that ends its lines by a space."""
        return _Text(self, x, y, direction=direction)

    @contextmanager
    def marked(self, node: Node | None, **artifact: str) -> Iterator[None]:
        """Put what is drawn into one sequence of `node`, or into an artifact if None; inside an open sequence do nothing."""
        if self._open:
            yield
            return
        self.begin(node, **artifact)
        try:
            yield
        finally:
            self.end()

    def begin(self, node: Node | None, **artifact: str) -> None:
        """Open a sequence; never inside another."""
        if self._open:
            raise AssertionError("a sequence is open")
        self._open = True
        if node is None:
            named = "".join(f"/{key} /{value}" for key, value in artifact.items())
            self._code.append(f"/Artifact <<{named}>> BDC" if named else "/Artifact BMC")
            return
        marks = self._marks[-1]
        node.kids.append((len(self._pages), len(marks)))
        self._code.append(f"/{node.tag} <</MCID {len(marks)}>> BDC")
        marks.append(node)

    def end(self) -> None:
        """Close the open sequence."""
        self._code.append("EMC")
        self._open = False

    def save(self) -> None:
        """Write the tree, the metadata and the file."""
        if len(self._code):
            self.showPage()
        doc = self._doc
        catalog = doc.Catalog
        catalog.__class__ = _Catalog
        d, name, array, text = pdfdoc.PDFDictionary, pdfdoc.PDFName, pdfdoc.PDFArray, pdfdoc.PDFString
        tree = d({"Type": name("StructTreeRoot")})
        tree_ref = doc.Reference(tree)
        self._page_refs = [self._number(page) for page in self._pages]
        self._count = 0
        self._write(self.root, self._number(tree))
        nums: list[Any] = []
        for number, marks in enumerate(self._marks[: len(self._pages)]):
            owners = _Written()
            owners.text = f"[{' '.join(node.ref for node in marks)}]"
            nums += [number, doc.Reference(owners)]
        top = _Written()
        top.text = f"[{self.root.ref}]"
        tree.dict.update(K=top, ParentTree=doc.Reference(d({"Nums": array(nums)})), ParentTreeNextKey=len(self._pages))
        catalog.StructTreeRoot = tree_ref
        catalog.MarkInfo = d({"Marked": pdfdoc.PDFTrue if hasattr(pdfdoc, "PDFTrue") else "true"})
        icc = pdfdoc.PDFStream(d({"N": 3}), _ICC.read_bytes().decode("latin-1"), filters=[])
        icc.content = _ICC.read_bytes()
        intent = d(
            {
                "Type": name("OutputIntent"),
                "S": name("GTS_PDFA1"),
                "OutputConditionIdentifier": text("sRGB IEC61966-2.1"),
                "Info": text("sRGB IEC61966-2.1"),
                "DestOutputProfile": doc.Reference(icc),
            }
        )
        catalog.OutputIntents = array([intent])
        xmp = _XMP.format(title=escape(self._named), author=escape(self._by), at=self._at.isoformat(timespec="seconds"))
        metadata = pdfdoc.PDFStream(d({"Type": name("Metadata"), "Subtype": name("XML")}), xmp.encode(), filters=[])
        catalog.Metadata = metadata
        super().save()

    def _number(self, thing: Any) -> str:
        """Register an object and return how others refer to it."""
        number, version = self._doc.idToObjectNumberAndVersion[self._doc.Reference(thing).name]
        return f"{number} {version} R"

    def _write(self, node: Node, parent: str) -> None:
        """Write an element and all below it; `step` is told how many are written, and what it raises ends the work."""
        self._count += 1
        if self._count % _PULSE == 0:
            self.step(self._count)
        element = _Written()
        node.ref = self._number(element)
        marks = [kid for kid in node.kids if not isinstance(kid, Node)]
        pages = {page for page, _mark in marks}
        common = pages.pop() if len(pages) == 1 else None
        kids: list[str] = []
        for kid in node.kids:
            if not isinstance(kid, Node):
                page, mark = kid
                kids.append(str(mark) if page == common else f"<</Type/MCR/Pg {self._page_refs[page]}/MCID {mark}>>")
            elif kid.kids:
                self._write(kid, node.ref)
                kids.append(kid.ref)
        here = "" if common is None else f"/Pg {self._page_refs[common]}"
        element.text = f"<</S/{node.tag}/P {parent}{here}{self._said(node)}/K[{' '.join(kids)}]>>"

    def _said(self, node: Node) -> str:
        """Return what an element says of itself: its scope, its place, its words, its language."""
        said = node.attributes
        found = ""
        table = "".join(
            f"/{key}{f'/{value}' if isinstance(value, str) else f' {value}'}"
            for key, value in said.items()
            if key in ("Scope", "ColSpan", "RowSpan")
        )
        if table:
            found += f"/A<</O/Table{table}>>"
        if "BBox" in said:
            box = said["BBox"]
            assert isinstance(box, list | tuple)  # noqa: S101 - for the type checker: only figures have a box
            found += f"/A<</O/Layout/Placement/Block/BBox[{' '.join(f'{edge:.3f}' for edge in box)}]>>"
        for key in ("Alt", "Lang"):
            if key in said:
                words: bytes = pdfdoc.PDFString(said[key]).format(self._doc)
                found += f"/{key} {_ascii(words)}"
        return found


def _ascii(words: bytes) -> str:
    """Return a string of the file with every byte above 126 written as an octal escape."""
    return "".join(chr(byte) if 31 < byte < 127 else f"\\{byte:03o}" for byte in words)
