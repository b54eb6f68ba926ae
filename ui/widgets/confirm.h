// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/notice.h"

#include <QPointer>

namespace ui {

// Asks once more, in place, before something is gone for good. Hidden until ask(), and again after an answer;
// Esc keeps it. The focus goes back to where it was. Owned by what asks; UI thread. Announces confirmed().
class Confirm final : public QWidget
{
    Q_OBJECT

public:
    explicit Confirm(const Theme &theme, QWidget *parent = nullptr);

    // What would go, what follows from it, and what the button says that does it.
    void ask(const QString &question, const QString &consequence, const QString &yes);

    Button *yesButton() const { return m_yes; }

signals:
    void confirmed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void leave();

    Notice *m_notice = nullptr;
    Button *m_yes = nullptr;
    Button *m_no = nullptr;
    QPointer<QWidget> m_before; // what had the focus
};

} // namespace ui
