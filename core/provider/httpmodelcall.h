// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/answerreader.h"
#include "core/provider/connectionpool.h"
#include "core/provider/providerfailure.h"

#include <QNetworkRequest>
#include <QTimer>

namespace core {

// How much a server may take. Before the first word of an answer only the request's own time limit counts: a
// model may have to be loaded, or think, whatever its server sends meanwhile.
struct CallLimits
{
    milliseconds connect{10'000}; // until the request is sent
    milliseconds silence{60'000}; // between two pieces of an answer that has begun
    milliseconds ending{1'000};   // between the end marker and the end of the connection's answer
    qsizetype answer = 32 * 1024 * 1024;
    SseParser::Limits events = {};
};

struct ModelPost
{
    Origin origin = {};
    QNetworkRequest request = {};
    QByteArray body = {};
    milliseconds timeLimit{0};
    CallLimits limits = {};
};

// One POST whose answer is streamed. Owned by whoever started it; destroying it closes the connection.
// Backend thread. Every way to fail ends in one finished() with an Error: refused, cut, stalled, too large,
// half a line, no end marker. Redirects are not followed, cookies are not kept, and nothing of a body is ever
// logged.
class HttpModelCall final : public ModelCall
{
    Q_OBJECT

public:
    HttpModelCall(std::shared_ptr<ConnectionPool> pool, ModelPost post, std::unique_ptr<AnswerReader> reader);
    ~HttpModelCall() override;

    void start();
    // In place of start(), for a request that must not be sent.
    void refuse(const Error &error);

private:
    enum class Phase { Connecting, Waiting, Reading, Ending, Settled };
    enum class Shape { Unknown, Events, Whole, Refusal, Foreign };
    enum class Start { MayGoOn, IsWhole };

    void read();
    void end();
    void stall();
    void expire();
    Shape shapeOf(const QByteArray &start, Start state) const;
    void takeEvents(const Result<QList<ServerEvent>> &events);
    void say(QString text);
    void enter(Phase phase, milliseconds limit);
    void settle(const Result<ModelAnswer> &answer);
    void settleByEnd();
    Error foreignError() const;
    void drop();

    std::shared_ptr<ConnectionPool> m_pool;
    ModelPost m_post;
    std::unique_ptr<AnswerReader> m_reader;
    SseParser m_parser;
    QNetworkReply *m_reply = nullptr; // a child of its manager; deleted by drop()
    QTimer m_silence;
    QTimer m_total;
    Phase m_phase = Phase::Connecting;
    Shape m_shape = Shape::Unknown;
    QByteArray m_body; // of an answer that is no stream, or not known to be one
    qsizetype m_received = 0;
    QString m_held; // half of a surrogate pair that waits for the other
};

} // namespace core
