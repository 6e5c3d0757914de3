"""One start of a window, in a process of its own: `start_child.py bare|unlock|ready|scroll HOME`. Times go to standard output.

`bare` is the least a form in PySide6 can be: no theme, no module of ours. What is timed ends with the first painted frame.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

STEPS = 300


def say(word: str) -> None:
    """Tell the process that measures."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def bare() -> None:
    """Show a window with eight fields."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget

    app = QApplication(sys.argv[:1])
    app.setStyle("fusion")
    window = QWidget()
    form = QFormLayout(window)
    for number in range(8):
        form.addRow(f"Field {number}", QLineEdit())
    window.resize(1366, 728)
    window.show()
    window.grab()
    QTimer.singleShot(0, lambda: say("shown"))
    QTimer.singleShot(0, app.quit)
    app.exec()


def unlock(home: Path) -> None:
    """Show the unlock window as the program does."""
    from PySide6.QtCore import QTimer

    from borderpost.domain.clock import SystemClock
    from ui.app import Program, application
    from ui.crash import CrashReport
    from ui.joining import seams_of

    app = application(("borderpost",))
    program = Program(app, home, seams_of(home), SystemClock(), CrashReport(home, SystemClock()))
    program.show_lobby()
    if program.front is not None:
        program.front.grab()
    QTimer.singleShot(0, lambda: say("shown"))
    QTimer.singleShot(0, app.quit)
    app.exec()


def ready(home: Path, passphrase: str) -> None:
    """Tell the seconds from Enter to the main window with today's acts in it; imports behind the unlock window are done."""
    from ui.shots import Walk, wait
    from ui.today.screen import TodayScreen

    walk = Walk(home, None)
    lobby = walk.seams.lobby()
    walk.seams.warm()
    if lobby is None:
        raise SystemExit(1)
    begun = time.perf_counter()
    opened: list[object] = []
    walk.tasks.run(lambda: walk.seams.unlock(lobby.users[0].uid, passphrase), opened.append, opened.append)
    wait("unlock", lambda: bool(opened))
    from ui.joining import PostWindow

    post = walk.post = PostWindow(opened[0], walk.tasks, walk.appearance)
    post.window.show()
    post.window.start()
    today = post.window.screen_of("today")
    wait("today", lambda: isinstance(today, TodayScreen) and today.board is not None)
    post.window.grab()
    say(str(time.perf_counter() - begun))
    walk.end()


def scroll(home: Path, passphrase: str) -> None:
    """Tell the longest time the window did not serve its events while a list was paged through and jumped in."""
    from PySide6.QtCore import Qt, QTimer

    from ui.registers.screen import RegisterScreen
    from ui.shots import Walk, press, wait

    walk = Walk(home, None)
    lobby = walk.seams.lobby()
    if lobby is None:
        raise SystemExit(1)
    post = walk.unlock(lobby.users[0].uid, passphrase)
    post.window.go("patrols")
    screen = post.window.screen_of("patrols")
    if not isinstance(screen, RegisterScreen):
        raise SystemExit(1)
    while screen.list.query.saved != "all":
        screen.list.tabs.step(1)
    walk.settle()
    wait("rows", lambda: screen.list.model.rowCount() > 1000)
    walk.settle()
    screen.list.table.setFocus()
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    pulse, hand = QTimer(interval=0), QTimer(interval=10)
    keys = (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home)
    done = [0]

    def act() -> None:
        press(keys[done[0] * len(keys) // STEPS])
        done[0] += 1
        if done[0] >= STEPS:
            hand.stop()

    pulse.timeout.connect(tick)
    hand.timeout.connect(act)
    pulse.start()
    hand.start()
    wait("steps", lambda: done[0] >= STEPS)
    pulse.stop()
    say(f"{max(gaps)} {screen.list.model.rowCount()}")
    walk.end()


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "bare":
        bare()
    elif what == "unlock":
        unlock(Path(rest[0]))
    elif what == "ready":
        ready(Path(rest[0]), rest[1])
    else:
        scroll(Path(rest[0]), rest[1])
