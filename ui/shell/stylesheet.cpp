// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/stylesheet.h"

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// Colours stand as {name}; lengths are the sizes of tokens.h.
constexpr char16_t sheet[] = uR"(
QToolTip { background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px 8px; }
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox, QDateTimeEdit {
    background: {surface}; color: {text}; border: 1px solid {line}; border-radius: 6px; padding: 5px 9px;
    selection-background-color: {select}; selection-color: {text}; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border-color: {accent}; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: {faint}; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] { border-color: {red}; }
*[bare="true"], *[bare="true"]:focus { border: none; background: transparent; border-radius: 0; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/chevron.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: {surface}; border: 1px solid {line}; padding: 4px; outline: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QAbstractItemView { background: transparent; border: none; outline: 0; color: {text};
    selection-background-color: {accentBack}; selection-color: {text}; }
QAbstractItemView::item:selected { background: {accentBack}; color: {text}; }
*[menu="true"]::item { padding: 0 12px; border: none; background: transparent; }
*[menu="true"]::item:selected { background: {accentBack}; }
*[menu="true"]::item:hover:!selected { background: {raised}; }
QTableView { gridline-color: {line}; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: {muted}; border: none; border-bottom: 1px solid {line};
    padding: 0 14px; font-size: 12px; font-weight: 500; }
QTableCornerButton::section { background: transparent; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; } QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: {track}; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; } QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: {faint}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page, QAbstractScrollArea::corner { background: transparent; border: none; }
QMenu { background: {surface}; border: 1px solid {line}; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 10px; border-radius: 4px; color: {text}; }
QMenu::item:selected { background: {accentBack}; } QMenu::item:disabled { color: {faint}; }
QMenu::separator { height: 1px; background: {line}; margin: 4px 0; }
QCheckBox, QRadioButton { color: {text}; spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid {faint}; border-radius: 4px;
    background: {surface}; }
QCheckBox::indicator:checked { background: {accentText}; border-color: {accentText};
    image: url(:/icons/{tick}.svg); }
QCheckBox::indicator:focus { border-color: {accent}; }
QSplitter::handle { background: transparent; }
QProgressBar { background: {track}; border: none; border-radius: 3px; max-height: 6px; color: transparent; }
QProgressBar::chunk { background: {accent}; border-radius: 3px; }
QTabBar { background: transparent; border: none; }
QTabBar::tab { background: transparent; color: {muted}; border: none; border-bottom: 2px solid transparent;
    padding: 8px 2px; margin-right: 14px; }
QTabBar::tab:selected { color: {text}; border-bottom-color: {accent}; }
QTabBar::tab:focus { color: {accentText}; }
QTabWidget::pane { border: none; border-top: 1px solid {line}; }
)";

} // namespace

QString styleSheetOf(const Tokens &tokens)
{
    const std::pair<QString, QColor> names[] = {
        {u"{background}"_s, tokens.background},
        {u"{surface}"_s, tokens.surface},
        {u"{raised}"_s, tokens.raised},
        {u"{line}"_s, tokens.line},
        {u"{track}"_s, tokens.track},
        {u"{text}"_s, tokens.text},
        {u"{muted}"_s, tokens.muted},
        {u"{faint}"_s, tokens.faint},
        {u"{accent}"_s, tokens.accent.mark},
        {u"{accentText}"_s, tokens.accent.text},
        {u"{accentBack}"_s, tokens.accent.back},
        {u"{red}"_s, tokens.red.mark},
        {u"{select}"_s, mixed(tokens.accent.back, tokens.accent.mark, 0.25)},
    };
    QString result = QString::fromUtf16(sheet);
    for (const auto &[name, colour] : names)
        result.replace(name, colour.name());
    const bool dark = tokens.text.lightness() > tokens.surface.lightness();
    result.replace(u"{tick}"_s, dark ? u"tick-dark"_s : u"tick-light"_s);
    return result;
}

} // namespace ui
