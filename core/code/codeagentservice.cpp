// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/code/codeagentservice.h"

#include "core/base/alarm.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/base/visibletext.h"
#include "core/code/coderun.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype looksAtOnce = 2; // each of another owner's

Result<void> check(const NewCodeAgent &wanted)
{
    if (wanted.name.trimmed().isEmpty() || wanted.name.size() > CodeAgentService::longestName)
        return invalid(u"name"_s, u"name must have 1 to 128 characters"_s);
    if (visibleLine(wanted.name) != wanted.name)
        return invalid(u"name"_s, u"name must be one line of characters that can be seen"_s);
    if (wanted.code.trimmed().isEmpty())
        return invalid(u"code"_s, u"code is required"_s);
    if (wanted.code.size() > CodeAgentService::largestCode)
        return invalid(u"code"_s, u"code is longer than 256 KB"_s);
    if (wanted.requirements.size() > CodeAgentService::mostRequirements)
        return invalid(u"requirements"_s, u"requirements has more than 64 elements"_s);
    const auto isTooLong = [](const QString &one) {
        return one.size() > CodeAgentService::longestRequirement;
    };
    if (std::any_of(wanted.requirements.begin(), wanted.requirements.end(), isTooLong))
        return invalid(u"requirements"_s, u"a requirement is longer than 128 characters"_s);
    return {};
}

// The lanes of all code agents stand in one crew, as those of a cluster do.
ClusterId crew()
{
    return {u"code"_s};
}

Event agentEvent(EventType type, const CodeAgent &agent, const QString &message)
{
    return {.type = type,
            .subject = agent.id.value,
            .actor = agent.owner,
            .message = message,
            .payload = {{u"agent_id"_s, agent.id.value},
                        {u"name"_s, agent.name},
                        {u"owner"_s, agent.owner},
                        {u"status"_s, toWord(agent.state)},
                        {u"error"_s, agent.error}}};
}

// What is wrong with the code, when it was loaded or could not be; the sandbox's own failure stays as it is.
std::optional<Error> refusalOf(const Result<QJsonObject> &loaded)
{
    if (!loaded && loaded.error().code == ErrorCode::Unavailable)
        return loaded.error();
    if (!loaded)
        return invalid(u"code"_s, u"The code could not be loaded. %1"_s.arg(loaded.error().text));
    if (!loaded->contains("error"_L1))
        return {};
    return invalid(loaded->value("field"_L1).toString(), loaded->value("error"_L1).toString());
}

} // namespace

CodeAgentService::CodeAgentService(Database &database, Journal &journal, Instances &instances,
                                   int instancesAtOnce, Sandbox sandbox, const SandboxLimits &limits)
    : m_journal(journal)
    , m_instances(instances)
    , m_atOnce(instancesAtOnce)
    , m_sandbox(std::move(sandbox))
    , m_limits(limits)
    , m_store(database)
{
    m_again.setSingleShot(true);
    m_again.setInterval(Alarm::pauseAfterFailure);
    connect(&m_again, &QTimer::timeout, this, &CodeAgentService::tryAgain);
}

CodeAgentService::~CodeAgentService() = default;

Result<void> CodeAgentService::open()
{
    place();
    for (const CodeAgent &agent : TRY(m_store.all())) {
        if (agent.state != CodeAgentState::Ready)
            look({.id = agent.id, .which = Look::Again, .owner = agent.owner});
    }
    return {};
}

void CodeAgentService::place()
{
    const auto agents = m_store.all();
    if (!agents) {
        qCWarning(logRun).noquote() << "The agents with code could not be read." << agents.error().detail;
        return m_again.start();
    }
    Cluster lanes{.id = crew()};
    lanes.manifest.policy = {.maxConcurrentAgents = m_atOnce, .scaleToZero = false};
    // One owner leaves places for the others, where there are several.
    LaneShares shares{.mostOfOne = std::max(1, m_atOnce - std::max(1, m_atOnce / 4))};
    for (const CodeAgent &agent : *agents) {
        lanes.agents.append(Agent{.id = agent.id, .cluster = crew(), .target = m_atOnce});
        shares.owners.insert(agent.id, agent.owner);
    }
    m_instances.place(lanes, shares);
}

Result<CodeAgent> CodeAgentService::deploy(const NewCodeAgent &wanted, const Principal &principal)
{
    TRY(check(wanted));
    if (TRY(m_store.count(principal.user)) >= mostAgents)
        return failure(
            ErrorCode::RateLimited,
            u"There are %1 agents already, which is the most. Delete one first."_s.arg(mostAgents));
    const CodeAgent agent = TRY(m_journal.record([&](Transaction &transaction) -> Result<CodeAgent> {
        const CodeAgent made{.id = newId<AgentId>("agent-"_L1),
                             .owner = principal.user,
                             .name = wanted.name.simplified(),
                             .requirements = wanted.requirements,
                             .createdAt = transaction.now(),
                             .updatedAt = transaction.now()};
        TRY(m_store.insert(transaction, made, wanted.code));
        return made;
    }));
    m_journal.whenCommitted(this, [this, id = agent.id, owner = agent.owner](const Result<void> &committed) {
        if (!committed)
            return emit deployed(id, committed.error());
        place();
        look({.id = id, .which = Look::First, .owner = owner});
    });
    return agent;
}

void CodeAgentService::look(const Wanted &wanted)
{
    m_waiting.append(wanted);
    lookAtNext();
}

