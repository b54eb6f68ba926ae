// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/models.h"

#include "server/surfaces/openai/openai.h"

namespace server::openai {

using core::Result;
using core::TaskMode;
using namespace Qt::Literals::StringLiterals;

namespace {

// The rows of the contract are older than any cluster; clients sort by this.
constexpr qint64 contractTime = 1'735'689'600; // 2025-01-01

QJsonObject research(const QString &strategy, const QJsonObject &more = {})
{
    QJsonObject context{{u"force_research"_s, true}, {u"research_strategy"_s, strategy}};
    for (auto it = more.begin(); it != more.end(); ++it)
        context.insert(it.key(), it.value());
    return context;
}

Model row(const QString &name, const QString &description, int maxTokens, const QJsonObject &context = {},
          TaskMode mode = TaskMode::Simple)
{
    return {.id = u"shannon-"_s + name,
            .description = description,
            .owner = u"shannon"_s,
            .created = contractTime,
            .mode = mode,
            .context = context,
            .temperature = 0.7,
            .maxTokens = maxTokens};
}

const QList<Model> &contractModels()
{
    static const QList<Model> models{
        row(u"chat"_s, u"General chat; the default"_s, 4096),
        row(u"complex"_s, u"Several agents under a supervisor"_s, 8192, {}, TaskMode::Supervisor),
        row(u"quick-research"_s, u"Quick research"_s, 4096, research(u"quick"_s)),
        row(u"standard-research"_s, u"Balanced research"_s, 4096, research(u"standard"_s)),
        row(u"deep-research"_s, u"Deep research in up to three rounds"_s, 8192,
            research(u"deep"_s,
                     {{u"iterative_research_enabled"_s, true}, {u"iterative_max_iterations"_s, 3}})),
        row(u"academic-research"_s, u"Academic research with verification"_s, 8192,
            research(u"academic"_s, {{u"enable_verification"_s, true}})),
        row(u"ads-research"_s, u"Research for advertising"_s, 4096, {{u"role"_s, u"ads_research"_s}}),
    };
    return models;
}

QString idOf(const core::Agent &agent)
{
    return agent.clusterName + u'/' + agent.spec.name;
}

Model modelOf(const core::Agent &agent)
{
    return {.id = idOf(agent),
            .description = u"Agent %1 of cluster %2"_s.arg(agent.spec.name, agent.clusterName),
            .owner = agent.clusterName,
            .created = agent.createdAt.time_since_epoch() / std::chrono::seconds(1),
            .agent = agent.id,
            .systemPrompt = agent.spec.systemPrompt};
}

QJsonObject jsonOf(const Model &model)
{
    return {{u"id"_s, model.id},
            {u"object"_s, u"model"_s},
            {u"created"_s, model.created},
            {u"owned_by"_s, model.owner}};
}

Result<Response> list(core::Core &core, const core::Principal &principal)
{
    QJsonArray models;
    for (const Model &model : modelsOf(core, principal))
        models.append(jsonOf(model));
    return Response::json(200, QJsonObject{{u"object"_s, u"list"_s}, {u"data"_s, models}});
}

Result<Response> show(core::Core &core, const QString &id, const core::Principal &principal)
{
    const Model model = TRY(findModel(core, id, principal));
    return Response::json(200, jsonOf(model)).with("X-Model-Description", model.description.toUtf8());
}

std::vector<Field> modelFields()
{
    return {
        {.name = u"id"_s, .presence = Presence::Required, .example = u"shannon-chat"_s},
        {.name = u"object"_s, .presence = Presence::Required, .allowed = {u"model"_s}, .example = u"model"_s},
        {.name = u"created"_s,
         .type = FieldType::Integer,
         .presence = Presence::Required,
         .summary = u"Seconds since 1970"_s,
         .example = contractTime},
        {.name = u"owned_by"_s,
         .presence = Presence::Required,
         .summary = u"shannon, or the agent's cluster"_s,
         .example = u"shannon"_s}};
}

} // namespace

QList<Model> modelsOf(core::Core &core, const core::Principal &principal)
{
    QList<Model> models = contractModels();
    for (const core::Agent &agent : core.fleet().agents({}, principal))
        models.append(modelOf(agent));
    return models;
}

Result<Model> findModel(core::Core &core, const QString &id, const core::Principal &principal)
{
    if (id.isEmpty())
        return contractModels().first();
    for (const Model &model : contractModels()) {
        if (model.id == id)
            return model;
    }
    const auto agent =
        id.contains(u'/') ? core.fleet().findAgent(id, principal) : Result<core::Agent>(core::Error());
    if (agent && idOf(*agent) == id)
        return modelOf(*agent);
    const QString text = u"Model '%1' not found. Use GET /v1/models to list available models."_s.arg(id);
    core::Error error = core::failure(core::ErrorCode::NotFound, text);
    error.field = u"model"_s;
    return error;
}

std::vector<Endpoint> modelEndpoints(core::Core &core)
{
    const ReplyNote found{.status = 200, .summary = u"The model"_s, .fields = modelFields()};
    return {
        {.method = Method::Get,
         .path = "/v1/models",
         .access = Access::known(),
         .handler = AnswerNow([&core](const Request &request) { return list(core, request.principal); }),
         .summary = u"List the models"_s,
         .description =
             u"The models of the contract, and each agent of the caller's clusters, and of those that are offered to all, as `cluster/agent`."_s,
         .replies = {{.status = 200,
                      .summary = u"The models"_s,
                      .fields = {{.name = u"object"_s,
                                  .presence = Presence::Required,
                                  .allowed = {u"list"_s},
                                  .example = u"list"_s},
                                 {.name = u"data"_s,
                                  .type = FieldType::List,
                                  .presence = Presence::Required,
                                  .fields = modelFields()}}}}},
        {.method = Method::Get,
         .path = "/v1/models/{model}",
         .access = Access::known(),
         .handler = AnswerNow([&core](const Request &request) {
             return show(core, request.parameter(u"model"), request.principal);
         }),
         .summary = u"Show a model"_s,
         .description = u"Its description is in the header `X-Model-Description`."_s,
         .parameters = {{.name = u"model"_s, .example = u"shannon-chat"_s}},
         .replies = {found},
         .encodedSlash = EncodedSlash::Allowed},
        {.method = Method::Get,
         .path = "/v1/models/{cluster}/{agent}",
         .access = Access::known(),
         .handler = AnswerNow([&core](const Request &request) {
             const QString id = request.parameter(u"cluster") + u'/' + request.parameter(u"agent");
             return show(core, id, request.principal);
         }),
         .summary = u"Show the model that is an agent"_s,
         .replies = {found}},
    };
}

} // namespace server::openai
