// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace testsupport {

// Whether answers are what a document of OpenAPI says of their operations: the status, the media type, and
// the body, whose names must all be known. The document is a server's own, so this finds what a row does not
// tell.
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
    };
    // "get /api/v1/tasks/{id}", or nothing for what the document does not have.
    QString operationOf(const Answer &answer) const;
    // What is wrong, a line each. Nothing is said of addresses and methods that the document does not have.
    QStringList faultsOf(const Answer &answer) const;

private:
    struct Path
    {
        QByteArrayList parts = {};
        QJsonObject operations = {};
    };

    const Path *find(const QByteArray &path, const QString &method) const;
    QJsonObject resolved(const QJsonValue &value) const;

    QJsonObject m_document;
    std::vector<Path> m_paths; // those with more literal parts first
};

} // namespace testsupport
