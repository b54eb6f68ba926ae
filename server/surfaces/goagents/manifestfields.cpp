// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/manifestfields.h"

namespace server::goagents {

using namespace Qt::Literals::StringLiterals;

namespace {

Field object(const QString &name, std::vector<Field> fields, Presence presence = Presence::Optional)
{
    return {.name = name, .type = FieldType::Object, .presence = presence, .fields = std::move(fields)};
}

Field metadata()
{
    return object(u"metadata"_s,
                  {{.name = u"name"_s, .presence = Presence::Required, .maximum = 128},
                   {.name = u"namespace"_s, .summary = u"\"default\" when absent"_s},
                   object(u"labels"_s, {}),
                   object(u"annotations"_s, {})},
                  Presence::Required);
}

Field resourcePolicy()
{
    return object(u"resource_policy"_s,
                  {{.name = u"max_concurrent_agents"_s,
                    .type = FieldType::Integer,
                    .minimum = 1,
                    .summary = u"Steps that run at once, over all agents; 10 when absent"_s},
                   {.name = u"idle_timeout"_s, .summary = u"A duration such as \"300s\""_s},
                   {.name = u"scale_to_zero"_s, .type = FieldType::Boolean},
                   {.name = u"memory_limit"_s},
                   {.name = u"cpu_limit"_s}});
}

Field scaling()
{
    return object(u"scaling"_s, {{.name = u"min_instances"_s, .type = FieldType::Integer, .minimum = 0},
                                 {.name = u"max_instances"_s, .type = FieldType::Integer, .minimum = 0},
                                 {.name = u"target_utilization"_s, .type = FieldType::Number},
                                 {.name = u"scale_up_threshold"_s, .type = FieldType::Integer},
                                 {.name = u"scale_down_threshold"_s, .type = FieldType::Integer},
                                 {.name = u"cooldown_period"_s}});
}

Field agents()
{
    return {
        .name = u"agents"_s,
        .type = FieldType::List,
        .presence = Presence::Required,
        .minimum = 1,
        .fields = {{.name = u"name"_s, .presence = Presence::Required, .maximum = 128},
                   {.name = u"provider"_s, .presence = Presence::Required},
                   {.name = u"model"_s, .presence = Presence::Required},
                   {.name = u"system_prompt"_s},
                   {.name = u"temperature"_s, .type = FieldType::Number, .minimum = 0, .maximum = 1},
                   {.name = u"max_tokens"_s, .type = FieldType::Integer, .minimum = 1},
                   {.name = u"top_p"_s, .type = FieldType::Number, .minimum = 0, .maximum = 1},
                   {.name = u"tools"_s,
                    .type = FieldType::List,
                    .summary = u"Names of tools, or objects with a type"_s},
                   scaling(),
                   object(u"resources"_s,
                          {{.name = u"memory_limit"_s}, {.name = u"cpu_limit"_s}, {.name = u"timeout"_s}}),
                   {.name = u"depends_on"_s,
                    .type = FieldType::TextList,
                    .summary = u"Agents that are declared earlier"_s},
                   object(u"environment"_s, {})}};
}

} // namespace

BodyShape manifestBody()
{
    return BodyShape{
        .kind = BodyShape::Kind::Raw,
        .fields = {{.name = u"apiVersion"_s, .allowed = {u"goagents.dev/v1"_s}},
                   {.name = u"kind"_s, .allowed = {u"AgentCluster"_s}},
                   metadata(),
                   object(u"spec"_s, {resourcePolicy(), agents()}, Presence::Required)},
    };
}

} // namespace server::goagents
