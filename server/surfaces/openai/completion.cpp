// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/completion.h"

#include "core/run/modelfailure.h"

#include <QScopedValueRollback>

#include <algorithm>
#include <utility>

namespace server::openai {

using core::EventType;
using namespace Qt::Literals::StringLiterals;

int Outcome::status() const
{
    if (!provider)
        return kind == Kind::Overdue ? 504 : 500;
    switch (provider->code) {
    case core::ErrorCode::RateLimited:
        return 503;
    case core::ErrorCode::Timeout:
        return 504;
    default:
        return 502;
    }
}

QString Outcome::code() const
{
    if (!provider)
        return {};
    switch (provider->code) {
    case core::ErrorCode::RateLimited:
        return u"provider_overloaded"_s;
    case core::ErrorCode::Timeout:
        return u"provider_timeout"_s;
    default:
        return u"provider_error"_s;
    }
}

Completion::Completion(const CompletionContext &context, const core::Task &task, core::Principal principal)
    : QObject(&context.chats)
    , m_core(context.core)
    , m_chats(context.chats)
    , m_task(task.id)
    , m_principal(std::move(principal))
    , m_patience(context.waiting.approval)
    , m_deadline(context.core.clock())
    , m_approval(context.core.clock())
{
    m_deadline.set(m_core.clock().now() + context.waiting.answer);
    connect(&m_deadline, &core::Alarm::rang, this, [this] { ring(Outcome::Kind::Overdue); });
    connect(&m_approval, &core::Alarm::rang, this, [this] { ring(Outcome::Kind::Withheld); });
    m_number = m_chats.follow(m_task, {.told = [this](const core::Partial &partial) { say(partial); },
                                       .heard = [this](const core::Event &event) { note(event); },
                                       .rested = [this](const core::Task &now) { return rest(now); },
                                       .hasRoom = [this] { return hasRoom(); },
                                       .fail = [this] { breakOff(); }});
}

Completion::~Completion()
{
    m_chats.leave(m_number);
}

// Each decision is waited for anew.
void Completion::note(const core::Event &event)
{
    if (event.type == EventType::ApprovalDecided || event.type == EventType::StepResolved)
        m_approval.set({});
    hear(event);
}

Interest Completion::rest(const core::Task &task)
{
    if (!core::isFinal(task.state)) {
        if (!core::isSet(m_approval.when()))
            m_approval.set(m_core.clock().now() + m_patience);
        return Interest::More;
    }
    m_deadline.set({});
    if (!conclude(outcomeOf(task)))
        return Interest::Later;
    end();
    return Interest::NoMore;
}

void Completion::ring(Outcome::Kind kind)
{
    const auto task = m_core.tasks().find(m_task, m_principal);
    m_approval.set({});
    if (kind == Outcome::Kind::Overdue && !(task && core::isFinal(task->state)))
        ringFor({.kind = kind, .text = u"Request timed out"_s});
    else if (kind == Outcome::Kind::Withheld && task && task->state == core::TaskState::Waiting)
        ringFor(withheld());
}

// Whatever becomes of the task now, this is how the answer ends.
void Completion::ringFor(const Outcome &outcome)
{
    m_chats.leave(std::exchange(m_number, 0));
    m_deadline.set({});
    m_last = outcome;
    goOn();
}

void Completion::goOn()
{
    if (m_isGoingOn) // what is sent may be taken at once
        return;
    const QScopedValueRollback<bool> goingOn(m_isGoingOn, true);
    if (!m_last)
        m_chats.goOn(m_number);
    else if (conclude(*m_last))
        end();
}

// Whether the model that answered last was stopped by the limit of tokens.
bool Completion::isCut() const
{
    const auto steps = m_core.tasks().steps(m_task, m_principal);
    if (!steps)
        return false;
    const auto last = std::find_if(steps->rbegin(), steps->rend(), [](const core::Step &step) {
        return step.kind == core::StepKind::Model && step.state == core::StepState::Done;
    });
    return last != steps->rend() && last->output.value(u"cut"_s).toBool();
}

Outcome Completion::outcomeOf(const core::Task &task)
{
    if (task.state == core::TaskState::Cancelled)
        return {.kind = Outcome::Kind::Cancelled, .text = u"Task was cancelled"_s};
    if (task.state != core::TaskState::Failed)
        return {.text = task.result, .usage = task.usage, .isCut = isCut()};
    const auto steps = m_core.tasks().steps(m_task, m_principal);
    return {.kind = Outcome::Kind::Failed,
            .text = task.error,
            .provider = steps ? core::modelFailureIn(*steps) : std::nullopt};
}

Outcome Completion::withheld()
{
    const auto pending =
        m_core.approvals().list({.state = core::ApprovalState::Pending, .task = m_task}, m_principal);
    const QString what = pending && !pending->isEmpty()
                             ? QString(pending->last().title + u" ("_s + pending->last().id.value + u')')
                             : u"a step that was interrupted"_s;
    const QString text =
        u"This answer waits for a person who must decide: %1. The task goes on once that is decided; its "
        "answer will be at /api/v1/tasks/%2."_s.arg(what, m_task.value);
    const auto task = m_core.tasks().find(m_task, m_principal);
    return {.kind = Outcome::Kind::Withheld, .text = text, .usage = task ? task->usage : core::Usage()};
}

void Completion::abandon()
{
    if (m_number == 0)
        return end();
    end();
    // That it has ended in the meantime is no fault.
    const auto cancelled = m_core.tasks().cancel(m_task, u"The client left before the answer"_s, m_principal);
    Q_UNUSED(cancelled)
}

void Completion::end()
{
    m_chats.leave(std::exchange(m_number, 0));
    m_deadline.set({});
    m_approval.set({});
    deleteLater();
}

} // namespace server::openai
