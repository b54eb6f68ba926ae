// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/button.h"

#include <QKeySequence>

#include <span>

namespace ui {

// What a person can do by a key, on whatever screen offers it. A new one is a line here and a row in
// actions.cpp.
enum class ActionId {
    Approve,
    Reject,
    RejectAndEnd,
    SetAside,
    Confirm,
    SendBack,
    Edit,
    AlwaysAllow,
    WriteNote,
    Select,
    ApproveChosen,
    RejectChosen,
    ClearChosen,
    Undo,
    Next,
    Previous,
    Open,
    Find,
    NewTask,
    Pause,
    Resume,
    Cancel,
    RunAgain,
    Fork,
    CopyAsCurl,
    MarkDone,
    TakeOver,
    HandBack,
    NewConversation,
    Send,
    DeployCluster,
    Apply,
    OpenChat,
    Remove,
    Refresh,
    AddProvider,
    TestConnection,
    MakeDefault,
    AddRule,
    MoveUp,
    MoveDown,
    NewKey,
    NewSchedule,
    Revoke,
    Save,
    OpenPalette,
    ShowKeys,
};

// One row of the table of actions. The key is written as Qt reads it ("Ctrl+K"); empty: it has none. A key
// means one thing in the whole window: rows share it only where they say with the same word in `means` that
// for a person they are the same ("new", whatever is new on that screen).
struct Action
{
    ActionId id = ActionId::Open;
    const char *text = "";
    const char *key = "";
    ButtonKind kind = ButtonKind::Plain;
    const char *means = "";
};

std::span<const Action> actions();
const Action &actionOf(ActionId id);

QString textOf(ActionId id);
QKeySequence keyOf(ActionId id);
// How the key is shown: "A", "Ctrl N".
QString keyHintOf(ActionId id);

// A button with the action's words, colour and key.
Button *actionButton(const Theme &theme, ActionId id, QWidget *parent = nullptr);

} // namespace ui
