// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pipeline.h"

#include <ranges>

namespace server {

namespace {

Step enterAll(const Pipeline::Stages &stages, Exchange &exchange)
{
    for (const auto &stage : stages) {
        if (stage->enter(exchange) == Step::Answered)
            return Step::Answered;
    }
    return Step::Continue;
}

void leaveAll(const Pipeline::Stages &stages, Exchange &exchange)
{
    for (const auto &stage : std::views::reverse(stages))
        stage->leave(exchange);
}

} // namespace

Pipeline::Pipeline(Stages beforeBody, Stages afterBody)
    : m_beforeBody(std::move(beforeBody))
    , m_afterBody(std::move(afterBody))
{
}

Step Pipeline::admit(Exchange &exchange)
{
    return enterAll(m_beforeBody, exchange);
}

Step Pipeline::prepare(Exchange &exchange)
{
    return enterAll(m_afterBody, exchange);
}

void Pipeline::leave(Exchange &exchange)
{
    leaveAll(m_afterBody, exchange);
    leaveAll(m_beforeBody, exchange);
}

} // namespace server
