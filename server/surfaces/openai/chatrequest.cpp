// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/chatrequest.h"

#include "core/base/text.h"
#include "server/http/percent.h"
#include "server/surfaces/openai/talk.h"

#include <QCryptographicHash>

#include <algorithm>

namespace server::openai {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostTokens = 16'384;
constexpr qsizetype mostStops = 4;
constexpr qsizetype longestStop = 200;

// The same for every turn of a conversation whose client names no session.
QString derivedSession(const Request &request, const Model &model, const Talk &talk)
{
    const QStringList parts{request.principal.user, model.isAgent() ? model.id : QString(),
                            talk.system.left(200), talk.firstQuestion.left(100)};
    const QByteArray hash =
        QCryptographicHash::hash(parts.join(QChar(0)).toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"oai-"_s + QString::fromLatin1(hash.first(16));
}

Result<QStringList> stopsOf(const QJsonValue &stop)
{
    if (stop.isUndefined() || stop.isNull())
        return QStringList();
    QStringList stops;
    for (const QJsonValue &one : stop.isArray() ? stop.toArray() : QJsonArray{stop})
        stops.append(one.toString()); // empty for what is no text
    const bool areGood = stops.size() <= mostStops && std::ranges::all_of(stops, [](const QString &one) {
                             return !one.isEmpty() && one.size() <= longestStop;
                         });
    if (!areGood)
        return core::invalid(u"stop"_s,
                             u"stop must be a text, or a list of at most 4, of 1 to 200 characters"_s);
    return stops;
}

// What a model may make something of that has it; it changes no meaning where a model has it not.
QJsonObject hintsOf(const QJsonObject &json)
{
    QJsonObject hints;
    for (const QString &name : {u"seed"_s, u"reasoning_effort"_s}) {
        if (const QJsonValue value = json.value(name); !value.isUndefined() && !value.isNull())
            hints.insert(name, value);
    }
    return hints;
}

core::ModelWishes wishesOf(const QJsonObject &json, const Model &model)
{
    const int newer = json.value("max_completion_tokens"_L1).toInt();
    const int wanted = newer > 0 ? newer : json.value("max_tokens"_L1).toInt();
    return {.temperature = json.value("temperature"_L1).toDouble(model.temperature),
            .topP = json.value("top_p"_L1).toDouble(-1),
            .presencePenalty = json.value("presence_penalty"_L1).toDouble(),
            .frequencyPenalty = json.value("frequency_penalty"_L1).toDouble(),
            .maxTokens = wanted > 0 ? std::min(wanted, mostTokens) : model.maxTokens,
            .hints = hintsOf(json)};
}

QJsonObject contextOf(const QJsonObject &json, const Model &model, const QString &system)
{
    const QJsonObject options = json.value("shannon_options"_L1).toObject();
    QJsonObject context = options.value("context"_L1).toObject();
    if (const QJsonObject metadata = json.value("metadata"_L1).toObject(); !metadata.isEmpty())
        context.insert(u"metadata"_s, metadata);
    for (auto it = model.context.begin(); it != model.context.end(); ++it)
        context.insert(it.key(), it.value());
    for (const QString &name : {u"agent"_s, u"agent_input"_s, u"role"_s, u"research_strategy"_s}) {
        if (options.contains(name))
            context.insert(name, options.value(name));
    }
    if (system.isEmpty())
        return context;
    const bool hasOwn = !model.systemPrompt.isEmpty();
    context.insert(u"system_prompt"_s, hasOwn ? QString(model.systemPrompt + u"\n\n"_s + system) : system);
    return context;
}

bool isNew(core::Core &core, const Model &model, const QString &session, const core::Principal &principal)
{
    if (model.isAgent())
        return !core.chat().find({session}, principal);
    return !core.sessions().find(session, principal);
}

Result<core::Task> sent(core::Core &core, const Model &model, const core::NewTask &wanted,
                        const core::Principal &principal)
{
    if (!model.isAgent())
        return core.tasks().submit(wanted, principal);
    return core.chat().send({.agent = model.agent,
                             .text = wanted.query,
                             .conversation = {wanted.sessionId},
                             .context = wanted.context,
                             .wishes = wanted.wishes},
                            principal);
}

// A session that is somebody else's is not joined and not told of: the request gets one of its own.
Result<Submitted> submit(core::Core &core, const Request &request, const Model &model, const Talk &talk)
{
    const auto header = utf8Text(request.header("x-session-id").trimmed());
    const QString named = header.value_or(QString());
    if (!header || (!named.isEmpty() && !core::isIdentifier(named)))
        return core::invalid(u"X-Session-ID"_s,
                             u"X-Session-ID may have letters, digits, ':', '_', '-' and '.', 128 at most"_s);
    const QJsonObject options = request.json.value("shannon_options"_L1).toObject();
    core::NewTask wanted{.query = talk.question,
                         .sessionId = named.isEmpty() ? derivedSession(request, model, talk) : named,
                         .context = contextOf(request.json, model, talk.system),
                         .mode = model.mode,
                         .modelTier = options.value("model_tier"_L1).toString(),
                         .wishes = wishesOf(request.json, model)};
    if (named.isEmpty() || !talk.before.isEmpty()) {
        wanted.wishes.history = core::ModelWishes::History::AsTold;
        wanted.wishes.told = talk.before;
    }
    Submitted submitted{.model = model,
                        .stops = TRY(stopsOf(request.json.value("stop"_L1))),
                        .newSession = isNew(core, model, wanted.sessionId, request.principal)};
    auto task = sent(core, model, wanted, request.principal);
    if (!task && task.error().code == core::ErrorCode::NotFound) {
        wanted.sessionId = u"oai-"_s + core::newUuid();
        submitted.newSession = true;
        task = sent(core, model, wanted, request.principal);
    }
    submitted.task = TRY(task);
    return submitted;
}

} // namespace

Result<Submitted> submitChat(core::Core &core, const Request &request)
{
    const Model model = TRY(findModel(core, request.json.value("model"_L1).toString(), request.principal));
    return submit(core, request, model, TRY(talkOf(request.json.value("messages"_L1).toArray())));
}

Result<Submitted> submitPrompt(core::Core &core, const Request &request)
{
    const Model model = TRY(findModel(core, request.json.value("model"_L1).toString(), request.principal));
    QJsonValue prompt = request.json.value("prompt"_L1);
    if (prompt.isArray() && prompt.toArray().size() == 1)
        prompt = prompt.toArray().first();
    const QString text = prompt.toString();
    if (text.trimmed().isEmpty())
        return core::invalid(u"prompt"_s, u"prompt must be a text, or a list with one text"_s);
    return submit(core, request, model, {.question = text, .firstQuestion = text});
}

} // namespace server::openai
