// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/jsonview.h"

#include <QTextBlock>

#include <algorithm>

namespace ui {

namespace {

constexpr int longest = 200'000; // characters; more would make the window wait

QString signOf(LineKind kind)
{
    if (kind == LineKind::Added)
        return QStringLiteral("+ ");
    return kind == LineKind::Removed ? QStringLiteral("- ") : QStringLiteral("  ");
}

} // namespace

JsonView::JsonView(const Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setCursorWidth(0);
    setFont(Theme::font(Type::Mono));
    setProperty("bare", true);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(0);
    setViewportMargins(space::cardPadding - 9, 4, space::cardPadding - 9, 4);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(&theme, &Theme::changed, this, [this] { mark(); });
}

void JsonView::setValue(const QJsonValue &value)
{
    setText(jsonLines(value).join(QLatin1Char('\n')));
}

void JsonView::setText(const QString &text)
{
    m_lines.clear();
    setPlainText(text.size() > longest ? text.first(longest) + QChar(u'…') : text);
    mark();
    updateGeometry();
}

void JsonView::setDifference(const QJsonValue &before, const QJsonValue &after)
{
    setLines(jsonDifference(before, after));
}

void JsonView::setMostLines(int lines)
{
    m_mostLines = lines;
    updateGeometry();
}

void JsonView::setLines(const QList<JsonLine> &lines)
{
    QStringList texts;
    qsizetype length = 0;
    for (const JsonLine &line : lines) {
        length += line.text.size();
        if (length > longest)
            break;
        texts << QString(signOf(line.kind) + line.text);
    }
    m_lines = lines.first(texts.size());
    setPlainText(texts.join(QLatin1Char('\n')));
    mark();
    updateGeometry();
}

void JsonView::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        if (m_lines[i].kind == LineKind::Same)
            continue;
        const Shade &shade =
            m_theme.tokens().shade(m_lines[i].kind == LineKind::Added ? Tone::Green : Tone::Red);
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document()->findBlockByNumber(static_cast<int>(i)));
        mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        mark.format.setBackground(shade.back);
        mark.format.setForeground(shade.text);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

QSize JsonView::sizeHint() const
{
    const int lines = std::clamp(document()->blockCount(), 1, m_mostLines);
    const int margins = viewportMargins().top() + viewportMargins().bottom() + 2 * space::small;
    return {320, lines * fontMetrics().lineSpacing() + margins};
}

QSize JsonView::minimumSizeHint() const
{
    return {80, std::min(sizeHint().height(), 3 * fontMetrics().lineSpacing() + 3 * space::small)};
}

} // namespace ui
