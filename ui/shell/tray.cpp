// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray.h"

#include "core/base/visibletext.h"

#include <QPainter>

namespace ui {

namespace {

// The signal: amber at its middle while somebody is waited for, green otherwise.
void paintSignal(QPainter &painter, const Tokens &t, int waiting)
{
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(QRectF(6, 1, 10, 20), 5, 5);
    painter.setPen(Qt::NoPen);
    const std::pair<double, QColor> lamps[] = {
        {6, mixed(t.raised, t.red.mark, 0.35)},
        {11, waiting > 0 ? t.amber.mark : mixed(t.raised, t.amber.mark, 0.35)},
        {16, waiting > 0 ? mixed(t.raised, t.green.mark, 0.35) : t.green.mark}};
    for (const auto &[y, colour] : lamps) {
        painter.setBrush(colour);
        painter.drawEllipse(QPointF(11, y), 2.6, 2.6);
    }
}

void paintNumber(QPainter &painter, const Tokens &t, int waiting)
{
    QFont font = Theme::font(Type::SmallStrong);
    font.setPixelSize(waiting > 9 ? 10 : 11);
    painter.setFont(font);
    const QString number = waiting > 99 ? QStringLiteral("99") : QString::number(waiting);
    const QRectF box(22 - (waiting > 9 ? 15 : 12), 9, waiting > 9 ? 15 : 12, 12);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.amber.text);
    painter.drawRoundedRect(box, 6, 6);
    painter.setPen(t.onFill);
    painter.drawText(box, Qt::AlignCenter, number);
}

} // namespace

QIcon Tray::iconFor(const Tokens &tokens, int waiting)
{
    QIcon icon;
    for (const int extent : {22, 44, 66}) {
        QPixmap pixmap(extent, extent);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(extent / 22.0, extent / 22.0);
        paintSignal(painter, tokens, waiting);
        if (waiting > 0)
            paintNumber(painter, tokens, waiting);
        icon.addPixmap(pixmap);
    }
    return icon;
}

Tray::Tray(const Theme &theme, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
{
    connect(m_menu.addAction(tr("Open Signalbox")), &QAction::triggered, this, &Tray::openRequested);
    m_waitingAction = m_menu.addAction(QString());
    connect(m_waitingAction, &QAction::triggered, this, &Tray::approvalsRequested);
    m_menu.addSeparator();
    connect(m_menu.addAction(tr("Quit")), &QAction::triggered, this, &Tray::quitRequested);
    m_icon.setContextMenu(&m_menu);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            emit openRequested();
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::messageClicked);
    connect(&theme, &Theme::changed, this, [this] { draw(); });
    draw();
}

void Tray::show()
{
    if (isAvailable())
        m_icon.show();
}

void Tray::setWaiting(int count)
{
    if (count == m_waiting)
        return;
    m_waiting = count;
    draw();
}

void Tray::tell(const QString &title, const QString &text)
{
    const QString shownTitle = core::visibleText(title);
    const QString shown = core::visibleText(text);
    if (isAvailable() && QSystemTrayIcon::supportsMessages())
        m_icon.showMessage(shownTitle, shown);
    emit told(shownTitle, shown);
}

void Tray::draw()
{
    m_icon.setIcon(iconFor(m_theme.tokens(), m_waiting));
    const QString words = m_waiting == 0   ? tr("Nothing waits for you")
                          : m_waiting == 1 ? tr("1 approval waits for you")
                                           : tr("%1 approvals wait for you").arg(m_waiting);
    m_icon.setToolTip(tr("Signalbox: %1").arg(words));
    m_waitingAction->setText(words);
    m_waitingAction->setEnabled(m_waiting > 0);
}

} // namespace ui
