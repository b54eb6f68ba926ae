// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/button.h"

#include <QKeySequence>
#include <QObject>

namespace ui {

// Stands between a button and what it does. Where much is at stake the first press does nothing but ask: the
// button then reads "Press Y to …", and only that other key goes on. Any other key, a press elsewhere, or
// another window calls it off. Who has no keyboard presses another button, which is shown while it asks; a
// press on the same one changes nothing. The button is as wide as the longer of its words, so nothing moves
// under the pointer. Owned by its button; UI thread. Announces confirmed().
class SecondKey final : public QObject
{
    Q_OBJECT

public:
    // `key` goes on; `hint` is how it is written.
    SecondKey(Button *button, const QKeySequence &key, const QString &hint);

    // What the button says, and what it says while it asks. `hint` is the key of the button.
    void setWords(const QString &words, const QString &asking, const QString &hint);
    // The button that goes on by mouse. `frame` is shown while it asks (the button itself, where it stands
    // alone), and takes the place of `otherwise`.
    void setYes(Button *yes, QWidget *frame, QWidget *otherwise);
    // Whether it asks at all.
    void setWanted(bool wanted);
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
    QKeySequence m_key;
    QString m_keyHint;
    Button *m_yes = nullptr;
    QWidget *m_frame = nullptr; // of m_yes
    QWidget *m_otherwise = nullptr;
    ButtonKind m_kind; // of m_button while it does not ask
    QString m_words;
    QString m_askingWords;
    QString m_hint;
    bool m_wanted = false;
    bool m_asking = false;
};

} // namespace ui
