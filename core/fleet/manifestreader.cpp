// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/manifestreader.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/fleet/manifestcheck.h"
#include "core/fleet/toolreader.h"

#include <QJsonDocument>
#include <QStringDecoder>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int maximumAgents = 200;
constexpr int maximumInstances = 1000;

Scaling readScaling(FieldReader scaling)
{
    Scaling read;
    read.minInstances = scaling.integer("min_instances"_L1, read.minInstances, 0, maximumInstances);
    read.maxInstances = scaling.integer("max_instances"_L1, read.maxInstances, 1, maximumInstances);
    read.targetUtilization = scaling.share("target_utilization"_L1).value_or(read.targetUtilization);
    read.scaleUpThreshold = scaling.integer("scale_up_threshold"_L1, read.scaleUpThreshold, 1, 1'000'000);
    read.scaleDownThreshold =
        scaling.integer("scale_down_threshold"_L1, read.scaleDownThreshold, 0, 1'000'000);
    read.cooldownPeriod = scaling.duration("cooldown_period"_L1, read.cooldownPeriod, 1s);
    if (read.maxInstances > 0 && read.maxInstances < read.minInstances)
        scaling.refuse("max_instances"_L1, u"must not be below min_instances"_s);
    scaling.warnOfUnknown();
    return read;
}

AgentResources readResources(FieldReader resources)
{
    AgentResources read;
    read.memoryLimit = resources.quantity("memory_limit"_L1, {}, Quantity::Memory);
    read.cpuLimit = resources.quantity("cpu_limit"_L1, {}, Quantity::Cpu);
    read.timeout = resources.duration("timeout"_L1, read.timeout, 1s);
    resources.warnOfUnknown();
    return read;
}

AgentSpec readAgent(const QJsonObject &object, qsizetype index, Findings &findings)
{
    const QString label = agentLabel(object.value("name"_L1).toString(), index);
    FieldReader agent(object, agentPath(index), label, findings);
    AgentSpec spec;
    spec.name = agent.text("name"_L1);
    spec.provider = agent.text("provider"_L1);
    spec.model = agent.text("model"_L1);
    spec.systemPrompt = agent.text("system_prompt"_L1);
    spec.temperature = agent.share("temperature"_L1);
    spec.maxTokens = agent.integer("max_tokens"_L1, 0, 0, 10'000'000);
    spec.topP = agent.share("top_p"_L1);
    spec.tools = readTools(agent.array("tools"_L1), agent.pathOf("tools"_L1), label, findings);
    spec.scaling = readScaling(agent.inner("scaling"_L1));
    spec.resources = readResources(agent.inner("resources"_L1));
    spec.dependsOn = agent.texts("depends_on"_L1);
    spec.environment = agent.textMap("environment"_L1);
    agent.warnOfUnknown();
    return spec;
}

ResourcePolicy readPolicy(FieldReader policy)
{
    ResourcePolicy read;
    read.maxConcurrentAgents =
        policy.integer("max_concurrent_agents"_L1, read.maxConcurrentAgents, 1, maximumInstances);
    read.idleTimeout = policy.duration("idle_timeout"_L1, read.idleTimeout, 1s);
    read.scaleToZero = policy.boolean("scale_to_zero"_L1, read.scaleToZero);
    read.memoryLimit = policy.quantity("memory_limit"_L1, read.memoryLimit, Quantity::Memory);
    read.cpuLimit = policy.quantity("cpu_limit"_L1, read.cpuLimit, Quantity::Cpu);
    policy.warnOfUnknown();
    return read;
}

QList<AgentSpec> readAgents(FieldReader &spec)
{
    QList<AgentSpec> agents;
    const QJsonArray items = spec.array("agents"_L1);
    if (items.size() > maximumAgents)
        spec.refuse("agents"_L1, u"must have at most %1 entries"_s.arg(maximumAgents));
    for (qsizetype i = 0; i < std::min<qsizetype>(items.size(), maximumAgents); ++i) {
        if (!items[i].isObject())
            spec.findings().addProblem(agentPath(i), u"agent %1: must be an object"_s.arg(i));
        agents.append(readAgent(items[i].toObject(), i, spec.findings()));
    }
    return agents;
}

