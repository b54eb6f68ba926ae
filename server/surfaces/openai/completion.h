// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/alarm.h"
#include "server/surfaces/openai/openai.h"

namespace server::openai {

// How a completion ended.
struct Outcome
{
    enum class Kind { Answered, Withheld, Failed, Cancelled, Overdue };
    Kind kind = Kind::Answered;
    QString text = {};
    core::Usage usage = {};

    // Of what is no text.
    int status() const { return kind == Kind::Overdue ? 504 : 500; }
    core::Error error() const { return core::failure(core::ErrorCode::Internal, text); }
    bool isText() const { return kind == Kind::Answered || kind == Kind::Withheld; }
    QString finishReason() const { return QLatin1StringView(kind == Kind::Withheld ? "length" : "stop"); }
};

struct CompletionContext
{
    core::Core &core;
    ChatHub &chats;
    Waiting waiting;
};

// One request from its task to the end of its answer. Owned by the hub of chats and gone once it has ended;
// backend thread. Which words it has for
// that, and when, its two kinds say.
class Completion : public QObject
{
    Q_OBJECT

public:
    Completion(const CompletionContext &context, const core::Task &task, core::Principal principal);
    ~Completion() override;

protected:
    virtual void say(const core::Partial &) {}
    virtual void hear(const core::Event &) {}
    virtual void conclude(const Outcome &outcome) = 0;

    // The client went: so does its task.
    void abandon();
    // Ends without a word; the task goes on.
    void end();

    core::Core &m_core;

private:
    void note(const core::Event &event);
    Interest rest(const core::Task &task);
    void ring(Outcome::Kind kind);
    Outcome withheld();

    ChatHub &m_chats;
    core::TaskId m_task;
    core::Principal m_principal;
    std::chrono::milliseconds m_patience;
    core::Alarm m_deadline;
    core::Alarm m_approval;
    quint64 m_number = 0;
};

} // namespace server::openai
