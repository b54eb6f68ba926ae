// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/surfaces.h"

#include "core/base/json.h"
#include "server/http/server.h"
#include "server/surfaces/agentapi/agentapi.h"
#include "server/surfaces/chathub.h"
#include "server/surfaces/gateway/gateway.h"
#include "server/surfaces/goagents/goagents.h"
#include "server/surfaces/goagents/taskrate.h"
#include "server/surfaces/livechat/livechat.h"
#include "server/surfaces/openai/openai.h"
#include "server/surfaces/orchestrator/orchestrator.h"
#include "server/surfaces/shannon/shannon.h"
#include "server/surfaces/system/openapi.h"
#include "server/surfaces/system/prometheusmetrics.h"
#include "server/surfaces/system/system.h"

namespace server {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

struct Surfaces::Parts
{
    Parts(core::Core &given, const SurfaceOptions &wanted)
        : core(given)
        , options(wanted)
    {
    }

    core::Core &core;
    SurfaceOptions options;
    shannon::TaskStreamHub streams{core};
    ChatHub chats{core};
    goagents::TaskRate rate{core};
    livechat::RoomHub rooms{core};
    agentapi::AnswerHub answers{core};
    orchestrator::ProgressHub progress{core};
    system::PrometheusMetrics metrics{core};
};

Surfaces::Surfaces(core::Core &core, const SurfaceOptions &options)
    : m_parts(std::make_unique<Parts>(core, options))
{
}

Surfaces::~Surfaces() = default;

std::vector<Surface> Surfaces::tables()
{
    std::vector<Surface> tables;
    tables.push_back(shannon::surface(m_parts->core, m_parts->streams, m_parts->options));
    tables.push_back(goagents::surface(m_parts->core, m_parts->chats, m_parts->rate));
    tables.push_back(agentapi::surface(m_parts->core, m_parts->answers));
    tables.back().limit = {.name = u"agentapi"_s,
                           .requests = m_parts->options.agentApiRequestsPerHour,
                           .window = 1h,
                           .by = CountedBy::Key};
    tables.push_back(gateway::surface(m_parts->core));
    tables.push_back(livechat::surface(m_parts->core, m_parts->rooms));
    tables.push_back(openai::surface(
        m_parts->core, m_parts->chats,
        {.answer = m_parts->options.completionTime, .approval = m_parts->options.completionApprovalTime}));
    tables.push_back(
        orchestrator::surface(m_parts->core, m_parts->progress, m_parts->options.workflowsPerMinute));
    const auto document = std::make_shared<system::Asset>();
    tables.push_back(system::surface(m_parts->core, m_parts->metrics, document));
    *document = system::Asset(core::toBytes(system::openApiOf(tables)), "application/json");
    return tables;
}

std::vector<Surface> Surfaces::liveChatTables()
{
    std::vector<Surface> tables;
    tables.push_back(livechat::ownPort(m_parts->core, m_parts->rooms));
    return tables;
}

RequestObserver &Surfaces::observer()
{
    return m_parts->metrics;
}

void Surfaces::watch(Server &server)
{
    m_parts->metrics.watch(server);
    QObject::connect(&m_parts->core.access(), &core::AccessService::changed, &server,
                     &Server::recheckCallers);
}

} // namespace server
