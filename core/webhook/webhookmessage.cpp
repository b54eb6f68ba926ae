// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/webhook/webhookmessage.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <optional>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestResult = 64 * 1024;
constexpr QLatin1StringView secretPrefix("whsec_");

struct Name
{
    EventType type;
    const char *word;
};

// Of objects that say whose they are.
constexpr Name ownedNames[] = {
    {EventType::SessionOpened, "session.created"},      {EventType::SessionStarted, "session.started"},
    {EventType::SessionCompleted, "session.completed"}, {EventType::SessionFailed, "session.failed"},
    {EventType::SessionExpired, "session.expired"},     {EventType::AgentDeployed, "agent.deployed"},
    {EventType::AgentFailed, "agent.failed"},           {EventType::AgentDeleted, "agent.deleted"},
};

constexpr Name taskNames[] = {
    {EventType::TaskSubmitted, "task.submitted"},       {EventType::TaskStarted, "task.started"},
    {EventType::TaskCompleted, "task.completed"},       {EventType::TaskFailed, "task.failed"},
    {EventType::TaskCancelled, "task.cancelled"},       {EventType::ApprovalRequested, "approval.requested"},
    {EventType::ApprovalDecided, "approval.decided"},   {EventType::ApprovalExpired, "approval.expired"},
    {EventType::ApprovalReminded, "approval.reminded"},
};

// Of documents; events of older stores name no owner, who then was the actor.
constexpr Name documentNames[] = {
    {EventType::DocumentAdded, "document.added"},
    {EventType::DocumentDeleted, "document.deleted"},
};

template<size_t count>
QString nameIn(const Name (&names)[count], EventType type)
{
    for (const Name &name : names) {
        if (name.type == type)
            return QLatin1StringView(name.word);
    }
    return {};
}

QJsonObject taskData(const Event &event, const Task &task)
{
    QJsonObject data = event.payload;
    data.insert(u"task_id"_s, task.id.value);
    data.insert(u"session_id"_s, task.sessionId);
    data.insert(u"agent_id"_s, task.agent.value);
    data.insert(u"status"_s, toWord(task.state));
    if (event.type == EventType::TaskCompleted)
        data.insert(u"result"_s, shortened(task.result, longestResult));
    if (event.type == EventType::TaskFailed)
        data.insert(u"error"_s, task.error);
    return data;
}

QList<WebhookMessage> taskMessages(const Event &event, const QString &type, TaskStore &tasks)
{
    const auto task = tasks.find(event.task);
    if (!task)
        return {};
    QList<WebhookMessage> messages{{.type = type, .owner = task->owner, .data = taskData(event, *task)}};
    if (event.type == EventType::TaskFailed)
        messages.append({.type = u"agent.failed"_s, .owner = task->owner, .data = messages.first().data});
    return messages;
}

// The bytes behind the prefix, as every library reads them; nothing where they could be read in more ways
// than one.
std::optional<QByteArray> bytesOf(const QString &secret)
{
    const QByteArray text = secret.sliced(secretPrefix.size()).toLatin1();
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    return decoded && !decoded.decoded.isEmpty() && decoded.decoded.toBase64() == text
               ? std::optional(decoded.decoded)
               : std::nullopt;
}

// A secret that an older version took although nobody could read it is still used as it was.
QByteArray keyOf(const QString &secret)
{
    const auto bytes = secret.startsWith(secretPrefix) ? bytesOf(secret) : std::nullopt;
    return bytes.value_or(secret.toUtf8());
}

} // namespace

QStringList webhookEvents()
{
    QStringList names;
    for (const Name &name : ownedNames)
        names.append(QLatin1StringView(name.word));
    for (const Name &name : taskNames)
        names.append(QLatin1StringView(name.word));
    for (const Name &name : documentNames)
        names.append(QLatin1StringView(name.word));
    return names;
}

QList<WebhookMessage> messagesOf(const Event &event, TaskStore &tasks)
{
    if (const QString type = nameIn(taskNames, event.type); !type.isEmpty())
        return taskMessages(event, type, tasks);
    const QString document = nameIn(documentNames, event.type);
    const QString type = document.isEmpty() ? nameIn(ownedNames, event.type) : document;
    if (type.isEmpty())
        return {};
    QJsonObject data = event.payload;
    const QString owner = data.take(u"owner"_s).toString(event.actor);
    return {{.type = type, .owner = owner, .data = data}};
}

QByteArray bodyOf(const WebhookMessage &message, const QString &id, Timestamp at)
{
    return toBytes(QJsonObject{
        {u"id"_s, id}, {u"type"_s, message.type}, {u"timestamp"_s, toText(at)}, {u"data"_s, message.data}});
}

QList<std::pair<QByteArray, QByteArray>> signedHeaders(const QString &id, Timestamp now,
                                                       const QByteArray &body, const QString &secret)
{
    const QByteArray time = QByteArray::number(toStored(now) / 1000);
    const QByteArray content = id.toLatin1() + '.' + time + '.' + body;
    const QByteArray signature =
        QMessageAuthenticationCode::hash(content, keyOf(secret), QCryptographicHash::Sha256).toBase64();
    return {
        {"webhook-id", id.toLatin1()}, {"webhook-timestamp", time}, {"webhook-signature", "v1," + signature}};
}

bool isWebhookSecret(const QString &secret)
{
    return !secret.startsWith(secretPrefix) || bytesOf(secret);
}

QString newWebhookSecret()
{
    quint32 words[8];
    QRandomGenerator::system()->fillRange(words);
    return secretPrefix +
           QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(words), sizeof words).toBase64());
}

} // namespace core
