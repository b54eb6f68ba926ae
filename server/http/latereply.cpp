// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/latereply.h"

#include "server/http/dispatcher.h"
#include "server/http/latereplystate.h"

#include <utility>

namespace server {

using namespace Qt::Literals::StringLiterals;

LateReply::State::~State()
{
    if (!isWanted())
        return;
    answered = true;
    const QString text = u"The request could not be answered. Try again."_s;
    dispatcher->answerLate(*this,
                           core::failure(core::ErrorCode::Internal, text, u"a LateReply was dropped"_s));
}

void LateReply::State::notifyGone()
{
    isGone = true;
    if (answered || execution)
        return;
    answered = true;
    if (const auto then = std::exchange(gone, {}))
        then();
}

LateReply::LateReply(std::shared_ptr<State> state)
    : m_state(std::move(state))
{
}

void LateReply::answer(core::Result<Response> result) const
{
    if (!isWanted())
        return;
    m_state->answered = true;
    m_state->dispatcher->answerLate(*m_state, std::move(result));
}

bool LateReply::isWanted() const
{
    return m_state->isWanted();
}

void LateReply::whenGone(std::function<void()> then) const
{
    m_state->gone = std::move(then);
}

EventStream *LateReply::openStream() const
{
    if (!isWanted() || !m_state->isHeard())
        return nullptr;
    m_state->answered = true;
    return m_state->dispatcher->streamLate(*m_state);
}

} // namespace server
