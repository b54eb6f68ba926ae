// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QJsonObject>
#include <QStringList>

#include <functional>
#include <vector>

namespace testsupport {

// Whether answers are what a document of OpenAPI says of their operations: the status, the media type, the
// headers, and the body, whose names must all be known. The document is a server's own, so this finds what a
// row does not tell.
class DocumentCheck
{
public:
    explicit DocumentCheck(const QJsonObject &document);

    struct Answer
    {
        QByteArray method = {};
        QByteArray path = {}; // with or without its query
        int status = 0;
        QByteArray mediaType = {};
        QByteArray body = {};
        std::function<bool(const QByteArray &)> hasHeader = {}; // every one, where it is empty
    };
    // "get /api/v1/tasks/{id}", or nothing for what the document does not have. HEAD is asked of a GET.
    QString operationOf(const QByteArray &method, const QByteArray &path) const;

    // What is wrong with what was answered, a line each: "get /ready 200 /checks/disk: must be a text".
    // Nothing is said of addresses and methods that the document does not have, as they are refused.
    QStringList faultsOf(const Answer &answer) const;

    // Whether the operation may be answered with that status at all; null text where it may.
    QString statusFaultOf(const QString &operation, int status) const;

private:
    struct Path
    {
        QByteArrayList parts = {};
        QJsonObject operations = {};
    };

    const Path *find(const QByteArray &path, const QString &method) const;
    QJsonObject resolved(const QJsonValue &value) const;
    QJsonObject replyOf(const QString &operation, int status) const; // empty: the status is not told

    QJsonObject m_document;
    std::vector<Path> m_paths; // those with more literal parts first
};

} // namespace testsupport
