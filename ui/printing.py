"""Printing: page pictures through the system's print dialog. The only place that opens it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.widgets.paint import painting


def print_pages(parent: QWidget, pages: Sequence[bytes], copies: int = 1) -> bool:
    """Print A4 pages given as PNG; True if they went to a printer, False if the person gave up. The pages fill the sheet."""
    # The print module costs the start of the program time and is needed rarely.
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    printer.setCopyCount(copies)
    dialog = QPrintDialog(printer, parent)
    if not dialog.exec():
        return False
    with painting(printer) as painter:
        for at, page in enumerate(pages):
            if at:
                printer.newPage()
            painter.drawImage(QRectF(painter.viewport()), QImage.fromData(page))
    return True
