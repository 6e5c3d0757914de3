"""Qt's own words (dialogs, menus of editors, buttons) in our language, from the same catalogue as everything else.

No Vietnamese translation of Qt exists in any package, so the words below are marked here and served by one translator.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QTranslator

from borderpost.domain.words import N_, language
from borderpost.domain.words import _ as translated

WORDS = (
    N_("OK"),
    N_("&OK"),
    N_("Save"),
    N_("&Save"),
    N_("Cancel"),
    N_("&Cancel"),
    N_("Close"),
    N_("&Close"),
    N_("Open"),
    N_("&Open"),
    N_("Yes"),
    N_("&Yes"),
    N_("No"),
    N_("&No"),
    N_("Apply"),
    N_("Reset"),
    N_("Discard"),
    N_("Help"),
    N_("Retry"),
    N_("Ignore"),
    N_("Abort"),
    N_("&Undo"),
    N_("&Redo"),
    N_("Cu&t"),
    N_("&Copy"),
    N_("&Paste"),
    N_("Delete"),
    N_("&Delete"),
    N_("Select All"),
    N_("Look in:"),
    N_("File &name:"),
    N_("Files of type:"),
    N_("&Choose"),
    N_("Choose"),
    N_("Directory:"),
    N_("Back"),
    N_("Forward"),
    N_("Go back"),
    N_("Go forward"),
    N_("Parent Directory"),
    N_("Go to the parent directory"),
    N_("Create New Folder"),
    N_("Create a New Folder"),
    N_("&New Folder"),
    N_("New Folder"),
    N_("List View"),
    N_("Detail View"),
    N_("Change to list view mode"),
    N_("Change to detail view mode"),
    N_("Sidebar"),
    N_("List of places and bookmarks"),
    N_("Files"),
    N_("All files (*)"),
    N_("Show &hidden files"),
    N_("&Rename"),
    N_("Remove"),
    N_("Computer"),
    N_("My Computer"),
    N_("Name"),
    N_("Size"),
    N_("Type"),
    N_("Kind"),
    N_("Date Modified"),
    N_("Folder"),
    N_("File Folder"),
    N_("Drive"),
    N_("Find Directory"),
    N_("Recent Places"),
    N_("Print"),
    N_("&Print"),
    N_("Print To File ..."),
    N_("Printer"),
    N_("&Name:"),
    N_("Location:"),
    N_("Copies"),
    N_("Copies:"),
    N_("Collate"),
    N_("Print range"),
    N_("Print all"),
    N_("Pages from"),
    N_("to"),
    N_("Current Page"),
    N_("Selection"),
    N_("Properties"),
    N_("Options"),
    N_("Paper"),
    N_("Page size:"),
    N_("Orientation"),
    N_("Portrait"),
    N_("Landscape"),
    N_("Margins"),
    N_("Color"),
    N_("Grayscale"),
    N_("Output &file:"),
    N_("Page"),
    N_("Local file"),
    N_("Write PDF file"),
    N_("The file already exists. Do you want to replace it?"),
    N_("Show Details..."),
    N_("Hide Details..."),
)


class QtWords(QTranslator):
    """Looks Qt's strings up in our catalogue. A word we do not have falls through to Qt's English."""

    def translate(self, _context: str, text: str, _disambiguation: str | None = None, _n: int = -1) -> str | None:
        """Return the word in the language in force, or None."""
        if language() == "en" or not text:
            return None
        found = translated(text)
        return found if found != text else None

    def isEmpty(self) -> bool:
        """Say that there are words, or Qt would not install us."""
        return False


@cache
def the_words() -> QtWords:
    """Return the one translator of the program, never destroyed.

    Qt holds a lock while it asks a translator. Were one destroyed in that moment, by Python's collector running inside
    `translate`, Qt would wait for itself for ever.
    """
    return QtWords()
