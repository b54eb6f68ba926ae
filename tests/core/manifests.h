// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/manifestreader.h"

#include <QJsonDocument>

// Manifests for the tests of reading and writing them.
namespace manifests {

using namespace core;
using namespace Qt::Literals::StringLiterals;

inline ManifestRules rules()
{
    return {.providers = {u"builtin"_s, u"openai"_s, u"anthropic"_s},
            .configured = {u"builtin"_s, u"openai"_s, u"anthropic"_s},
            .tools = {u"calculator"_s, u"knowledge_search"_s, u"read_file"_s, u"write_file"_s,
                      u"list_files"_s, u"http_fetch"_s, u"remember"_s}};
}

inline QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

// A manifest with one agent whose fields are `agent`, and whatever else `spec` and `metadata` say.
inline QJsonObject withAgent(const char *agent)
{
    QJsonObject fields = json(R"({"name":"assistant","provider":"builtin","model":"extractive-1"})");
    const QJsonObject more = json(agent);
    for (auto field = more.begin(); field != more.end(); ++field)
        fields.insert(field.key(), field.value());
    return QJsonObject{{u"metadata"_s, json(R"({"name":"support"})")},
                       {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{fields}}}}};
}

inline QJsonObject withPolicy(const char *policy)
{
    QJsonObject manifest = withAgent("{}");
    QJsonObject spec = manifest.value(u"spec"_s).toObject();
    spec.insert(u"resource_policy"_s, json(policy));
    manifest.insert(u"spec"_s, spec);
    return manifest;
}

inline QString texts(const QList<Finding> &findings)
{
    QStringList all;
    for (const Finding &finding : findings)
        all.append(finding.text);
    return all.join(u" | "_s);
}

inline constexpr const char *everyField = R"(apiVersion: goagents.dev/v1
kind: AgentCluster
metadata:
  name: support
  namespace: shop
  labels:
    tier: gold
  annotations:
    note: "yes: quoted # text"
spec:
  resource_policy:
    memory_limit: 1Gi
    cpu_limit: "2"
    max_concurrent_agents: 7
    idle_timeout: 1m30s
    scale_to_zero: false
  agents:
    - name: reader
      provider: builtin
      model: extractive-1
      tools: [knowledge_search, {name: calculator}]
    - name: assistant
      provider: anthropic
      model: claude-sonnet-4
      system_prompt: |
        Be brief.
        Say where it comes from.
      temperature: 0.2
      max_tokens: 100000
      top_p: 0.9
      tools:
        - type: http
          name: customers
          url: https://api.example.com/customers
          method: post
          headers: {X-Shop: "12"}
          timeout: 20s
          retry_attempts: 5
          retry_delay: 1500ms
          auth: {type: api_key, token: t, api_key: k, secret: s}
        - type: mcp
          name: files
          server: local
          transport: http
          command: [files, serve]
          args: ["--read-only"]
          env: {HOME: /srv}
          timeout: 1h
        - type: websocket
          name: prices
          endpoint: wss://prices.example.com/live
          headers: {A: b}
          reconnect: true
          reconnect_interval: 6s
          ping_interval: 31s
          max_message_size: 2048
      scaling:
        min_instances: 1
        max_instances: 6
        target_utilization: 0.5
        scale_up_threshold: 4
        scale_down_threshold: 1
        cooldown_period: 30s
      resources:
        memory_limit: 256Mi
        cpu_limit: 250m
        timeout: 2m
      depends_on: [reader]
      environment:
        MODE: "on"
)";

// What writing `everyField` gives: canonical order, canonical durations, defaults left out.
inline constexpr const char *everyFieldWritten = R"(apiVersion: goagents.dev/v1
kind: AgentCluster
metadata:
  name: support
  namespace: shop
  labels:
    tier: gold
  annotations:
    note: "yes: quoted # text"
spec:
  resource_policy:
    max_concurrent_agents: 7
    idle_timeout: 90s
    scale_to_zero: false
    memory_limit: 1Gi
    cpu_limit: "2"
  agents:
    - name: reader
      provider: builtin
      model: extractive-1
      tools: [knowledge_search, calculator]
    - name: assistant
      provider: anthropic
      model: claude-sonnet-4
      system_prompt: |
        Be brief.
        Say where it comes from.
      temperature: 0.2
      max_tokens: 100000
      top_p: 0.9
      tools:
        - type: http
          name: customers
          url: https://api.example.com/customers
          method: POST
          headers:
            X-Shop: "12"
          auth:
            type: api_key
            token: t
            api_key: k
            secret: s
          timeout: 20s
          retry_attempts: 5
          retry_delay: 1500ms
        - type: mcp
          name: files
          server: local
          transport: http
          command: [files, serve]
          args: [--read-only]
          env:
            HOME: /srv
          timeout: 1h
        - type: websocket
          name: prices
          url: wss://prices.example.com/live
          headers:
            A: b
          reconnect: true
          reconnect_interval: 6s
          ping_interval: 31s
          max_message_size: 2048
      scaling:
        min_instances: 1
        max_instances: 6
        target_utilization: 0.5
        scale_up_threshold: 4
        scale_down_threshold: 1
        cooldown_period: 30s
      resources:
        memory_limit: 256Mi
        cpu_limit: 250m
        timeout: 120s
      depends_on: [reader]
      environment:
        MODE: on
)";

} // namespace manifests
