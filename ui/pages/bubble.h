// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

class Label;
class MarkdownView;

enum class Speaker {
    Person, // at the left, as plain text
    Agent,  // at the right in the accent, as Markdown
};

// One message of a conversation with who said it and when above it. While an answer is being written a block
// stands at its end.
class Bubble final : public QWidget
{
    Q_OBJECT

public:
    Bubble(const Theme &theme, Speaker speaker, const QString &heading, QWidget *parent = nullptr);

    void setText(const QString &text, bool underWay = false);
    QString text() const { return m_text; }

private:
    QString m_text;
    Label *m_plain = nullptr;
    MarkdownView *m_markdown = nullptr;
};

// The box of a message.
class BubbleBox final : public QWidget
{
    Q_OBJECT

public:
    BubbleBox(const Theme &theme, Speaker speaker, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    const Speaker m_speaker;
};

} // namespace ui
