// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/actions.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

using enum ActionId;

constexpr Action table[] = {
    {Approve, QT_TRANSLATE_NOOP("ui::Actions", "Approve"), "A", ButtonKind::Approve},
    {Reject, QT_TRANSLATE_NOOP("ui::Actions", "Reject"), "D", ButtonKind::Reject},
    {SendBack, QT_TRANSLATE_NOOP("ui::Actions", "Send back"), "B"},
    {Edit, QT_TRANSLATE_NOOP("ui::Actions", "Edit"), "E"},
    {AlwaysAllow, QT_TRANSLATE_NOOP("ui::Actions", "Always allow…"), "L"},
    {Select, QT_TRANSLATE_NOOP("ui::Actions", "Select"), "X"},
    {Undo, QT_TRANSLATE_NOOP("ui::Actions", "Undo"), "Z"},
    {Next, QT_TRANSLATE_NOOP("ui::Actions", "Next"), "J"},
    {Previous, QT_TRANSLATE_NOOP("ui::Actions", "Previous"), "K"},
    {Open, QT_TRANSLATE_NOOP("ui::Actions", "Open"), "Return"},
    {Find, QT_TRANSLATE_NOOP("ui::Actions", "Find"), "/"},
    {NewTask, QT_TRANSLATE_NOOP("ui::Actions", "New task"), "Ctrl+N", ButtonKind::Primary},
    {Pause, QT_TRANSLATE_NOOP("ui::Actions", "Pause"), "P"},
    {Resume, QT_TRANSLATE_NOOP("ui::Actions", "Resume"), "P"},
    {Cancel, QT_TRANSLATE_NOOP("ui::Actions", "Cancel"), "X", ButtonKind::Reject},
    {RunAgain, QT_TRANSLATE_NOOP("ui::Actions", "Run again"), "R"},
    {Fork, QT_TRANSLATE_NOOP("ui::Actions", "Fork from here"), "F"},
    {CopyAsCurl, QT_TRANSLATE_NOOP("ui::Actions", "Copy as curl"), "C"},
    {MarkDone, QT_TRANSLATE_NOOP("ui::Actions", "Mark as done"), "M"},
    {TakeOver, QT_TRANSLATE_NOOP("ui::Actions", "Take over"), "T"},
    {HandBack, QT_TRANSLATE_NOOP("ui::Actions", "Hand back"), "T"},
    {NewConversation, QT_TRANSLATE_NOOP("ui::Actions", "New conversation"), "N", ButtonKind::Primary},
    {Send, QT_TRANSLATE_NOOP("ui::Actions", "Send"), "Ctrl+Return", ButtonKind::Primary},
    {DeployCluster, QT_TRANSLATE_NOOP("ui::Actions", "Deploy cluster"), "N", ButtonKind::Primary},
    {Apply, QT_TRANSLATE_NOOP("ui::Actions", "Apply"), "Ctrl+S", ButtonKind::Primary},
    {Scale, QT_TRANSLATE_NOOP("ui::Actions", "Scale"), "S"},
    {OpenChat, QT_TRANSLATE_NOOP("ui::Actions", "Chat"), "C"},
    {Remove, QT_TRANSLATE_NOOP("ui::Actions", "Remove"), "Delete", ButtonKind::Reject},
    {Refresh, QT_TRANSLATE_NOOP("ui::Actions", "Refresh"), "F5"},
    {AddProvider, QT_TRANSLATE_NOOP("ui::Actions", "Add provider"), "N", ButtonKind::Primary},
    {TestConnection, QT_TRANSLATE_NOOP("ui::Actions", "Test connection"), "T"},
    {MakeDefault, QT_TRANSLATE_NOOP("ui::Actions", "Make default"), "M"},
    {AddRule, QT_TRANSLATE_NOOP("ui::Actions", "Add rule"), "N", ButtonKind::Primary},
    {MoveUp, QT_TRANSLATE_NOOP("ui::Actions", "Move up"), "Alt+Up"},
    {MoveDown, QT_TRANSLATE_NOOP("ui::Actions", "Move down"), "Alt+Down"},
    {NewKey, QT_TRANSLATE_NOOP("ui::Actions", "New key"), "N", ButtonKind::Primary},
    {NewSchedule, QT_TRANSLATE_NOOP("ui::Actions", "New schedule"), "N", ButtonKind::Primary},
    {Revoke, QT_TRANSLATE_NOOP("ui::Actions", "Revoke"), "Delete", ButtonKind::Reject},
    {Save, QT_TRANSLATE_NOOP("ui::Actions", "Save"), "Ctrl+S", ButtonKind::Primary},
    {OpenPalette, QT_TRANSLATE_NOOP("ui::Actions", "Search or run a command"), "Ctrl+K"},
    {ShowKeys, QT_TRANSLATE_NOOP("ui::Actions", "Show the keys of this screen"), "?"},
};

} // namespace

std::span<const Action> actions()
{
    return table;
}

const Action &actionOf(ActionId id)
{
    const auto found = std::ranges::find(table, id, &Action::id);
    Q_ASSERT(found != std::end(table));
    return *found;
}

QString textOf(ActionId id)
{
    return QCoreApplication::translate("ui::Actions", actionOf(id).text);
}

QKeySequence keyOf(ActionId id)
{
    return QKeySequence(QLatin1StringView(actionOf(id).key), QKeySequence::PortableText);
}

QString keyHintOf(ActionId id)
{
    if (id == ActionId::Open)
        return QCoreApplication::translate("ui::Actions", "Enter");
    QString hint = keyOf(id).toString(QKeySequence::NativeText);
    hint.replace(u"Return"_s, QCoreApplication::translate("ui::Actions", "Enter"));
    return hint.replace(u'+', u' ');
}

Button *actionButton(const Theme &theme, ActionId id, QWidget *parent)
{
    auto *button = new Button(theme, textOf(id), actionOf(id).kind, parent);
    button->setKeyHint(keyHintOf(id));
    return button;
}

} // namespace ui
