// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/alarm.h"
#include "server/surfaces/openai/openai.h"

#include <optional>

namespace server::openai {

// How a completion ended.
struct Outcome
{
    enum class Kind { Answered, Withheld, Failed, Cancelled, Overdue };
    Kind kind = Kind::Answered;
    QString text = {};
    core::Usage usage = {};
    bool isCut = false;                       // of Answered: at the limit of tokens
    std::optional<core::Error> provider = {}; // of Failed: why the model gave no answer, if that is why

    // Of what is no text.
    int status() const;
    core::Error error() const { return provider.value_or(core::failure(core::ErrorCode::Internal, text)); }
    QString code() const; // empty: the usual one of the status
    bool isText() const { return kind == Kind::Answered || kind == Kind::Withheld; }
    QString finishReason() const
    {
        return QLatin1StringView(kind == Kind::Withheld || isCut ? "length" : "stop");
    }
};

struct CompletionContext
{
    core::Core &core;
    ChatHub &chats;
    Waiting waiting;
};

// One request from its task to the end of its answer. Owned by the hub of chats and gone once it has ended;
// backend thread. Which words it has for that, and when, its two kinds say.
class Completion : public QObject
{
    Q_OBJECT

public:
    Completion(const CompletionContext &context, const core::Task &task, core::Principal principal);
    ~Completion() override;

protected:
    virtual void say(const core::Partial &) {}
    virtual void hear(const core::Event &) {}
    virtual bool hasRoom() const { return true; } // whether the client has read enough to be told more
    // False when there is more to say than there is room for: it is called again as the client reads.
    virtual bool conclude(const Outcome &outcome) = 0;
    virtual void breakOff() {}

    // The client has read some.
    void goOn();

    // The client went: so does its task.
    void abandon();
    // Ends without a word; the task goes on.
    void end();

    core::Core &m_core;

private:
    void note(const core::Event &event);
    Interest rest(const core::Task &task);
    void ring(Outcome::Kind kind);
    void ringFor(const Outcome &outcome);
    bool isCut() const;
    Outcome outcomeOf(const core::Task &task); // which has ended
    Outcome withheld();

    ChatHub &m_chats;
    core::TaskId m_task;
    core::Principal m_principal;
    std::chrono::milliseconds m_patience;
    core::Alarm m_deadline;
    core::Alarm m_approval;
    std::optional<Outcome> m_last; // what it ends with, when it is no end of its task
    quint64 m_number = 0;
    bool m_isGoingOn = false;
};

} // namespace server::openai
