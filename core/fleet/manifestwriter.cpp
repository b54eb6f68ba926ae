// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/manifestwriter.h"

#include "core/base/yaml.h"
#include "core/fleet/fieldreader.h"

#include <QJsonArray>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Puts values into an object, leaving out what has its default.
class FieldWriter
{
public:
    template<typename T>
    void put(QLatin1StringView name, const T &value, const T &fallback)
    {
        if (value != fallback)
            m_object.insert(name, value);
    }
    void put(QLatin1StringView name, milliseconds value, milliseconds fallback)
    {
        if (value != fallback)
            m_object.insert(name, durationText(value));
    }
    void put(QLatin1StringView name, const QString &value) { put(name, value, QString()); }
    void put(QLatin1StringView name, const QStringList &values)
    {
        put(name, QJsonArray::fromStringList(values), QJsonArray());
    }
    void put(QLatin1StringView name, const TextMap &entries)
    {
        QJsonObject object;
        for (auto entry = entries.begin(); entry != entries.end(); ++entry)
            object.insert(entry.key(), entry.value());
        put(name, object, QJsonObject());
    }
    void put(QLatin1StringView name, const std::optional<double> &value)
    {
        if (value)
            m_object.insert(name, *value);
    }
    void putObject(QLatin1StringView name, const QJsonObject &object) { put(name, object, QJsonObject()); }

    QJsonObject object() const { return m_object; }

private:
    QJsonObject m_object;
};

QJsonObject authJson(const ToolDeclaration &tool)
{
    FieldWriter auth;
    auth.put("type"_L1, toWord(tool.auth));
    auth.put("token"_L1, tool.token);
    auth.put("api_key"_L1, tool.apiKey);
    auth.put("secret"_L1, tool.secret);
    return auth.object();
}

QJsonValue toolJson(const ToolDeclaration &tool)
{
    const ToolDeclaration fallback;
    if (tool.type == ToolType::Builtin)
        return tool.name;
    FieldWriter out;
    out.put("type"_L1, toWord(tool.type));
    out.put("name"_L1, tool.name);
    out.put("url"_L1, tool.url);
    out.put("headers"_L1, tool.headers);
    if (tool.type == ToolType::Http) {
        out.put("method"_L1, tool.method, u"GET"_s);
        out.put("timeout"_L1, tool.timeout, milliseconds(10s));
        out.put("retry_attempts"_L1, tool.retryAttempts, fallback.retryAttempts);
        out.put("retry_delay"_L1, tool.retryDelay, fallback.retryDelay);
        out.putObject("auth"_L1, authJson(tool));
    } else if (tool.type == ToolType::Mcp) {
        out.put("server"_L1, tool.server);
        out.put("transport"_L1, toWord(tool.transport), toWord(fallback.transport));
        out.put("command"_L1, tool.command);
        out.put("args"_L1, tool.args);
        out.put("env"_L1, tool.env);
        out.put("timeout"_L1, tool.timeout, milliseconds(30s));
    } else {
        out.put("reconnect"_L1, tool.reconnect, fallback.reconnect);
        out.put("reconnect_interval"_L1, tool.reconnectInterval, fallback.reconnectInterval);
        out.put("ping_interval"_L1, tool.pingInterval, fallback.pingInterval);
        out.put("max_message_size"_L1, tool.maxMessageSize, fallback.maxMessageSize);
    }
    return out.object();
}

QJsonObject scalingJson(const Scaling &scaling)
{
    const Scaling fallback;
    FieldWriter out;
    out.put("min_instances"_L1, scaling.minInstances, fallback.minInstances);
    out.put("max_instances"_L1, scaling.maxInstances, fallback.maxInstances);
    out.put("target_utilization"_L1, scaling.targetUtilization, fallback.targetUtilization);
    out.put("scale_up_threshold"_L1, scaling.scaleUpThreshold, fallback.scaleUpThreshold);
    out.put("scale_down_threshold"_L1, scaling.scaleDownThreshold, fallback.scaleDownThreshold);
    out.put("cooldown_period"_L1, scaling.cooldownPeriod, fallback.cooldownPeriod);
    return out.object();
}

QJsonObject resourcesJson(const AgentResources &resources)
{
    FieldWriter out;
    out.put("memory_limit"_L1, resources.memoryLimit);
    out.put("cpu_limit"_L1, resources.cpuLimit);
    out.put("timeout"_L1, resources.timeout, milliseconds(0));
    return out.object();
}

QJsonObject policyJson(const ResourcePolicy &policy)
{
    const ResourcePolicy fallback;
    FieldWriter out;
    out.put("memory_limit"_L1, policy.memoryLimit, fallback.memoryLimit);
    out.put("cpu_limit"_L1, policy.cpuLimit, fallback.cpuLimit);
    QJsonObject object = out.object();
    object.insert("max_concurrent_agents"_L1, policy.maxConcurrentAgents);
    object.insert("idle_timeout"_L1, durationText(policy.idleTimeout));
    object.insert("scale_to_zero"_L1, policy.scaleToZero);
    return object;
}

} // namespace

QJsonObject toJson(const AgentSpec &agent)
{
    QJsonArray tools;
    for (const ToolDeclaration &tool : agent.tools)
        tools.append(toolJson(tool));
    FieldWriter out;
    out.put("name"_L1, agent.name);
    out.put("provider"_L1, agent.provider);
    out.put("model"_L1, agent.model);
    out.put("system_prompt"_L1, agent.systemPrompt);
    out.put("temperature"_L1, agent.temperature);
    out.put("max_tokens"_L1, agent.maxTokens, 0);
    out.put("top_p"_L1, agent.topP);
    out.put("tools"_L1, tools, QJsonArray());
    out.putObject("scaling"_L1, scalingJson(agent.scaling));
    out.putObject("resources"_L1, resourcesJson(agent.resources));
    out.put("depends_on"_L1, agent.dependsOn);
    out.put("environment"_L1, agent.environment);
    return out.object();
}

QJsonObject toJson(const Manifest &manifest)
{
    FieldWriter metadata;
    metadata.put("name"_L1, manifest.name);
    metadata.put("namespace"_L1, manifest.namespaceName);
    metadata.put("labels"_L1, manifest.labels);
    metadata.put("annotations"_L1, manifest.annotations);
    QJsonArray agents;
    for (const AgentSpec &agent : manifest.agents)
        agents.append(toJson(agent));
    return QJsonObject{
        {"apiVersion"_L1, manifest.apiVersion},
        {"kind"_L1, u"AgentCluster"_s},
        {"metadata"_L1, metadata.object()},
        {"spec"_L1, QJsonObject{{"resource_policy"_L1, policyJson(manifest.policy)}, {"agents"_L1, agents}}},
    };
}

QByteArray toYaml(const Manifest &manifest)
{
    static const QStringList order =
        QString(
            u"apiVersion kind metadata spec resource_policy agents type name namespace labels annotations "
            "max_concurrent_agents idle_timeout scale_to_zero memory_limit cpu_limit provider model "
            "system_prompt "
            "temperature max_tokens top_p tools url server transport command args method headers auth token "
            "api_key "
            "secret env timeout retry_attempts retry_delay reconnect reconnect_interval ping_interval "
            "max_message_size scaling min_instances max_instances target_utilization scale_up_threshold "
            "scale_down_threshold cooldown_period resources depends_on environment"_s)
            .split(u' ');
    return writeYaml(toJson(manifest), order);
}

} // namespace core
