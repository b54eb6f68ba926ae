// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/button.h"

#include <QElapsedTimer>
#include <QObject>

namespace ui {

// Stands between a button and what it does. Where much is at stake the first press does nothing but ask: the
// button then reads "Press Y to …", and only that other key goes on. Any other key, a press elsewhere, or
// another window calls it off. Who has no keyboard presses the button once more, later than a double click
// would. Owned by its button; UI thread. Announces confirmed().
class SecondKey final : public QObject
{
    Q_OBJECT

public:
    explicit SecondKey(Button *button);

    // What the button says, and what it says while it asks. `hint` is the key of the button.
    void setWords(const QString &words, const QString &asking, const QString &hint);
    // Whether it asks at all.
    void setWanted(bool wanted);
    bool isAsking() const { return m_asking; }
    void callOff();

signals:
    void confirmed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void press();
    void ask();
    void confirm();
    void show();

    Button *m_button;
    QString m_words;
    QString m_askingWords;
    QString m_hint;
    bool m_wanted = false;
    bool m_asking = false;
    QElapsedTimer m_since; // it asks
};

} // namespace ui
