// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/keyscope.h"

#include <QWidget>

namespace ui {

class Label;

// What can be decided now.
struct Decidable
{
    enum class Kind { Action, Plan };

    Kind kind = Kind::Action;
    bool isOpen = false;   // it waits, and nothing is under way
    bool isUsable = true;  // the arguments can be approved as they stand
    bool isEdited = false; // they differ from the proposal
    int chosen = 0;        // the buttons decide all of these instead of the one that is shown
};

// The buttons under an approval, and what comes after it. A plan can be sent back for a better one. UI
// thread; announces what a person pressed.
class DecisionBar final : public QWidget
{
    Q_OBJECT

public:
    DecisionBar(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void setDecidable(const Decidable &what);
    void setNext(const QString &title);
    // Larger, where there is room.
    void setProminent(bool prominent);

signals:
    void approved();
    void rejected();
    void sentBack();
    void allowRequested();

private:
    Button *m_approve = nullptr;
    Button *m_reject = nullptr;
    Button *m_sendBack = nullptr;
    Button *m_allow = nullptr;
    Label *m_next = nullptr;
};

} // namespace ui
