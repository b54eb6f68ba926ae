// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

namespace ui {

class Label;
class SecondKey;

// Decides all that were chosen in the list, and names them, wherever they stand in it. Nothing else is
// decided from here. Hidden while none is chosen. UI thread. Announces decideRequested() and cleared().
class ChosenBar final : public QWidget
{
    Q_OBJECT

public:
    ChosenBar(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    // `changed` of them have changes; `problem` says why they cannot be approved as they are.
    void setChosen(const QList<core::Approval> &chosen, int changed, const QString &problem);

signals:
    void decideRequested(core::Verdict verdict);
    void cleared();

private:
    Button *m_approve = nullptr;
    Button *m_reject = nullptr;
    Button *m_clear = nullptr;
    SecondKey *m_second = nullptr;
    QStringList m_titles; // of what is chosen
    Label *m_names = nullptr;
    Label *m_rest = nullptr;
};

} // namespace ui
