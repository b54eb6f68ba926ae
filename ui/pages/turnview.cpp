// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/turnview.h"

#include "ui/models/timetext.h"
#include "ui/pages/approvalbox.h"
#include "ui/pages/bubble.h"
#include "ui/pages/toolline.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"

#include <QVBoxLayout>

namespace ui {

namespace {

QString answerOf(const ChatTurn &turn)
{
    return turn.task.state == core::TaskState::Completed ? turn.task.result : turn.partial;
}

} // namespace

TurnView::TurnView(Backend &backend, const Theme &theme, Question question, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_theme(theme)
    , m_question(question)
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
}

// Everything but the text of the answer.
QString TurnView::shapeOf(const ChatTurn &turn)
{
    QStringList parts{core::toWord(turn.task.state), turn.task.error,
                      answerOf(turn).isEmpty() ? QString() : QStringLiteral("answer")};
    for (const core::Step &step : turn.steps) {
        if (step.kind == core::StepKind::Tool)
            parts.append(step.id.value + core::toWord(step.state));
    }
    for (const core::Approval &approval : turn.waiting)
        parts.append(approval.id.value);
    parts.append(turn.isDecided ? QStringLiteral("decided") : QString());
    return parts.join(QLatin1Char('\n'));
}

void TurnView::setTurn(const ChatTurn &turn, const QString &agent, core::Timestamp now)
{
    const QString shape = shapeOf(turn);
    if (shape != m_shape) {
        m_shape = shape;
        build(turn, agent, now);
    }
    showAnswer(turn);
}

void TurnView::build(const ChatTurn &turn, const QString &agent, core::Timestamp now)
{
    delete m_content;
    m_content = new QWidget;
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::medium);
    m_answer = nullptr;
    if (m_question == Question::Shown) {
        auto *question = new Bubble(m_theme, Speaker::Person,
                                    tr("%1, %2").arg(turn.asker, momentText(turn.task.createdAt, now)));
        question->setText(turn.task.query);
        column->addWidget(question);
    }
    m_column->addWidget(m_content);
    addTools(turn);
    for (qsizetype i = 0; i < turn.waiting.size(); ++i)
        addApproval(turn.waiting[i], i == 0 ? Keys::Shown : Keys::None);
    if (turn.isDecided)
        column->addWidget(new Label(m_theme, decisionNotSentText(), Type::Secondary, Ink::Muted), 0,
                          Qt::AlignRight);
    const core::TaskState state = turn.task.state;
    if (!answerOf(turn).isEmpty()) {
        const core::Timestamp when =
            core::isSet(turn.task.finishedAt) ? turn.task.finishedAt : core::Timestamp();
        m_answer = new Bubble(m_theme, Speaker::Agent,
                              tr("%1, %2").arg(agent, core::isSet(when) ? momentText(when, now) : tr("now")));
        column->addWidget(m_answer);
    } else if (state == core::TaskState::Queued || state == core::TaskState::Running) {
        column->addWidget(new Label(m_theme, tr("%1 is at work").arg(agent), Type::Secondary, Ink::Muted), 0,
                          Qt::AlignRight);
    }
    if (state == core::TaskState::Failed || state == core::TaskState::Cancelled)
        addFailure(turn.task);
}

void TurnView::addTools(const ChatTurn &turn)
{
    for (const core::Step &step : turn.steps) {
        if (step.kind != core::StepKind::Tool || step.state == core::StepState::Blocked ||
            step.state == core::StepState::Ready)
            continue;
        auto *line = new ToolLine(m_theme, step);
        line->setOpen(m_open.contains(step.id));
        m_content->layout()->addWidget(line);
        connect(line, &ToolLine::opened, this, [this, id = step.id](bool open) {
            if (open)
                m_open.insert(id);
            else
                m_open.remove(id);
        });
    }
}

void TurnView::addApproval(const core::Approval &approval, Keys keys)
{
    auto *box = new ApprovalBox(m_backend, m_theme, NoticeForm::Block);
    m_content->layout()->addWidget(box);
    if (keys == Keys::None)
        box->hideKeys();
    box->setApproval(approval);
    connect(box, &ApprovalBox::openRequested, this,
            [this](const QString &id) { emit approvalRequested({id}); });
    connect(box, &ApprovalBox::decided, this, &TurnView::decided);
}

void TurnView::addFailure(const core::Task &task)
{
    auto *notice = new Notice(m_theme, Tone::Red);
    if (task.state == core::TaskState::Failed)
        notice->setTexts(tr("No answer came"), task.error);
    else
        notice->setTexts(tr("This was cancelled"), task.reason);
    auto *retry = notice->addButton(new Button(m_theme, tr("Retry")));
    m_content->layout()->addWidget(notice);
    connect(retry, &Button::clicked, this, [this, id = task.id, retry] {
        retry->setEnabled(false);
        emit retryRequested(id);
    });
}

void TurnView::showAnswer(const ChatTurn &turn)
{
    if (!m_answer)
        return;
    const bool underWay = turn.task.state != core::TaskState::Completed;
    m_answer->setText(answerOf(turn), underWay);
}

} // namespace ui
