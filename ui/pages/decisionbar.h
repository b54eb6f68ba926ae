// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

namespace ui {

class Label;
class SecondKey;
class SteadyPress;

// What can be decided now.
struct Decidable
{
    enum class Kind { Action, Plan };

    Kind kind = Kind::Action;
    bool isOpen = false;     // it waits, and nothing is under way
    bool isUsable = true;    // the arguments can be approved as they stand
    bool isEdited = false;   // they differ from the proposal
    bool isHighRisk = false; // it takes a second key
    bool isAside = false;    // a person put it behind all others
};

// The buttons under an approval, and what comes after it. A rejection is an answer to the agent, or ends its
// task; a plan can be sent back for a better one. UI thread; announces what a person pressed.
class DecisionBar final : public QWidget
{
    Q_OBJECT

public:
    DecisionBar(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void setDecidable(const Decidable &what);
    // Another one stands there now: what was asked of the one before is forgotten.
    void callOff();
    void setNext(const QString &title);

signals:
    void approved();
    void rejected(core::Rejection rejection);
    void setAside();
    void sentBack();
    void allowRequested();

private:
    QList<Button *> buttons() const { return {m_approve, m_sendBack, m_reject, m_end, m_aside, m_allow}; }

    QWidget *buildFoot(const Theme &theme);

    SteadyPress *m_steady = nullptr;
    Button *m_approve = nullptr;
    Button *m_yes = nullptr;
    QWidget *m_ask = nullptr; // with m_yes in it
    SecondKey *m_second = nullptr;
    Button *m_reject = nullptr;
    Button *m_sendBack = nullptr;
    Button *m_end = nullptr;
    Button *m_aside = nullptr;
    Button *m_allow = nullptr;
    Label *m_next = nullptr;
};

} // namespace ui
