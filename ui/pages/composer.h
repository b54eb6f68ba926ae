// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace ui {

// Where a message is written: Enter sends, Shift+Enter is a new line, and it grows with its text.
class Composer final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit Composer(QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

signals:
    void sendRequested(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace ui
