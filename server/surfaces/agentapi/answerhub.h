// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/latereply.h"

#include <QHash>

#include <functional>
#include <memory>

namespace server::agentapi {

// Holds answers back until what they tell of has come to its end: a task, or the deployment of an agent; or
// until the client's patience has, and then the answer tells how far it is. Owned by Surfaces; backend
// thread.
class AnswerHub final : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<core::Result<Response>()>;

    explicit AnswerHub(core::Core &core);

    // Call it in the turn in which the subject was made. `answer` is asked once, after the commit.
    void wait(const QString &subject, const LateReply &reply, core::milliseconds patience, Answer answer);
    int waiting() const { return int(m_waiting.size()); }

private:
    struct Waiting
    {
        LateReply reply;
        Answer answer;
        std::unique_ptr<core::Alarm> patience;
    };
    using Held = QMultiHash<QString, std::shared_ptr<Waiting>>;

    void settle(const QString &subject);
    void settle(const QString &subject, const core::Error &error);
    void release(const QString &subject, const std::shared_ptr<Waiting> &waiting);

    core::Core &m_core;
    Held m_waiting;
};

} // namespace server::agentapi
