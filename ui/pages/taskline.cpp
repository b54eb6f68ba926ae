// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/taskline.h"

#include "core/base/visibletext.h"
#include "ui/models/timetext.h"
#include "ui/models/wording.h"
#include "ui/pages/approvalbox.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/track.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace ui {

namespace {

constexpr int titleWidth = 196;
constexpr int pillWidth = 132;

bool sameTrack(const QList<core::Step> &a, const QList<core::Step> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const core::Step &x, const core::Step &y) {
        return x.id == y.id && x.state == y.state && x.name == y.name && x.attempt == y.attempt &&
               x.after == y.after;
    });
}

} // namespace

TaskLine::TaskLine(Backend &backend, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    build();
    connect(&theme, &Theme::changed, this, [this] { update(); });
    connect(m_track, &Track::signalActivated, this, &TaskLine::toggleDecision);
    connect(m_track, &Track::stationActivated, this, [this] { emit opened(m_line.id.value); });
    connect(m_box, &ApprovalBox::openRequested, this, &TaskLine::approvalOpened);
    connect(m_box, &ApprovalBox::decided, this, [this] {
        if (m_box->isAncestorOf(QApplication::focusWidget()))
            setFocus(Qt::OtherFocusReason); // the keys go on from this line
        m_box->setApproval({});
    });
}

void TaskLine::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, 1);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 4, 0, 4);
    row->setSpacing(space::small);
    column->addLayout(row);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    m_title = new Label(m_theme, Type::Medium);
    m_title->setOverflow(Overflow::Elide);
    m_where = new Label(m_theme, Type::Secondary, Ink::Muted);
    m_where->setOverflow(Overflow::Elide);
    m_title->setFixedWidth(titleWidth);
    m_where->setFixedWidth(titleWidth);
    words->addStretch(1);
    words->addWidget(m_title);
    words->addWidget(m_where);
    words->addStretch(1);
    row->addLayout(words);
    m_track = new Track(m_theme);
    row->addWidget(m_track, 1);
    auto *state = new QHBoxLayout;
    m_pill = new Pill(m_theme);
    state->addStretch(1);
    state->addWidget(m_pill);
    auto *side = new QWidget;
    side->setFixedWidth(pillWidth);
    side->setLayout(state);
    state->setContentsMargins(0, 0, 0, 0);
    row->addWidget(side);
    m_box = new ApprovalBox(m_backend, m_theme, NoticeForm::Row);
    m_box->setContentsMargins(0, 0, 0, space::medium);
    column->addWidget(m_box);
}

void TaskLine::setLine(const OverviewLine &line, core::Timestamp now)
{
    if (line.id != m_line.id || !sameTrack(line.steps, m_line.steps))
        m_track->setSteps(line.steps);
    m_line = line;
    m_title->setText(line.title);
    m_where->setText(line.where);
    Look look = lookOf(line.state);
    if (line.isDecided)
        look = {Tone::Neutral, tr("Decided, not sent")};
    else if (line.state == core::TaskState::Completed)
        look.text = tr("%1 just now").arg(look.text);
    else if (line.state == core::TaskState::Failed)
        look.text = tr("%1 %2 ago")
                        .arg(look.text, durationText(std::max(core::milliseconds{60'000}, now - line.since)));
    else
        look.text = tr("%1 %2").arg(look.text, spanText(now - line.since));
    m_pill->setLook(look);
    setAccessibleName(core::visibleLine(tr("%1, %2, %3").arg(line.title, line.where, look.text)));
    if (line.state != core::TaskState::Waiting && !m_box->approval().id.isEmpty())
        m_box->setApproval({});
}

void TaskLine::toggleDecision(const core::StepId &gate)
{
    const bool waits = std::any_of(m_line.steps.begin(), m_line.steps.end(), [&gate](const core::Step &step) {
        return step.id == gate && step.state == core::StepState::Waiting;
    });
    if (!waits)
        emit opened(m_line.id.value);
    else if (m_box->isVisible())
        m_box->setApproval({});
    else
        askFor(gate);
}

bool TaskLine::waits() const
{
    if (m_line.isDecided)
        return false;
    return std::any_of(m_line.steps.begin(), m_line.steps.end(), [](const core::Step &step) {
        return step.kind == core::StepKind::Approval && step.state == core::StepState::Waiting;
    });
}

void TaskLine::showDecision()
{
    for (const core::Step &step : std::as_const(m_line.steps)) {
        if (step.kind == core::StepKind::Approval && step.state == core::StepState::Waiting)
            return askFor(step.id);
    }
}

void TaskLine::askFor(const core::StepId &gate)
{
    m_backend.call(
        this,
        [task = m_line.id, principal = m_backend.principal()](core::Core &core) {
            return core.approvals().list({.state = core::ApprovalState::Pending, .task = task}, principal);
        },
        [this, gate](const core::Result<QList<core::Approval>> &pending) {
            if (!pending)
                return m_box->setProblem(pending.error().text);
            for (const core::Approval &approval : *pending) {
                if (approval.step != gate)
                    continue;
                m_box->setApproval(approval);
                m_box->approveButton()->setFocus(Qt::OtherFocusReason);
                emit decisionOpened();
                return;
            }
        });
}

void TaskLine::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    if (hasFocus())
        painter.fillRect(rect(), t.raised);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.line);
}

void TaskLine::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        emit opened(m_line.id.value);
}

void TaskLine::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        emit opened(m_line.id.value);
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui
