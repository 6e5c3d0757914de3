"""Python's cyclic garbage, collected on the GUI thread alone.

WORKAROUND: CPython collects cycles on whichever thread allocates at the moment. A window that was closed is such a cycle; if
the writer thread collects it, Qt's timers are destroyed on the wrong thread and the process may crash (seen: "Timers cannot be
stopped from another thread", then a segmentation fault).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class GuiGarbage(QObject):
    """Switches automatic collection off and looks once a second, on the thread it was made on, whether one is due."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation whose count is over its threshold; the younger ones go with it."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    @staticmethod
    def settle() -> None:
        """Take what exists now out of later looks: what was imported stays, and walking it would hold the window up."""
        gc.freeze()

    def stop(self) -> None:
        """Collect once more here, then leave it to Python again."""
        self._timer.stop()
        gc.collect()
        gc.unfreeze()
        gc.enable()
