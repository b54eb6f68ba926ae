// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/requestobserver.h"
#include "server/http/surface.h"
#include "server/surfaces/system/openapi.h"
#include "tests/server/testserver.h"
#include "tests/support/documentcheck.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <optional>

// Fails the test that runs when an answer is not what /openapi.json says of it. It hears the status of every
// request of every client, and is given the bodies that the test itself reads. With SIGNALBOX_ANSWERS nothing
// fails: every answer is added to that file, from which ./dev documents learns.
class AnswerCheck final : public server::RequestObserver
{
public:
    explicit AnswerCheck(server::RequestObserver &next)
        : m_next(next)
    {
    }

    // The document is the same for every server of the process.
    void read(const std::vector<server::Surface> &surfaces)
    {
        if (!document())
            document().emplace(server::system::openApiOf(surfaces));
    }

    void answered(server::Method method, QByteArrayView route, int status,
                  std::chrono::nanoseconds took) override
    {
        m_next.answered(method, route, status, took);
        const QByteArray word = core::toWord(method).toLatin1();
        const QString operation = document()->operationOf(word, route.toByteArray());
        if (operation.isEmpty())
            return;
        if (isLearning())
            keep(operation, status, {});
        else
            fail({document()->statusFaultOf(operation, status)});
    }

    static void check(const QByteArray &method, const QByteArray &path, const tests::Answer &answer)
    {
        if (isLearning()) {
            const QString operation = document()->operationOf(method, path);
            return operation.isEmpty() ? void() : keep(operation, answer.status, answer.body);
        }
        const bool isPacked = !answer.header("content-encoding").isEmpty(); // then its body is not read
        const auto hasHeader = [&](const QByteArray &name) { return answer.count(name) > 0; };
        fail(document()->faultsOf({.method = isPacked ? "HEAD" : method,
                                   .path = path,
                                   .status = answer.status,
                                   .mediaType = answer.header("content-type"),
                                   .body = answer.body,
                                   .hasHeader = hasHeader}));
    }

private:
    static std::optional<testsupport::DocumentCheck> &document()
    {
        static std::optional<testsupport::DocumentCheck> one;
        return one;
    }

    static bool isLearning() { return qEnvironmentVariableIsSet("SIGNALBOX_ANSWERS"); }

    static void fail(const QStringList &faults)
    {
        for (const QString &fault : faults) {
            if (!fault.isEmpty())
                QTest::qFail(qPrintable(QStringLiteral("The document and the answer differ: ") + fault),
                             __FILE__, __LINE__);
        }
    }

    static void keep(const QString &operation, int status, const QByteArray &answer)
    {
        QFile file(qEnvironmentVariable("SIGNALBOX_ANSWERS"));
        if (!file.open(QIODevice::Append))
            qFatal("SIGNALBOX_ANSWERS cannot be written");
        QJsonObject line{{QStringLiteral("operation"), operation}, {QStringLiteral("status"), status}};
        const QJsonDocument body = QJsonDocument::fromJson(answer);
        if (!body.isNull())
            line.insert(QStringLiteral("answer"),
                        body.isArray() ? QJsonValue(body.array()) : QJsonValue(body.object()));
        file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    }

    server::RequestObserver &m_next;
};
