// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

class QBoxLayout;
class QVBoxLayout;

namespace ui {

class Button;
class Label;

enum class NoticeForm {
    Block, // title, text, mono detail and buttons under each other
    Row,   // title and detail at the left, buttons at the right: in a chat, above a list
};

// A box in the place that it is about. Red: what failed, why and what to do. Amber: something waits for a
// person, with the buttons to decide. Accent: something to know. A red one is announced to screen readers.
class Notice final : public QWidget
{
    Q_OBJECT

public:
    Notice(const Theme &theme, Tone tone, NoticeForm form = NoticeForm::Block, QWidget *parent = nullptr);

    // What happened; why, and what to do; and in mono what it is about. Empty parts take no room.
    void setTexts(const QString &title, const QString &text = {}, const QString &detail = {});
    void setTone(Tone tone);
    // What it is about, between the texts and the buttons (in a row: below). It takes the widget over.
    void setContent(QWidget *content);
    // Adds a button at the end of the row of buttons.
    Button *addButton(Button *button);

    // As high as its texts are in the lines that they take.
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    const NoticeForm m_form;
    Tone m_tone;
    QVBoxLayout *m_column = nullptr;
    QBoxLayout *m_box = nullptr;
    Label *m_title = nullptr;
    Label *m_text = nullptr;
    Label *m_detail = nullptr;
    QWidget *m_bar = nullptr;
};

} // namespace ui
