// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/documentcheck.h"

#include "core/tool/jsonschema.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace testsupport {

using namespace Qt::Literals::StringLiterals;

namespace {

bool varies(const QByteArray &part)
{
    return part.startsWith('{');
}

QJsonValue parsed(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

// "items[0].price" as the pointer "/items/0/price".
QString pointerOf(const QString &path)
{
    QString pointer = path;
    pointer.replace(u'[', u'/').remove(u']').replace(u'.', u'/');
    return pointer.isEmpty() || pointer.startsWith(u'/') ? pointer : QString(u'/' + pointer);
}

// Names that the schema does not have, where it has any.
void collectUnknown(const QJsonObject &schema, const QJsonValue &value, const QString &pointer,
                    QStringList &found)
{
    const QJsonArray list = value.toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString below = pointer + u'/' + QString::number(i);
        collectUnknown(schema.value(u"items"_s).toObject(), list[i], below, found);
    }
    const QJsonObject known = schema.value(u"properties"_s).toObject();
    if (known.isEmpty() || schema.contains(u"additionalProperties"_s))
        return;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString below = pointer + u'/' + it.key();
        if (known.contains(it.key()))
            collectUnknown(known.value(it.key()).toObject(), *it, below, found);
        else
            found.append(QString(below + u": is not in the document"_s));
    }
}

// What the guard, the pipeline and the server's end say of any request, in the shape of the contract.
bool isOfEveryOperation(int status)
{
    static constexpr int known[] = {400, 405, 408, 411, 414, 415, 417, 421, 426, 431, 501, 503, 505};
    return std::ranges::find(known, status) != std::end(known);
}

} // namespace

DocumentCheck::DocumentCheck(const QJsonObject &document)
    : m_document(document)
{
    const QJsonObject paths = document.value(u"paths"_s).toObject();
    for (auto it = paths.begin(); it != paths.end(); ++it)
        m_paths.push_back({.parts = it.key().toUtf8().split('/'), .operations = it->toObject()});
    std::ranges::stable_sort(m_paths, {},
                             [](const Path &path) { return std::ranges::count_if(path.parts, varies); });
}

const DocumentCheck::Path *DocumentCheck::find(const QByteArray &path, const QString &method) const
{
    const QByteArrayList parts = path.split('?').first().split('/');
    const auto fits = [&](const Path &known) {
        return known.operations.contains(method) &&
               std::ranges::equal(known.parts, parts, [](const QByteArray &wanted, const QByteArray &part) {
                   return wanted == part || (varies(wanted) && !part.isEmpty());
               });
    };
    const auto found = std::ranges::find_if(m_paths, fits);
    return found == m_paths.end() ? nullptr : &*found;
}

QJsonObject DocumentCheck::resolved(const QJsonValue &value) const
{
    const QString reference = value[u"$ref"_s].toString();
    if (reference.isEmpty())
        return value.toObject();
    QJsonValue found = m_document;
    for (const QString &part : reference.mid(2).split(u'/'))
        found = found.toObject().value(part);
    return found.toObject();
}

QString DocumentCheck::operationOf(const QByteArray &method, const QByteArray &path) const
{
    const QString lower = method == "HEAD" ? u"get"_s : QString::fromLatin1(method).toLower();
    const Path *found = find(path, lower);
    return found == nullptr ? QString() : QString(lower + u' ' + QString::fromLatin1(found->parts.join('/')));
}

QJsonObject DocumentCheck::replyOf(const QString &operation, int status) const
{
    const QString path = operation.section(u' ', 1);
    const QJsonObject item = m_document.value(u"paths"_s)[path].toObject();
    const QJsonObject replies = item.value(operation.section(u' ', 0, 0))[u"responses"_s].toObject();
    const QString key = QString::number(status);
    const QString told = !replies.contains(key) && isOfEveryOperation(status) ? u"default"_s : key;
    return resolved(replies.value(told));
}

QString DocumentCheck::statusFaultOf(const QString &operation, int status) const
{
    if (!replyOf(operation, status).isEmpty())
        return {};
    return u"%1 %2: the status is not in the document"_s.arg(operation).arg(status);
}

QStringList DocumentCheck::faultsOf(const Answer &answer) const
{
    const QString operation = operationOf(answer.method, answer.path);
    if (operation.isEmpty())
        return {};
    if (const QString fault = statusFaultOf(operation, answer.status); !fault.isEmpty())
        return {fault};
    const QString name = u"%1 %2"_s.arg(operation).arg(answer.status);
    const QJsonObject reply = replyOf(operation, answer.status);
    QStringList faults;
    const QJsonObject headers = reply.value(u"headers"_s).toObject();
    for (auto it = headers.begin(); answer.hasHeader && it != headers.end(); ++it) {
        if (it.value()[u"required"_s].toBool() && !answer.hasHeader(it.key().toLatin1()))
            faults.append(QString(name + u": has no header "_s + it.key()));
    }
    const QJsonObject content = reply.value(u"content"_s).toObject();
    const QString type = QString::fromLatin1(answer.mediaType.split(';').first().trimmed());
    if (type.isEmpty() && answer.body.isEmpty())
        return content.isEmpty() ? faults : faults << QString(name + u": has no body"_s);
    if (!content.contains(type))
        return faults << QString(name + u": the media type %1 is not in the document"_s.arg(type));
    if (type != "application/json"_L1 || answer.method == "HEAD")
        return faults;
    const QJsonObject schema = content.value(type)[u"schema"_s].toObject();
    const QJsonValue body = parsed(answer.body);
    for (const core::SchemaProblem &problem : core::check(schema, body))
        faults.append(QString(name + u' ' + pointerOf(problem.path) + u": "_s + problem.text));
    QStringList unknown;
    collectUnknown(schema, body, {}, unknown);
    for (const QString &one : std::as_const(unknown))
        faults.append(QString(name + u' ' + one));
    return faults;
}

} // namespace testsupport
