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
    {RejectAndEnd, QT_TRANSLATE_NOOP("ui::Actions", "Reject and end the task"), "Ctrl+D", ButtonKind::Reject},
    {SetAside, QT_TRANSLATE_NOOP("ui::Actions", "Set aside"), "S"},
    {Confirm, QT_TRANSLATE_NOOP("ui::Actions", "Yes, where it is asked"), "Y"},
    {SendBack, QT_TRANSLATE_NOOP("ui::Actions", "Send back"), "B"},
    {Edit, QT_TRANSLATE_NOOP("ui::Actions", "Edit"), "E"},
    {AlwaysAllow, QT_TRANSLATE_NOOP("ui::Actions", "Always allow…"), "L"},
    {WriteNote, QT_TRANSLATE_NOOP("ui::Actions", "Write a note"), "W"},
    {Select, QT_TRANSLATE_NOOP("ui::Actions", "Choose"), "X"},
    {ApproveChosen, QT_TRANSLATE_NOOP("ui::Actions", "Approve all chosen"), "Shift+A", ButtonKind::Approve},
    {RejectChosen, QT_TRANSLATE_NOOP("ui::Actions", "Reject all chosen"), "Shift+D", ButtonKind::Reject},
    {ClearChosen, QT_TRANSLATE_NOOP("ui::Actions", "Choose none"), "Esc"},
    {Undo, QT_TRANSLATE_NOOP("ui::Actions", "Undo"), "Z"},
    {Next, QT_TRANSLATE_NOOP("ui::Actions", "Next"), "J"},
    {Previous, QT_TRANSLATE_NOOP("ui::Actions", "Previous"), "K"},
    {Open, QT_TRANSLATE_NOOP("ui::Actions", "Open"), "Return"},
    {Find, QT_TRANSLATE_NOOP("ui::Actions", "Find"), "/"},
    {NewTask, QT_TRANSLATE_NOOP("ui::Actions", "New task"), "Ctrl+N", ButtonKind::Primary},
    {Pause, QT_TRANSLATE_NOOP("ui::Actions", "Pause"), "P", ButtonKind::Plain, "pause, go on"},
    {Resume, QT_TRANSLATE_NOOP("ui::Actions", "Resume"), "P", ButtonKind::Plain, "pause, go on"},
    {Cancel, QT_TRANSLATE_NOOP("ui::Actions", "Cancel"), "Q", ButtonKind::Reject},
    {RunAgain, QT_TRANSLATE_NOOP("ui::Actions", "Run again"), "R"},
    {Fork, QT_TRANSLATE_NOOP("ui::Actions", "Fork from here"), "F"},
    {CopyAsCurl, QT_TRANSLATE_NOOP("ui::Actions", "Copy as curl"), "C"},
    {MarkDone, QT_TRANSLATE_NOOP("ui::Actions", "Mark as done"), "M"},
    {TakeOver, QT_TRANSLATE_NOOP("ui::Actions", "Take over"), "T", ButtonKind::Plain, "who speaks"},
    {HandBack, QT_TRANSLATE_NOOP("ui::Actions", "Hand back"), "T", ButtonKind::Plain, "who speaks"},
    {NewConversation, QT_TRANSLATE_NOOP("ui::Actions", "New conversation"), "N", ButtonKind::Primary, "new"},
    {Send, QT_TRANSLATE_NOOP("ui::Actions", "Send"), "Ctrl+Return", ButtonKind::Primary},
    {DeployCluster, QT_TRANSLATE_NOOP("ui::Actions", "Deploy cluster"), "N", ButtonKind::Primary, "new"},
    {Apply, QT_TRANSLATE_NOOP("ui::Actions", "Apply"), "Ctrl+S", ButtonKind::Primary, "keep"},
    {OpenChat, QT_TRANSLATE_NOOP("ui::Actions", "Chat"), "H"},
    {Remove, QT_TRANSLATE_NOOP("ui::Actions", "Remove"), "Delete", ButtonKind::Reject, "take away"},
    {Refresh, QT_TRANSLATE_NOOP("ui::Actions", "Refresh"), "F5"},
    {AddProvider, QT_TRANSLATE_NOOP("ui::Actions", "Add provider"), "N", ButtonKind::Primary, "new"},
    {TestConnection, QT_TRANSLATE_NOOP("ui::Actions", "Test connection"), "Ctrl+T"},
    {MakeDefault, QT_TRANSLATE_NOOP("ui::Actions", "Make default"), "Ctrl+M"},
    {AddRule, QT_TRANSLATE_NOOP("ui::Actions", "Add rule"), "N", ButtonKind::Primary, "new"},
    {MoveUp, QT_TRANSLATE_NOOP("ui::Actions", "Move up"), "Alt+Up"},
    {MoveDown, QT_TRANSLATE_NOOP("ui::Actions", "Move down"), "Alt+Down"},
    {NewKey, QT_TRANSLATE_NOOP("ui::Actions", "New key"), "N", ButtonKind::Primary, "new"},
    {NewSchedule, QT_TRANSLATE_NOOP("ui::Actions", "New schedule"), "N", ButtonKind::Primary, "new"},
    {Revoke, QT_TRANSLATE_NOOP("ui::Actions", "Revoke"), "Delete", ButtonKind::Reject, "take away"},
    {Save, QT_TRANSLATE_NOOP("ui::Actions", "Save"), "Ctrl+S", ButtonKind::Primary, "keep"},
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
