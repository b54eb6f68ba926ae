// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/manifestcheck.h"

#include "core/base/text.h"
#include "core/tool/toolregistry.h"

#include <QSet>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int maximumTools = 100;

// What is wrong with a name that is no identifier.
QString namesHave(const QString &name)
{
    return name == u"." || name == u".." ? u"must not be \".\" or \"..\", which no address can hold"_s
                                         : u"may have letters, digits, '-', '_' and '.' only"_s;
}

class Checker
{
public:
    Checker(const Manifest &manifest, const ManifestRules &rules, const Findings &reading)
        : m_manifest(manifest)
        , m_rules(rules)
        , m_reading(reading)
    {
    }

    Findings check()
    {
        if (m_manifest.name.isEmpty())
            add(u"metadata.name"_s, u"cluster name is required"_s);
        else if (!isIdentifier(m_manifest.name))
            add(u"metadata.name"_s, u"cluster name "_s + namesHave(m_manifest.name));
        if (!isIdentifier(m_manifest.namespaceName))
            add(u"metadata.namespace"_s, u"namespace "_s + namesHave(m_manifest.namespaceName));
        if (m_manifest.agents.isEmpty())
            add(u"spec.agents"_s, u"at least one agent is required"_s);
        for (qsizetype i = 0; i < m_manifest.agents.size(); ++i)
            checkAgent(m_manifest.agents[i], i);
        return m_found;
    }

private:
    void add(const QString &path, const QString &text)
    {
        if (!m_reading.hasProblemAbove(path))
            m_found.addProblem(path, text);
    }

    void checkAgent(const AgentSpec &agent, qsizetype index)
    {
        const QString path = agentPath(index);
        const QString label = agentLabel(agent.name, index);
        if (m_reading.hasProblemAt(path))
            return;
        if (agent.name.isEmpty())
            add(path + u".name"_s, label + u"name is required"_s);
        else if (m_earlier.contains(agent.name))
            add(path + u".name"_s, u"duplicate agent name: "_s + shortened(agent.name, 60));
        else if (!isIdentifier(agent.name))
            add(path + u".name"_s, label + u"name "_s + namesHave(agent.name));
        if (agent.provider.isEmpty())
            add(path + u".provider"_s, label + u"provider is required"_s);
        if (agent.model.isEmpty())
            add(path + u".model"_s, label + u"model is required"_s);
        if (!agent.provider.isEmpty() && !m_rules.providers.contains(agent.provider))
            add(path + u".provider"_s, label + u"unsupported provider "_s + shortened(agent.provider, 60));
        else if (!agent.provider.isEmpty() && !m_rules.configured.contains(agent.provider))
            m_found.addWarning(
                path + u".provider"_s,
                label + u"provider %1 is not configured, so its tasks fail until it has a key; add one in "
                        "Settings, or set provider.%1"_s.arg(agent.provider));
        if (agent.provider == "builtin"_L1 && !agent.model.isEmpty() && agent.model != "extractive-1"_L1)
            m_found.addWarning(path + u".model"_s,
                               label +
                                   u"provider builtin has no model %1; its rules, extractive-1, answer"_s.arg(
                                       shortened(agent.model, 60)));
        for (qsizetype i = 0; i < agent.dependsOn.size(); ++i) {
            if (!m_earlier.contains(agent.dependsOn[i]))
                add(path + u".depends_on["_s + QString::number(i) + u']',
                    label + u"dependency "_s + shortened(agent.dependsOn[i], 60) + u" not found"_s);
        }
        checkTools(agent, path, label);
        m_earlier.insert(agent.name);
    }

    void checkTools(const AgentSpec &agent, const QString &path, const QString &label)
    {
        if (agent.tools.size() > maximumTools)
            add(path + u".tools"_s, label + u"at most %1 tools are allowed"_s.arg(maximumTools));
        QSet<QString> names;
        for (qsizetype i = 0; i < agent.tools.size(); ++i) {
            const ToolDeclaration &tool = agent.tools[i];
            const QString where = path + u".tools["_s + QString::number(i) + u']';
            const QString name = shortened(tool.name, 60);
            if (names.contains(tool.name))
                add(where, label + u"duplicate tool name: "_s + name);
            else if (tool.type == ToolType::Builtin && !m_rules.tools.contains(tool.name) &&
                     !m_reading.hasProblemAt(where + u".type"_s) &&
                     !m_reading.hasProblemAt(where + u".name"_s))
                add(where, label + u"unknown tool "_s + name);
            else if (tool.type != ToolType::Builtin && m_rules.tools.contains(tool.name))
                add(where, label + u"tool name "_s + name +
                               u" is that of a built-in tool; give the declared one another name"_s);
            else if (tool.type == ToolType::Http && !isToolName(tool.name))
                add(where,
                    label + u"tool name "_s + name + u" must be 1 to 64 letters, digits, \"_\" or \"-\""_s);
            else if (tool.type == ToolType::Mcp || tool.type == ToolType::Websocket)
                m_found.addWarning(
                    where,
                    label + u"tool %1 is kept, but of type %2; only builtin and http tools are called"_s.arg(
                                name, toWord(tool.type)));
            names.insert(tool.name);
        }
    }

    const Manifest &m_manifest;
    const ManifestRules &m_rules;
    const Findings &m_reading;
    Findings m_found;
    QSet<QString> m_earlier;
};

} // namespace

QString agentPath(qsizetype index)
{
    return u"spec.agents["_s + QString::number(index) + u']';
}

QString agentLabel(const QString &name, qsizetype index)
{
    const QString shown = name.isEmpty() ? QString::number(index) : shortened(name, 60);
    return u"agent "_s + shown + u": "_s;
}

Findings checkManifest(const Manifest &manifest, const ManifestRules &rules, const Findings &reading)
{
    return Checker(manifest, rules, reading).check();
}

} // namespace core
