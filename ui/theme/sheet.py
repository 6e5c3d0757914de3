"""The small style sheet: what Qt paints itself (fields, lists, menus, scroll bars), from tokens and the text size.

Texts carry the properties `role` (ROLES of `ui.theme.look`) and `ink` (a colour token); panes carry `ground`.
"""

from __future__ import annotations

from ui.theme.look import ROLES, Look

INKS = ("text", "text2", "text3", "red", "amb", "grn", "sla", "vio", "pri", "railText", "railText2", "railMark", "railSelText")
GROUNDS = ("canvas", "surface", "sunken", "rail", "priSoft", "redSoft", "ambSoft", "grnSoft", "slaSoft", "vioSoft")


def sheet(chosen: Look) -> str:
    """Return the style sheet of a look."""
    colours = dict(chosen.theme.colours)
    px = chosen.px
    rules = []
    for role, (size, weight) in ROLES.items():
        rules.append(f'QLabel[role="{role}"] {{ font-size: {px(size)}px; font-weight: {weight}; }}')
    rules += [f'QLabel[ink="{ink}"] {{ color: {colours[ink]}; }}' for ink in INKS]
    rules += [f'QFrame[ground="{ground}"] {{ background: {colours[ground]}; border: none; }}' for ground in GROUNDS]
    measures = {"cap": 12, "row": 34, "head": 30, "pad": 10, "small": 4, "menu": 6}
    rules.append(_FIXED.format(**colours, **{name: px(size) for name, size in measures.items()}))
    return "\n".join(rules)


_FIXED = """
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: {small}px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox {{
  background: transparent; color: {text}; border: none; padding: 0;
  selection-background-color: {foc}; selection-color: {surface}; placeholder-text-color: {text3};
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {text2}; }}
QComboBox::drop-down {{ border: none; width: 0px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView, QListView[popup="true"] {{
  background: {surface}; color: {text}; border: 1px solid {border}; outline: 0;
  selection-background-color: {focSoft}; selection-color: {text};
}}
QComboBox QAbstractItemView::item, QListView[popup="true"]::item {{ min-height: {head}px; padding: 0 {pad}px; }}
QListView[popup="true"]::item:selected, QComboBox QAbstractItemView::item:selected {{ background: {focSoft}; color: {text}; }}
QAbstractItemView {{ background: {surface}; color: {text}; border: none; outline: 0; }}
QTableView {{ background: {surface}; gridline-color: {line}; selection-background-color: {focSoft}; selection-color: {text}; }}
QHeaderView {{ background: {canvas}; border: none; }}
QHeaderView::section {{
  background: {canvas}; color: {text2}; border: none; border-bottom: 1px solid {border};
  padding: 0 {small}px; font-size: {cap}px; font-weight: 600;
}}
QTableCornerButton::section {{ background: {canvas}; border: none; }}
QMenu {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: {small}px 0; }}
QMenu::item {{ padding: {menu}px {pad}px; }}
QMenu::item:selected {{ background: {focSoft}; color: {text}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {small}px 0; }}
QScrollArea, QScrollArea > QWidget > QWidget[plain="true"] {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {pad}px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: {pad}px; margin: 2px; }}
QScrollBar::handle {{ background: {border}; border-radius: 3px; min-height: {row}px; min-width: {row}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QDialog, QMessageBox {{ background: {canvas}; }}
"""
