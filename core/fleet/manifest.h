// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"

#include <QList>
#include <QMap>
#include <QStringList>

#include <optional>

namespace core {

using TextMap = QMap<QString, QString>;

enum class ToolType { Builtin, Http, Mcp, Websocket };
enum class McpTransport { Stdio, Websocket, Http };
enum class ToolAuth { None, Bearer, ApiKey, Basic };

template<>
struct Words<ToolType>
{
    static constexpr std::pair<ToolType, const char *> table[] = {
        {ToolType::Builtin, "builtin"},
        {ToolType::Http, "http"},
        {ToolType::Mcp, "mcp"},
        {ToolType::Websocket, "websocket"},
    };
};

template<>
struct Words<McpTransport>
{
    static constexpr std::pair<McpTransport, const char *> table[] = {
        {McpTransport::Stdio, "stdio"}, {McpTransport::Websocket, "websocket"}, {McpTransport::Http, "http"}};
};

template<>
struct Words<ToolAuth>
{
    static constexpr std::pair<ToolAuth, const char *> table[] = {
        {ToolAuth::Bearer, "bearer"}, {ToolAuth::ApiKey, "api_key"}, {ToolAuth::Basic, "basic"}};
};

// A tool as an agent declares it. A builtin tool is only a name; the other types use the fields that their
// group names, and the rest keep their defaults.
struct ToolDeclaration
{
    ToolType type = ToolType::Builtin;
    QString name = {};

    QString url = {}; // http and websocket
    TextMap headers = {};
    milliseconds timeout{0}; // http 10s, mcp 30s

    QString method = {}; // http; GET when not named
    int retryAttempts = 3;
    milliseconds retryDelay{1'000};
    ToolAuth auth = ToolAuth::None;
    QString token = {};
    QString apiKey = {};
    QString secret = {};

    QString server = {}; // mcp
    McpTransport transport = McpTransport::Stdio;
    QStringList command = {};
    QStringList args = {};
    TextMap env = {};

    bool reconnect = false; // websocket
    milliseconds reconnectInterval{5'000};
    milliseconds pingInterval{30'000};
    int maxMessageSize = 1'048'576;

    friend bool operator==(const ToolDeclaration &, const ToolDeclaration &) = default;
};

// How the number of instances follows the work. Without maxInstances (0) only people change it.
struct Scaling
{
    int minInstances = 0;
    int maxInstances = 0;
    double targetUtilization = 0.8; // an instance goes only when the others would be busy at most so much
    int scaleUpThreshold = 5;       // waiting steps for each instance
    int scaleDownThreshold = 2;     // running and waiting steps for each instance
    milliseconds cooldownPeriod{60'000};

    friend bool operator==(const Scaling &, const Scaling &) = default;
};

struct AgentResources
{
    QString memoryLimit = {}; // empty: the cluster's
    QString cpuLimit = {};
    milliseconds timeout{0}; // of one step; 0: the provider's or the tool's own

    friend bool operator==(const AgentResources &, const AgentResources &) = default;
};

struct AgentSpec
{
    QString name = {};
    QString provider = {};
    QString model = {};
    QString systemPrompt = {};
    std::optional<double> temperature = {}; // not set: the model's default
    int maxTokens = 0;                      // 0: the provider's default
    std::optional<double> topP = {};
    QList<ToolDeclaration> tools = {};
    Scaling scaling = {};
    AgentResources resources = {};
    QStringList dependsOn = {}; // agents that are declared earlier
    TextMap environment = {};

    friend bool operator==(const AgentSpec &, const AgentSpec &) = default;
};

struct ResourcePolicy
{
    int maxConcurrentAgents = 10; // steps that run at once, over all agents of the cluster
    milliseconds idleTimeout{300'000};
    bool scaleToZero = true;
    QString memoryLimit = QStringLiteral("512Mi");
    QString cpuLimit = QStringLiteral("500m");

    friend bool operator==(const ResourcePolicy &, const ResourcePolicy &) = default;
};

// An AgentCluster as people write it. manifestreader makes one out of JSON or YAML, manifestwriter writes it.
struct Manifest
{
    QString apiVersion = QStringLiteral("goagents.dev/v1");
    QString name = {};
    QString namespaceName = QStringLiteral("default");
    TextMap labels = {};
    TextMap annotations = {};
    ResourcePolicy policy = {};
    QList<AgentSpec> agents = {};

    friend bool operator==(const Manifest &, const Manifest &) = default;
};

} // namespace core
