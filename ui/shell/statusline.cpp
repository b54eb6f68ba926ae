// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusline.h"

#include "ui/widgets/label.h"
#include "ui/widgets/pill.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int gap = 22;

Look lookOf(EngineState state)
{
    switch (state) {
    case EngineState::Starting:
        break;
    case EngineState::Running:
        return {Tone::Green, StatusLine::tr("Engine running")};
    case EngineState::Stopping:
        return {Tone::Amber, StatusLine::tr("Engine stopping")};
    case EngineState::Stopped:
        return {Tone::Red, StatusLine::tr("Engine stopped")};
    }
    return {Tone::Neutral, StatusLine::tr("Engine starting")};
}

} // namespace

StatusLine::StatusLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(size::statusBar);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::wide, 2, space::wide, 0);
    row->setSpacing(gap);
    m_engine = new Pill(theme, {}, Ground::Bare);
    row->addWidget(m_engine);
    const auto add = [&](Label *&label) {
        label = new Label(theme, Type::Secondary, Ink::Muted);
        row->addWidget(label);
    };
    add(m_running);
    add(m_waiting);
    add(m_queued);
    m_warning = new Pill(theme, {}, Ground::Bare);
    m_warning->hide();
    row->addWidget(m_warning);
    row->addStretch(1);
    add(m_store);
    add(m_streaming);
    add(m_time);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] { tellTime(); });
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setStatus({});
}

void StatusLine::setStatus(const Status &status)
{
    m_engine->setLook(lookOf(status.engine));
    const QLocale locale;
    m_running->setText(tr("%1 running").arg(locale.toString(status.running)));
    m_waiting->setText(tr("%1 waiting for approval").arg(locale.toString(status.waiting)));
    m_queued->setText(tr("%1 queued").arg(locale.toString(status.queued)));
    m_warning->setLook({Tone::Amber, status.warning});
    m_warning->setToolTip(status.warningHint);
    m_warning->setAccessibleDescription(status.warningHint);
    m_warning->setVisible(!status.warning.isEmpty());
    const QString bytes = locale.formattedDataSize(std::max<qint64>(0, status.storeBytes), 1,
                                                   QLocale::DataSizeTraditionalFormat);
    m_store->setText(status.storeBytes < 0 ? status.store : tr("%1, %2").arg(status.store, bytes));
    m_streaming->setText(status.streaming == 0 ? tr("no clients")
                         : status.streaming == 1
                             ? tr("1 client streaming")
                             : tr("%1 clients streaming").arg(locale.toString(status.streaming)));
    makeRoom();
}

// Where not everything has room, what a person can do without gives way: who listens, the store, the queue.
void StatusLine::makeRoom()
{
    Label *const givesWay[] = {m_queued, m_store, m_streaming};
    const QMargins margins = layout()->contentsMargins();
    int room = width() - margins.left() - margins.right();
    for (int i = 0; i < layout()->count(); ++i) {
        const QWidget *part = layout()->itemAt(i)->widget();
        const bool isSaid = part && (part != m_warning || !m_warning->look().text.isEmpty());
        if (isSaid && std::ranges::find(givesWay, part) == std::end(givesWay))
            room -= part->sizeHint().width() + gap;
    }
    for (Label *label : givesWay) {
        room -= label->sizeHint().width() + gap;
        label->setVisible(room >= 0);
    }
}

void StatusLine::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    makeRoom();
}

void StatusLine::tellTime()
{
    const QDateTime now = QDateTime::currentDateTime();
    const QString zone = now.timeZoneAbbreviation();
    m_time->setText(u"%1 %2"_s.arg(now.toString(u"HH:mm:ss"_s), zone));
    m_time->setToolTip(tr("Your time, as everywhere in this window. Logs and programs write UTC: %1")
                           .arg(now.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s)));
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.tokens().line);
}

void StatusLine::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    tellTime();
    m_tick.start();
}

void StatusLine::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

} // namespace ui
