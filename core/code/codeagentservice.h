// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/code/codeagentstore.h"
#include "core/fleet/instances.h"
#include "core/sandbox/sandbox.h"
#include "core/tool/tool.h"

#include <QHash>
#include <QTimer>

#include <memory>
#include <optional>

namespace core {

// Deploys agents that are Python, and runs their code in the sandbox. They belong to who deployed them;
// another owner's is NotFound. They stand beside the fleet's agents, in no cluster: each is a lane of its
// own, and all share as many instances as `instancesAtOnce`, of which one owner leaves some to others. Owned
// by the core; backend thread. Announces AgentDeployed, AgentFailed and AgentDeleted through the journal.
//
// A deployment is stored first and then looked at: its code is loaded in the sandbox, and its requirements
// are looked for. What is wrong with the code itself is refused, and the agent is gone again; when the
// sandbox cannot work here the agent stays as failed.
class CodeAgentService final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype longestName = 128;
    static constexpr qsizetype largestCode = 256 * 1024;
    static constexpr qsizetype mostRequirements = 64;
    static constexpr qsizetype longestRequirement = 128;
    static constexpr int mostAgents = 200; // of one owner
    static constexpr int greatestPage = 100;

    CodeAgentService(Database &database, Journal &journal, Instances &instances, int instancesAtOnce,
                     Sandbox sandbox = {}, const SandboxLimits &limits = {});
    ~CodeAgentService() override;

    // Brings the agents' lanes up, and looks again at those that are not ready. Call once.
    Result<void> open();

    // An agent that is deploying. deployed() follows, after the commit.
    Result<CodeAgent> deploy(const NewCodeAgent &wanted, const Principal &principal);
    Result<void> remove(const AgentId &id, const Principal &principal);

    Result<CodeAgent> find(const AgentId &id, const Principal &principal) const;
    // The same with the code.
    Result<NewCodeAgent> code(const AgentId &id, const Principal &principal) const;
    Result<QList<CodeAgent>> list(int limit, const AgentId &before, const Principal &principal) const;
    Result<qint64> count(const Principal &principal) const;

    // For the run engine. Deleted agents still have their name.
    Result<QString> name(const AgentId &id) const { return m_store.name(id); }
    Result<std::unique_ptr<ToolRun>> start(const AgentId &id, const QJsonValue &data) const;

signals:
    // What came of a deployment: the agent, ready or failed, or why it was refused.
    void deployed(const core::AgentId &id, const core::Result<core::CodeAgent> &outcome);

private:
    enum class Look { First, Again };

    struct Wanted
    {
        AgentId id = {};
        Look which = Look::First;
        QString owner = {};
    };

    void look(const Wanted &wanted);
    std::optional<Wanted> nextToLookAt();
    void lookAtNext();
    void settle(const AgentId &id, Look which, const Result<QJsonObject> &loaded);
    // What a look found, until it is written.
    struct Finding
    {
        AgentId id = {};
        Look which = Look::First;
        std::optional<Error> refusal = {};
    };
    void write(const Finding &finding);
    void tryAgain();
    Result<CodeAgent> record(const AgentId &id, Look which, const Error *refusal);
    void place();

    Journal &m_journal;
    Instances &m_instances;
    int m_atOnce;
    Sandbox m_sandbox;
    SandboxLimits m_limits;
    CodeAgentStore m_store;
    QList<Wanted> m_waiting;
    QHash<AgentId, std::pair<QString, std::shared_ptr<ToolRun>>> m_looks; // each with whose it is
    QTimer m_again;
    QList<Finding> m_unwritten;
};

} // namespace core
