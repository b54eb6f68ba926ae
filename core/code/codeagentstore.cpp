// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/code/codeagentstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define CODE_AGENT_COLUMNS "id, owner, name, requirements, state, error, created_at, updated_at"

Error notFound()
{
    return failure(ErrorCode::NotFound, u"Agent not found"_s);
}

QStringList toTexts(const QJsonArray &array)
{
    QStringList texts;
    for (const QJsonValue &value : array)
        texts.append(value.toString());
    return texts;
}

CodeAgent readAgent(const Rows &rows)
{
    return CodeAgent{
        .id = {rows.text(0)},
        .owner = rows.text(1),
        .name = rows.text(2),
        .requirements = toTexts(rows.array(3)),
        .state = fromWord<CodeAgentState>(rows.text(4)).value_or(CodeAgentState::Failed),
        .error = rows.text(5),
        .createdAt = rows.time(6),
        .updatedAt = rows.time(7),
    };
}

QList<CodeAgent> readAgents(Rows rows)
{
    QList<CodeAgent> agents;
    while (rows.next())
        agents.append(readAgent(rows));
    return agents;
}

} // namespace

Result<void> CodeAgentStore::insert(Transaction &, const CodeAgent &agent, const QString &code)
{
    TRY(m_database.run(
        "INSERT INTO code_agent (id, owner, name, requirements, state, created_at, updated_at, code) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        agent.id.value, agent.owner, agent.name, QJsonArray::fromStringList(agent.requirements),
        toWord(agent.state), agent.createdAt, agent.updatedAt, code));
    return {};
}

Result<void> CodeAgentStore::update(Transaction &transaction, const CodeAgent &agent)
{
    TRY(m_database.run("UPDATE code_agent SET state = ?, error = ?, updated_at = ? WHERE id = ?"_L1,
                       toWord(agent.state), agent.error, transaction.now(), agent.id.value));
    return {};
}

Result<void> CodeAgentStore::remove(Transaction &transaction, const AgentId &id)
{
    TRY(m_database.run("UPDATE code_agent SET deleted_at = ? WHERE id = ?"_L1, transaction.now(), id.value));
    return {};
}

Result<void> CodeAgentStore::forget(Transaction &, const AgentId &id)
{
    TRY(m_database.run("DELETE FROM code_agent WHERE id = ?"_L1, id.value));
    return {};
}

Result<CodeAgent> CodeAgentStore::find(const AgentId &id) const
{
    Rows rows = TRY(m_database.run(
        "SELECT " CODE_AGENT_COLUMNS " FROM code_agent WHERE id = ? AND deleted_at = 0"_L1, id.value));
    if (!rows.next())
        return notFound();
    return readAgent(rows);
}

Result<QString> CodeAgentStore::name(const AgentId &id) const
{
    Rows rows = TRY(m_database.run("SELECT name FROM code_agent WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return notFound();
    return rows.text(0);
}

Result<NewCodeAgent> CodeAgentStore::code(const AgentId &id) const
{
    Rows rows =
        TRY(m_database.run("SELECT name, requirements, code FROM code_agent WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return notFound();
    return NewCodeAgent{.name = rows.text(0), .code = rows.text(2), .requirements = toTexts(rows.array(1))};
}

Result<QList<CodeAgent>> CodeAgentStore::list(const QString &owner, int limit, const AgentId &before) const
{
    // "~" is above every id.
    const QString below = before.isEmpty() ? u"~"_s : before.value;
    if (owner.isEmpty())
        return readAgents(
            TRY(m_database.run("SELECT " CODE_AGENT_COLUMNS
                               " FROM code_agent WHERE deleted_at = 0 AND id < ? ORDER BY id DESC LIMIT ?"_L1,
                               below, limit)));
    return readAgents(TRY(m_database.run("SELECT " CODE_AGENT_COLUMNS
                                         " FROM code_agent WHERE deleted_at = 0 AND owner = ? AND id < ?"
                                         " ORDER BY id DESC LIMIT ?"_L1,
                                         owner, below, limit)));
}

Result<qint64> CodeAgentStore::count(const QString &owner) const
{
    Rows rows = owner.isEmpty()
                    ? TRY(m_database.run("SELECT COUNT(*) FROM code_agent WHERE deleted_at = 0"_L1))
                    : TRY(m_database.run(
                          "SELECT COUNT(*) FROM code_agent WHERE deleted_at = 0 AND owner = ?"_L1, owner));
    return rows.next() ? rows.integer(0) : 0;
}

Result<QList<CodeAgent>> CodeAgentStore::all() const
{
    return readAgents(TRY(
        m_database.run("SELECT " CODE_AGENT_COLUMNS " FROM code_agent WHERE deleted_at = 0 ORDER BY id"_L1)));
}

} // namespace core
