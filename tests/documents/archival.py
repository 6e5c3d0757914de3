"""Reads a PDF as an archive and a screen reader would, and lists what breaks PDF/A-2a or PDF/UA-1 (ISO 19005-2, ISO 14289-1).

Not a validator: the rules our own hooks could break, each checked on the file and never on our objects.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import unescape

from pypdf import PdfReader
from pypdf.generic import ContentStream

PAINTING = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"INLINE IMAGE"}
INSIDE = {
    "/Document": {"/H1", "/H2", "/H3", "/P", "/Table", "/Figure"},
    "/Table": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
LEAVES = {"/H1", "/H2", "/H3", "/P", "/TH", "/TD", "/Figure"}
SCOPES = {"/Column", "/Row"}


def faults(data: bytes) -> list[str]:
    """Return a sentence for every fault; an empty list is what the tests want."""
    reader = PdfReader(io.BytesIO(data))
    return [
        *_file(data, reader),
        *_catalog(reader),
        *_metadata(reader),
        *_fonts(reader),
        *(fault for number, page in enumerate(reader.pages) for fault in _content(reader, number, page)),
        *_tree(reader),
    ]


def _file(data: bytes, reader: PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.7\r?\n%[\x80-\xff]{4}", data):
        yield "6.1.2: the header is not of PDF 1.7 with four bytes above 127"
    if reader.is_encrypted:
        yield "6.1.3: the file is encrypted"
    if "/ID" not in reader.trailer:
        yield "6.1.3: the trailer has no ID"
    for found in re.finditer(rb"(.)endstream", data, re.DOTALL):
        if found[1] not in b"\r\n":
            yield f"6.1.7.1: no end of line before endstream at {found.start()}"


def _catalog(reader: PdfReader) -> Iterator[str]:
    root: Any = reader.root_object
    if str(root.get("/Lang")) != "vi-VN":
        yield "UA 7.2: no language"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "6.7.2: the file does not say that it is marked"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "UA 7.1: the title is not shown"
    yield from (f"6.5: {key} stands in the catalog" for key in ("/AA", "/OpenAction", "/Names", "/AcroForm") if key in root)
    intents = [intent.get_object() for intent in root.get("/OutputIntents", [])]
    if [intent.get("/S") for intent in intents] != ["/GTS_PDFA1"]:
        yield "6.2.3: no output intent"
    elif intents[0]["/DestOutputProfile"]["/N"] != 3 or intents[0]["/DestOutputProfile"].get_data()[36:40] != b"acsp":
        yield "6.2.3: the output intent has no colour profile"


def _metadata(reader: PdfReader) -> Iterator[str]:
    metadata: Any = reader.root_object.get("/Metadata")
    if metadata is None or "/Filter" in metadata:
        yield "6.6.2: no metadata, or packed"
        return
    said = metadata.get_data().decode()
    title = reader.metadata.title if reader.metadata else None
    for wanted in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        if wanted not in said:
            yield f"6.6.4, UA 5: the metadata lack {wanted}"
    named = re.search(r'<rdf:li xml:lang="x-default">(.*?)</rdf:li>', said, re.DOTALL)
    if not title or named is None or unescape(named[1]) != title:
        yield "UA 7.1: the title of the metadata differs from that of the file"


def _resources(holder: Any, seen: set[int]) -> Iterator[Any]:
    resources = holder.get("/Resources")
    if resources is None:
        return
    resources = resources.get_object()
    yield resources
    for form in (resources.get("/XObject") or {}).values():
        inside = form.get_object()
        if inside.get("/Subtype") == "/Form" and id(inside) not in seen:
            seen.add(id(inside))
            yield from _resources(inside, seen)


def _fonts(reader: PdfReader) -> Iterator[str]:
    seen: set[int] = set()
    for page in reader.pages:
        for resources in _resources(page, seen):
            for reference in (resources.get("/Font") or {}).values():
                font = reference.get_object()
                if "/FontFile2" not in (font.get("/FontDescriptor") or {}):
                    yield f"6.2.11.4: the font {font.get('/BaseFont')} is not embedded"
                elif not re.match(r"/[A-Z]{6}\+", str(font["/BaseFont"])):
                    yield f"6.2.11.4: the part of {font['/BaseFont']} has no mark"
                if "/ToUnicode" not in font:
                    yield f"6.2.11.7: the font {font.get('/BaseFont')} cannot be read back"


def _content(reader: PdfReader, number: int, page: Any) -> Iterator[str]:
    where = f"page {number + 1}"
    if page.get("/StructParents") != number or page.get("/Tabs") != "/S":
        yield f"UA 7.18: {where} has no place in the tree or no order of tabs"
    tree: Any = reader.root_object.get("/StructTreeRoot")
    nums = [] if tree is None else tree["/ParentTree"]["/Nums"]
    owners = nums[2 * number + 1].get_object() if 2 * number + 1 < len(nums) else []
    seen: list[int] = []
    yield from (f"UA 7.1: {where} {fault}" for fault in _sequences(ContentStream(page.get_contents(), reader), seen))
    if seen != list(range(len(owners))):
        yield f"UA 7.1: {where} has {len(seen)} marks and {len(owners)} owners"
    for mark, owner in enumerate(owners):
        if (page.indirect_reference.idnum, mark) not in _marks(owner.get_object()):
            yield f"UA 7.1: mark {mark} of {where} is not known to its owner"


def _sequences(stream: ContentStream, seen: list[int]) -> Iterator[str]:
    """Follow the marked-content sequences of a page; add the marks to `seen`."""
    depth = 0
    for operands, operator in stream.operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
            if len(operands) > 1 and "/MCID" in operands[1]:
                seen.append(int(operands[1]["/MCID"]))
            elif operands[0] != "/Artifact":
                yield f"has a sequence {operands[0]} of nothing"
            if depth > 1:
                yield "has a sequence inside another"
        elif operator == b"EMC":
            depth -= 1
        elif operator in PAINTING and depth < 1:
            yield f"paints {operator.decode()} outside the tree and the artifacts"
    if depth:
        yield "leaves a sequence open"


def _tree(reader: PdfReader) -> Iterator[str]:
    tree: Any = reader.root_object.get("/StructTreeRoot")
    if tree is None:
        yield "6.7.3: no structure tree"
        return
    level = 0
    for node in elements(tree["/K"][0].get_object()):
        yield from _element(node)
        if node["/S"] in ("/H1", "/H2", "/H3"):
            if int(node["/S"][2]) > level + 1:
                yield f"UA 7.4.2: {node['/S']} after level {level}"
            level = int(node["/S"][2])
        if node["/S"] == "/Table":
            yield from _table(node)


def _element(node: Any) -> Iterator[str]:
    tag = node["/S"]
    kids = [kid.get_object() for kid in node["/K"]]
    nodes = [kid for kid in kids if _is_element(kid)]
    if not kids or (tag in LEAVES and nodes):
        yield f"UA 7.1: {tag} is empty or holds elements"
    yield from (f"UA 7.5: {kid['/S']} inside {tag}" for kid in nodes if kid["/S"] not in INSIDE.get(tag, ()))
    yield from (f"{kid['/S']} does not know {tag}" for kid in nodes if kid["/P"].get_object() is not node)
    if tag == "/TH" and node.get("/A", {}).get("/Scope") not in SCOPES:
        yield "UA 7.5: a TH without scope"
    if tag == "/Figure" and ("/Alt" not in node or "/BBox" not in node.get("/A", {})):
        yield "UA 7.3: a figure without words or place"


def _table(node: Any) -> Iterator[str]:
    rows = [[cell.get_object() for cell in row.get_object()["/K"]] for row in node["/K"]]
    spans = {sum(int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in row) for row in rows}
    rowed = any("/RowSpan" in cell.get("/A", {}) for row in rows for cell in row)
    if len(spans) > 1 and not rowed:
        yield f"UA 7.5: rows of {sorted(spans)} cells in one table"
    if not any(cell["/S"] == "/TH" for row in rows for cell in row):
        yield "UA 7.5: a table without headings"


def elements(node: Any) -> Iterator[Any]:
    """Walk the structure elements in reading order."""
    yield node
    for kid in node.get("/K", []):
        inside = kid.get_object()
        if _is_element(inside):
            yield from elements(inside)


def _is_element(kid: Any) -> bool:
    return not isinstance(kid, int) and "/S" in kid


def _marks(node: Any) -> list[tuple[int, int]]:
    """Return (number of the page object, mark) of everything drawn for an element."""
    found = []
    for kid in node["/K"]:
        inside = kid.get_object()
        if isinstance(inside, int):
            found.append((node.raw_get("/Pg").idnum, int(inside)))
        elif "/MCID" in inside:
            found.append((inside.raw_get("/Pg").idnum, int(inside["/MCID"])))
    return found


def spoken(data: bytes) -> str:
    """Return the text in the order of the tree, as a screen reader says it: marks of one element run together."""
    reader = PdfReader(io.BytesIO(data))
    by_page: list[dict[int, str]] = [_texts(reader, page) for page in reader.pages]
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    said = []
    for node in elements(reader.root_object["/StructTreeRoot"]["/K"][0].get_object()):  # type: ignore[index]
        parts = [by_page[numbers[page]].get(mark, "") for page, mark in _marks(node)]
        if parts:
            said.append("".join(parts).strip())
    return "\n".join(said)


def _texts(reader: PdfReader, page: Any) -> dict[int, str]:
    maps = {name: _unicode(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    found: dict[int, str] = {}
    mark, font = None, {}
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"BDC" and "/MCID" in operands[1]:
            mark = int(operands[1]["/MCID"])
        elif operator == b"EMC":
            mark = None
        elif operator == b"Tf":
            font = maps[operands[0]]
        elif operator == b"Tj" and mark is not None:
            raw = operands[0].original_bytes if hasattr(operands[0], "original_bytes") else bytes(operands[0])
            found[mark] = found.get(mark, "") + "".join(font.get(byte, "?") for byte in raw)
    return found


def _unicode(font: Any) -> dict[int, str]:
    """Read a ToUnicode map of one-byte codes."""
    text = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, letter in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, letters in re.findall(r"<(\w+)>\s*<(\w+)>\s*\[(.*?)\]", block, re.DOTALL):
            shown = re.findall(r"<(\w+)>", letters)
            for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = bytes.fromhex(shown[place]).decode("utf-16-be")
        for first, last, letter in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(letter, 16) + place)
    return found