Manifest readFields(const QJsonObject &object, Findings &findings)
{
    FieldReader root(object, {}, {}, findings);
    Manifest manifest;
    if (root.text("apiVersion"_L1, manifest.apiVersion) != manifest.apiVersion)
        root.refuse("apiVersion"_L1, u"must be goagents.dev/v1"_s);
    if (root.text("kind"_L1, u"AgentCluster"_s) != "AgentCluster"_L1)
        root.refuse("kind"_L1, u"must be AgentCluster"_s);

    FieldReader metadata = root.inner("metadata"_L1);
    manifest.name = metadata.text("name"_L1);
    manifest.namespaceName = metadata.text("namespace"_L1, manifest.namespaceName);
    manifest.labels = metadata.textMap("labels"_L1);
    manifest.annotations = metadata.textMap("annotations"_L1);
    metadata.warnOfUnknown();

    FieldReader spec = root.inner("spec"_L1);
    manifest.policy = readPolicy(spec.inner("resource_policy"_L1));
    manifest.agents = readAgents(spec);
    spec.warnOfUnknown();
    root.warnOfUnknown();
    return manifest;
}

// A field that is missing has no line of its own; the object that should hold it has.
int lineOf(QString path, const YamlLines &lines)
{
    while (!lines.contains(path) && !path.isEmpty())
        path.truncate(std::max({path.lastIndexOf(u'.'), path.lastIndexOf(u'['), qsizetype(0)}));
    return lines.value(path);
}

// 1.10 is the number 1.1, but whoever wrote it shall be advised to write "1.10".
QString asWritten(const Finding &finding, const YamlSpellings &spellings)
{
    const QString advice = adviceToQuote({}).chopped(1);
    const qsizetype at = finding.text.lastIndexOf(advice);
    const auto written = spellings.find(finding.path);
    return at < 0 || written == spellings.end() ? finding.text
                                                : QString(finding.text.first(at) + adviceToQuote(*written));
}

ManifestReading broken(const QString &text, int line)
{
    return {.problems = {Finding{.path = u"manifest"_s, .text = text, .line = line}}};
}

ManifestReading readJsonText(const QByteArray &text, const ManifestRules &rules)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (const auto at = unkeptNumberIn(text); problem.error == QJsonParseError::NoError && at)
        return broken(u"a number cannot be kept exactly; put it in quotes"_s,
                      static_cast<int>(text.first(*at).count('\n')) + 1);
    if (problem.error != QJsonParseError::NoError) {
        const auto before = text.first(std::clamp<qsizetype>(problem.offset, 0, text.size()));
        return broken(u"this is not JSON: "_s + problem.errorString(),
                      static_cast<int>(before.count('\n')) + 1);
    }
    if (const auto read = parseRequest(text); document.isObject() && !read)
        return broken(u"this JSON is not taken: "_s + read.error().text, 0);
    return readManifest(document.object(), rules);
}

ManifestReading readYamlText(const QByteArray &text, const ManifestRules &rules)
{
    YamlLines lines;
    YamlSpellings spellings;
    const auto yaml = parseYaml(text, &lines, &spellings);
    if (!yaml)
        return broken(yaml.error().text, lines.value({}));
    if (yaml->isNull())
        return broken(u"the manifest is empty"_s, 0);
    if (!yaml->isObject())
        return broken(u"the manifest must be a mapping that begins with apiVersion"_s, 1);
    ManifestReading result = readManifest(yaml->toObject(), rules);
    for (QList<Finding> *findings : {&result.problems, &result.warnings}) {
        for (Finding &finding : *findings) {
            finding.line = lineOf(finding.path, lines);
            finding.text = asWritten(finding, spellings);
        }
    }
    return result;
}

} // namespace

ManifestReading readManifest(const QJsonObject &object, const ManifestRules &rules)
{
    if (depthOf(object) > 32)
        return broken(u"the manifest is nested deeper than 32 levels"_s, 0);
    Findings reading;
    ManifestReading result{.manifest = readFields(object, reading)};
    const Findings checked = checkManifest(result.manifest, rules, reading);
    result.problems = checked.problems + reading.problems;
    result.warnings = checked.warnings + reading.warnings;
    return result;
}

ManifestReading readManifestText(const QByteArray &text, const ManifestRules &rules)
{
    if (text.size() > 256 * 1024)
        return broken(u"the manifest is larger than 256 KiB"_s, 0);
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless); // all of it is here
    const QString decoded = utf8(text);
    if (utf8.hasError() || decoded.contains(QChar::Null))
        return broken(u"the manifest is not UTF-8 text"_s, 0);
    return text.trimmed().startsWith('{') ? readJsonText(text, rules) : readYamlText(text, rules);
}

Result<Manifest> toResult(const ManifestReading &reading)
{
    if (reading.isOk())
        return reading.manifest;
    return invalid(reading.problems.first().path, reading.problems.first().text);
}

Manifest storedManifest(const QJsonObject &object)
{
    Findings ignored;
    return readFields(object, ignored);
}

AgentSpec storedAgent(const QJsonObject &object)
{
    Findings ignored;
    return readAgent(object, 0, ignored);
}

} // namespace core
