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

// Names that the schema does not have, where it has any.
void collectUnknown(const QJsonObject &schema, const QJsonValue &value, const QString &path,
                    QStringList &found)
{
    const QJsonArray list = value.toArray();
    for (const QJsonValue &element : list)
        collectUnknown(schema.value(u"items"_s).toObject(), element, path + u"[]"_s, found);
    const QJsonObject known = schema.value(u"properties"_s).toObject();
    if (known.isEmpty() || schema.contains(u"additionalProperties"_s))
        return;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString below = path + u'.' + it.key();
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

QString DocumentCheck::operationOf(const Answer &answer) const
{
    const QString method = QString::fromLatin1(answer.method).toLower();
    const Path *path = find(answer.path, method);
    return path == nullptr ? QString() : QString(method + u' ' + QString::fromLatin1(path->parts.join('/')));
}

QStringList DocumentCheck::faultsOf(const Answer &answer) const
{
    const QString method = QString::fromLatin1(answer.method).toLower();
    const Path *path = find(answer.path, method);
    if (path == nullptr)
        return {};
    const QJsonObject replies = path->operations.value(method)[u"responses"_s].toObject();
    QString status = QString::number(answer.status);
    if (!replies.contains(status) && isOfEveryOperation(answer.status))
        status = u"default"_s;
    const QString name =
        u"%1 %2 %3"_s.arg(method, QString::fromLatin1(path->parts.join('/'))).arg(answer.status);
    if (!replies.contains(status))
        return {QString(name + u": the status is not in the document"_s)};
    const QJsonObject content = resolved(replies.value(status)).value(u"content"_s).toObject();
    if (answer.body.isEmpty())
        return content.isEmpty() ? QStringList() : QStringList{QString(name + u": has no body"_s)};
    const QString type = QString::fromLatin1(answer.mediaType.split(';').first().trimmed());
    if (!content.contains(type))
        return {QString(name + u": the media type %1 is not in the document"_s.arg(type))};
    if (type != "application/json"_L1)
        return {};
    const QJsonObject schema = content.value(type)[u"schema"_s].toObject();
    const QJsonValue body = parsed(answer.body);
    QStringList faults;
    for (const core::SchemaProblem &problem : core::check(schema, body))
        faults.append(QString(name + u' ' + problem.line()));
    QStringList unknown;
    collectUnknown(schema, body, {}, unknown);
    unknown.removeDuplicates();
    for (const QString &one : std::as_const(unknown))
        faults.append(QString(name + u' ' + one));
    return faults;
}

} // namespace testsupport
