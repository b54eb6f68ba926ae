// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/streamedcompletion.h"

#include "core/base/json.h"

#include <algorithm>
#include <utility>

namespace server::openai {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

core::Error interruption(const core::Task &task)
{
    return core::failure(core::ErrorCode::Unavailable,
                         u"The server ended this stream before the answer was whole. The task goes on; its "
                         "answer will be at /api/v1/tasks/%1."_s.arg(task.id.value));
}

} // namespace

StreamedCompletion::StreamedCompletion(const CompletionContext &context, const core::Task &task,
                                       const Head &head, const core::Principal &principal,
                                       EventStream &stream, WithUsage withUsage, const QStringList &stops)
    : Completion(context, task, principal)
    , m_head(head)
    , m_task(task.id)
    , m_principal(principal)
    , m_stream(&stream)
    , m_withUsage(withUsage)
    , m_stops(stops)
{
    stream.setHeartbeat(10s, "keepalive");
    stream.setFarewell(core::toBytes(errorJson(interruption(task), 503, Method::Post)));
    connect(&stream, &EventStream::closed, this, [this, &stream] {
        if (stream.wasLeft())
            abandon();
        else
            end();
    });
    connect(&stream, &EventStream::taken, this, [this] { goOn(); });
    send(openingOf(m_head));
}

bool StreamedCompletion::hasRoom() const
{
    return m_stream && m_stream->hasRoom();
}

void StreamedCompletion::breakOff()
{
    if (m_stream)
        m_stream->breakOff();
}

void StreamedCompletion::send(const QJsonObject &message)
{
    if (m_stream)
        m_stream->send({.data = core::toBytes(message)});
}

void StreamedCompletion::tell(const QString &text)
{
    m_told += text;
    sendText(m_stops.add(text));
}

void StreamedCompletion::sendText(const QString &text)
{
    if (!text.isEmpty())
        send(pieceOf(m_head, text));
}

// What other steps go on from is no answer yet.
bool StreamedCompletion::isLast(const core::StepId &step)
{
    const auto steps = m_core.tasks().steps(m_task, m_principal);
    return steps && std::none_of(steps->begin(), steps->end(), [&step](const core::Step &other) {
               return other.after.contains(step) || (other.id == step && other.kind != core::StepKind::Model);
           });
}

void StreamedCompletion::say(const core::Partial &partial)
{
    if (partial.step != m_step) {
        m_step = partial.step;
        sendText(m_stops.rest());
        m_tellsStep = isLast(partial.step);
        if (m_tellsStep && !m_told.isEmpty())
            tell(u"\n\n"_s);
    }
    if (m_tellsStep)
        tell(partial.text);
}

void StreamedCompletion::hear(const core::Event &event)
{
    if (const auto message = eventOf(m_head, event))
        send(*message);
    if (event.type == core::EventType::ApprovalRequested && m_stream)
        m_stream->comment(QByteArray("waiting for approval " + event.subject.toUtf8()));
}

// Who puts the pieces together has the answer, also from a provider that does not stream.
void StreamedCompletion::sayLastText(const Outcome &outcome)
{
    const QString gap = m_told.isEmpty() ? QString() : u"\n\n"_s;
    QString last = m_stops.rest();
    if (outcome.kind == Outcome::Kind::Answered && !m_told.endsWith(outcome.text)) {
        sendText(last);
        last = m_stops.add(gap + outcome.text);
        last += m_stops.rest();
    }
    if (outcome.kind == Outcome::Kind::Withheld)
        last += gap + outcome.text;
    sendText(last);
}

// What failed is an error, which clients of this protocol raise; as a text it would pass for an answer.
bool StreamedCompletion::conclude(const Outcome &outcome)
{
    if (!m_stream)
        return true;
    if (!hasRoom())
        return false;
    if (!std::exchange(m_saidLastText, true))
        sayLastText(outcome);
    if (!hasRoom())
        return false;
    if (outcome.isText())
        send(closingOf(m_head, outcome.finishReason()));
    else
        send(errorJson(outcome.error(), outcome.status(), Method::Post, outcome.code()));
    if (outcome.isText() && m_withUsage == WithUsage::Yes)
        send(usageOf(m_head, outcome.usage));
    m_stream->send({.data = "[DONE]"});
    m_stream->close();
    return true;
}

} // namespace server::openai
