// SPDX-License-Identifier: GPL-3.0-or-later
// Starting workflows: plainly, under a version, protected, and with a configuration.
#include "server/surfaces/orchestrator/executionjson.h"
#include "server/surfaces/orchestrator/orchestrator.h"

namespace server::orchestrator {

using core::Result;
using core::Scope;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double longestRequirements = 100'000;

core::NewWorkflow wantedOf(const QJsonObject &json)
{
    QJsonObject configuration = json.value(u"configuration"_s).toObject();
    const QJsonValue retries = json.value(u"max_retries"_s);
    if (!retries.isUndefined() && !retries.isNull())
        configuration.insert(u"max_retries"_s, retries);
    return {.requirements = json.value(u"requirements"_s).toString(),
            .type = json.value(u"workflow_type"_s).toString(),
            .step = json.value(u"step_type"_s).toString(configuration.value(u"step_type"_s).toString()),
            .configuration = configuration,
            .priority = core::fromWord<core::Priority>(json.value(u"priority"_s).toString())
                            .value_or(core::Priority::Normal)};
}

QJsonObject begunJson(const core::WorkflowView &view, const QString &status, const QString &message)
{
    return {{u"session_id"_s, view.workflow.id},
            {u"task_id"_s, view.task.id.value},
            {u"status"_s, status},
            {u"workflow_type"_s, view.workflow.type},
            {u"message"_s, message},
            {u"created_at"_s, core::toText(view.workflow.createdAt)},
            {u"estimated_completion"_s, estimateOf(view.progress)}};
}

Result<Response> execute(core::Core &core, const Request &request)
{
    const core::WorkflowView view = TRY(core.workflows().submit(wantedOf(request.json), request.principal));
    const QString place = u"/workflow-status/"_s + view.workflow.id;
    return reply(200,
                 begunJson(view, u"accepted"_s, u"Workflow execution started. Track progress at "_s + place))
        .with("Location", place.toLatin1());
}

Result<Response> executeCustom(core::Core &core, const Request &request)
{
    const core::WorkflowView view = TRY(core.workflows().submit(wantedOf(request.json), request.principal));
    return reply(200, begunJson(view, u"queued"_s, u"Workflow queued for execution"_s))
        .with("Location", "/workflow-status/" + view.workflow.id.toLatin1());
}

QStringList typeNames()
{
    QStringList names;
    for (const core::WorkflowType &type : core::workflowTypes())
        names.append(type.name);
    return names;
}

std::vector<Field> commonFields()
{
    return {{.name = u"requirements"_s,
             .presence = Presence::Required,
             .minimum = 1,
             .maximum = longestRequirements,
             .summary = u"What shall be made"_s},
            {.name = u"workflow_type"_s,
             .presence = Presence::Required,
             .allowed = typeNames(),
             .refusal = u"Unknown workflow type: %1"_s}};
}

Field configurationField()
{
    return {.name = u"configuration"_s,
            .type = FieldType::Object,
            .summary = u"cluster: whose agents work; agents: {phase kind: agent}; max_retries: corrections, "
                       u"0 to 10; features: "
                       "increments; step_type: of \"individual\"; phases: of \"custom\", each {name, kind, "
                       "agent, instruction, "
                       "after, repeat_from, max_retries, on_failure}"_s};
}

Field priorityField()
{
    return {.name = u"priority"_s,
            .allowed = {u"low"_s, u"normal"_s, u"high"_s, u"critical"_s},
            .summary = u"\"normal\" when absent"_s};
}

std::vector<Field> plainFields()
{
    std::vector<Field> fields = commonFields();
    fields.push_back({.name = u"step_type"_s,
                      .allowed = {u"planning"_s, u"design"_s, u"test_writing"_s, u"implementation"_s,
                                  u"execution"_s, u"review"_s},
                      .summary = u"The phase of an \"individual\" workflow"_s});
    fields.push_back({.name = u"max_retries"_s,
                      .type = FieldType::Integer,
                      .minimum = 0,
                      .maximum = 10,
                      .summary = u"3 when absent"_s});
    fields.push_back(configurationField());
    fields.push_back(priorityField());
    return fields;
}

std::vector<Field> customFields()
{
    std::vector<Field> fields = commonFields();
    fields.push_back(configurationField());
    fields.push_back(priorityField());
    return fields;
}

QJsonObject exampleBegun(const QString &status, const QString &message)
{
    return {{u"session_id"_s, u"0193f7c2-8a4e-7c5d-9b1a-2f6e4d3c2b1a"_s},
            {u"task_id"_s, u"task-0193f7c2-8a4f-7000-8000-1a2b3c4d5e6f"_s},
            {u"status"_s, status},
            {u"workflow_type"_s, u"full"_s},
            {u"message"_s, message},
            {u"created_at"_s, u"2026-01-30T16:15:08.000Z"_s},
            {u"estimated_completion"_s, QJsonValue::Null}};
}

Field placeOfStatus()
{
    return sentHeader(u"Location"_s, u"Where its status is"_s);
}

Endpoint executing(core::Core &core, const QByteArray &path, const QString &summary)
{
    return {.method = Method::Post,
            .path = path,
            .access = Scope::TasksWrite,
            .body = largeJsonBody(plainFields()),
            .handler = AnswerNow([&core](const Request &request) { return execute(core, request); }),
            .summary = summary,
            .replies = {{.status = 200,
                         .summary = u"Accepted; the workflow runs"_s,
                         .example = exampleBegun(u"accepted"_s,
                                                 u"Workflow execution started. Track progress at "
                                                 "/workflow-status/0193f7c2-8a4e-7c5d-9b1a-2f6e4d3c2b1a"_s),
                         .headers = {placeOfStatus()}}}};
}

} // namespace

std::vector<Endpoint> submissionEndpoints(core::Core &core, int perMinute)
{
    std::vector<Endpoint> rows{executing(core, "/execute-workflow", u"Start a workflow"_s),
                               executing(core, "/api/v1/execute-workflow", u"Start a workflow, version 1"_s),
                               executing(core, "/api/v2/execute-workflow", u"Start a workflow, version 2"_s)};
    // One count for all three: a limit that another path goes around is none.
    for (Endpoint &row : rows)
        row.limit = RateLimit{.name = u"workflows"_s,
                              .requests = perMinute,
                              .window = 60s,
                              .by = CountedBy::Address,
                              .refused = Refused::GivenBack};
    rows.push_back(
        executing(core, "/protected/execute-workflow", u"Start a workflow with credentials, always"_s));
    rows.back().keyless = Keyless::Never;
    rows.back().counted = Counted::Yes;
    rows.push_back(
        {.method = Method::Post,
         .path = "/custom/execute",
         .access = Scope::TasksWrite,
         .body = largeJsonBody(customFields()),
         .handler = AnswerNow([&core](const Request &request) { return executeCustom(core, request); }),
         .summary = u"Start a workflow with options"_s,
         .replies = {{.status = 200,
                      .summary = u"Queued; estimated_completion is null until such phases were measured"_s,
                      .example = exampleBegun(u"queued"_s, u"Workflow queued for execution"_s),
                      .headers = {placeOfStatus()}}},
         .counted = Counted::Yes});
    return rows;
}

} // namespace server::orchestrator
