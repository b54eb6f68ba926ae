// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/outbox.h"
#include "server/http/pipeline.h"
#include "server/http/repeatedrequests.h"
#include "server/http/requestgate.h"
#include "server/http/requeststatistics.h"
#include "server/http/serveroptions.h"
#include "server/http/websockethub.h"

#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace server {

class Authenticator;
class RequestObserver;
struct ServerParts;

// Takes a complete request through the pipeline to its handler, and the answer back: at once, later, or as a
// stream. Owned by Server, which lets it live longer than any connection; backend thread.
class Dispatcher final : public QObject, public RequestGate
{
    Q_OBJECT

public:
    Dispatcher(const ServerOptions &options, std::vector<Surface> surfaces, const ServerParts &parts);
    ~Dispatcher() override;

    core::Result<void> readTables();
    const std::vector<Surface> &surfaces() const { return m_surfaces; }
    const RequestStatistics &statistics() const { return m_statistics; }
    int streams() const { return int(m_streams.size()) + m_webSockets.open(); }
    WebSocketHub &webSockets() { return m_webSockets; }

    // Ends the streams and WebSockets of who is not admitted any more.
    void recheckCallers();

    // For LateReply.
    void answerLate(LateReply::State &state, core::Result<Response> result);
    EventStream *streamLate(LateReply::State &state);

    Step admit(GuardSocket &socket) override;
    qint64 bodyLimit(const Exchange &exchange) const override;
    Spool spool(Exchange &exchange) const override;
    std::chrono::milliseconds deadline(const Exchange &exchange) const override;
    void serve(GuardSocket &socket) override;
    void refuse(GuardSocket &socket, const Refusal &refusal) override;
    void overdue(GuardSocket &socket) override;
    void ending(GuardSocket &socket) override;
    void abandoned(GuardSocket &socket) override;
    void ticked(qint64 now) override;

private:
    bool parsesLarge(GuardSocket &socket);
    void serveParsed(GuardSocket &socket);
    bool hasAnswer(GuardSocket &socket);
    void handle(GuardSocket &socket);
    void answerNow(GuardSocket &socket, const AnswerNow &handler);
    void answerLater(GuardSocket &socket, const AnswerLater &handler);
    void openStream(GuardSocket &socket, const OpenStream &handler);
    void openSocket(GuardSocket &socket, const OpenSocket &handler);

    EventStream *makeStream(GuardSocket &socket);

    GuardLimits m_limits;
    QString m_spoolFolder;
    std::vector<Surface> m_surfaces;
    WebSocketHub m_webSockets;
    RequestStatistics m_statistics;
    Router m_router;
    Pipeline m_pipeline;
    Outbox m_outbox;
    RepeatedRequests m_repeated;
    Authenticator &m_authenticator;
    std::map<EventStream *, core::Principal> m_streams; // who opened each
};

} // namespace server