// Code may take its time, and its owner keeps nobody else waiting.
std::optional<CodeAgentService::Wanted> CodeAgentService::nextToLookAt()
{
    const auto isFree = [this](const Wanted &wanted) {
        return std::none_of(m_looks.cbegin(), m_looks.cend(),
                            [&wanted](const auto &look) { return look.first == wanted.owner; });
    };
    const auto next = std::ranges::find_if(m_waiting, isFree);
    if (m_looks.size() >= looksAtOnce || next == m_waiting.end())
        return {};
    return m_waiting.takeAt(std::distance(m_waiting.begin(), next));
}

void CodeAgentService::lookAtNext()
{
    while (const auto wanted = nextToLookAt()) {
        const auto &[id, which, owner] = *wanted;
        const auto stored = m_store.code(id);
        if (!stored && stored.error().code == ErrorCode::NotFound)
            continue; // deleted meanwhile
        if (!stored) {
            qCWarning(logRun).noquote() << "The code of an agent could not be read." << stored.error().detail;
            m_waiting.prepend(*wanted);
            return m_again.start();
        }
        const auto run = std::make_shared<CodeRun>(m_sandbox,
                                                   CodeCall{.does = CodeCall::Does::Check,
                                                            .code = stored->code,
                                                            .requirements = stored->requirements},
                                                   m_limits);
        m_looks.insert(id, {owner, run});
        connect(
            run.get(), &ToolRun::finished, this,
            [this, id = id, which = which](const Result<QJsonObject> &loaded) { settle(id, which, loaded); });
    }
}

void CodeAgentService::settle(const AgentId &id, Look which, const Result<QJsonObject> &loaded)
{
    // The run is what emits this: it is gone once it has returned from it.
    QMetaObject::invokeMethod(
        this, [this, run = m_looks.take(id).second] { lookAtNext(); }, Qt::QueuedConnection);
    write({.id = id, .which = which, .refusal = refusalOf(loaded)});
}

void CodeAgentService::write(const Finding &finding)
{
    const AgentId id = finding.id;
    const std::optional<Error> refusal = finding.refusal;
    const auto recorded = record(id, finding.which, refusal ? &*refusal : nullptr);
    m_journal.whenCommitted(this, [this, finding, id, refusal, recorded](const Result<void> &committed) {
        place();
        const bool isGone = !recorded && recorded.error().code == ErrorCode::NotFound;
        if (!committed || (!recorded && !isGone)) {
            qCWarning(logRun).noquote()
                << "What became of an agent with code could not be written. agent=" << id.value;
            m_unwritten.append(finding);
            m_again.start();
        }
        if (!committed)
            emit deployed(id, committed.error());
        else if (refusal && refusal->code == ErrorCode::InvalidArgument)
            emit deployed(id, *refusal);
        else
            emit deployed(id, recorded);
    });
}

void CodeAgentService::tryAgain()
{
    place();
    const QList<Finding> unwritten = std::exchange(m_unwritten, {});
    for (const Finding &finding : unwritten)
        write(finding);
    lookAtNext();
}

Result<CodeAgent> CodeAgentService::record(const AgentId &id, Look which, const Error *refusal)
{
    return m_journal.record([&](Transaction &transaction) -> Result<CodeAgent> {
        CodeAgent agent = TRY(m_store.find(id));
        const CodeAgent before = agent;
        agent.state = refusal ? CodeAgentState::Failed : CodeAgentState::Ready;
        agent.error = refusal ? refusal->text : QString();
        agent.updatedAt = transaction.now();
        const bool isRefused = refusal && refusal->code == ErrorCode::InvalidArgument && which == Look::First;
        if (isRefused)
            TRY(m_store.forget(transaction, id));
        else
            TRY(m_store.update(transaction, agent));
        if (agent.state == before.state && agent.error == before.error)
            return agent;
        TRY(transaction.announce(
            refusal ? agentEvent(EventType::AgentFailed, agent,
                                 u"Agent %1 could not be deployed: %2"_s.arg(agent.name,
                                                                             shortened(refusal->text, 300)))
                    : agentEvent(EventType::AgentDeployed, agent, u"Agent %1 is ready"_s.arg(agent.name))));
        return agent;
    });
}

Result<void> CodeAgentService::remove(const AgentId &id, const Principal &principal)
{
    const CodeAgent agent = TRY(find(id, principal));
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.remove(transaction, id));
        Event event = agentEvent(EventType::AgentDeleted, agent, u"Agent %1 was deleted"_s.arg(agent.name));
        event.actor = principal.user;
        TRY(transaction.announce(event));
        return {};
    }));
    m_journal.whenCommitted(this, [this](const Result<void> &) { place(); });
    return {};
}

Result<CodeAgent> CodeAgentService::find(const AgentId &id, const Principal &principal) const
{
    CodeAgent agent = TRY(m_store.find(id));
    if (!principal.sees(agent.owner))
        return failure(ErrorCode::NotFound, u"Agent not found"_s);
    return agent;
}

Result<NewCodeAgent> CodeAgentService::code(const AgentId &id, const Principal &principal) const
{
    TRY(find(id, principal));
    return m_store.code(id);
}

Result<QList<CodeAgent>> CodeAgentService::list(int limit, const AgentId &before,
                                                const Principal &principal) const
{
    return m_store.list(principal.may(Scope::Administer) ? QString() : principal.user,
                        std::clamp(limit, 1, greatestPage), before);
}

Result<qint64> CodeAgentService::count(const Principal &principal) const
{
    return m_store.count(principal.may(Scope::Administer) ? QString() : principal.user);
}

Result<std::unique_ptr<ToolRun>> CodeAgentService::start(const AgentId &id, const QJsonValue &data) const
{
    const NewCodeAgent stored = TRY(m_store.code(id));
    return std::unique_ptr<ToolRun>(std::make_unique<CodeRun>(
        m_sandbox, CodeCall{.code = stored.code, .requirements = stored.requirements, .data = data},
        m_limits));
}

} // namespace core
