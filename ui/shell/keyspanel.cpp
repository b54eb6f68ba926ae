// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyspanel.h"

#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QGridLayout>
#include <QPainter>

namespace ui {

KeysPanel::KeysPanel(const Theme &theme, QWidget *window)
    : QWidget(window)
    , m_theme(theme)
{
    setAccessibleName(tr("Keys"));
    setFocusPolicy(Qt::StrongFocus);
    hide();
    window->installEventFilter(this);
}

void KeysPanel::open(const QString &title, const QList<KeyLine> &screen, const QList<KeyLine> &everywhere)
{
    delete m_box;
    m_keys.clear();
    auto *card = new Card(m_theme, tr("Keys"), this);
    card->setRightText(tr("any key closes"));
    auto *table = new QWidget;
    auto *grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, space::tiny);
    grid->setHorizontalSpacing(space::large);
    grid->setVerticalSpacing(space::small);
    addColumn(grid, 0, title, screen);
    addColumn(grid, 3, tr("Everywhere"), everywhere);
    grid->setColumnMinimumWidth(2, space::wide);
    grid->setRowStretch(grid->rowCount(), 1);
    card->addPadded(table);
    m_box = card;
    if (!isVisible())
        m_before = QApplication::focusWidget();
    setGeometry(parentWidget()->rect());
    place();
    m_box->show();
    show();
    raise();
    setFocus(Qt::PopupFocusReason);
}

void KeysPanel::addColumn(QGridLayout *grid, int column, const QString &title, const QList<KeyLine> &lines)
{
    int row = 0;
    grid->addWidget(new Label(m_theme, title, Type::SmallStrong, Ink::Muted), row++, column, 1, 2);
    for (const KeyLine &line : lines) {
        grid->addWidget(new Label(m_theme, line.key, Type::Mono, Ink::Accent), row, column);
        grid->addWidget(new Label(m_theme, line.text, Type::Text), row++, column + 1);
        m_keys << line.key;
    }
    if (lines.isEmpty())
        grid->addWidget(new Label(m_theme, tr("None of its own"), Type::Text, Ink::Muted), row, column, 1, 2);
}

void KeysPanel::close()
{
    if (!isVisible())
        return;
    hide();
    if (m_before)
        m_before->setFocus(Qt::PopupFocusReason);
    emit closed();
}

QStringList KeysPanel::shownKeys() const
{
    return isVisible() ? m_keys : QStringList();
}

void KeysPanel::place()
{
    const QSize wish = m_box->sizeHint().expandedTo(QSize(480, 0));
    m_box->setGeometry((width() - wish.width()) / 2, std::max(space::wide, (height() - wish.height()) / 3),
                       wish.width(), wish.height());
}

bool KeysPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        setGeometry(parentWidget()->rect());
        place();
    }
    return QWidget::eventFilter(watched, event);
}

void KeysPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.tokens().shadow);
}

void KeysPanel::mousePressEvent(QMouseEvent *)
{
    close();
}

void KeysPanel::keyPressEvent(QKeyEvent *)
{
    close();
}

} // namespace ui
