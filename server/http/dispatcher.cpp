// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/dispatcher.h"

#include "core/base/async.h"
#include "core/base/disk.h"
#include "server/http/guardsocket.h"
#include "server/http/latereplystate.h"
#include "server/http/server.h"
#include "server/http/standardpipeline.h"
#include "server/http/validationstage.h"

#include <QPointer>
#include <QUuid>

#include <algorithm>
#include <exception>
#include <utility>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 roomLeft = 64 * 1024 * 1024; // for the store, whatever clients send
constexpr qint64 smallBody = 256 * 1024;
constexpr qint64 strangersBody = 16 * 1024; // where nobody is asked who he is
constexpr qsizetype parsedHere = 64 * 1024; // of JSON; more would keep everybody else waiting

core::ErrorCode codeOf(int status)
{
    switch (status) {
    case 408:
        return core::ErrorCode::Timeout;
    case 413:
    case 414:
    case 431:
        return core::ErrorCode::TooLarge;
    case 503:
    case 507:
        return core::ErrorCode::Unavailable;
    case 501:
    case 505:
        return core::ErrorCode::Unsupported;
    default:
        return core::ErrorCode::InvalidArgument;
    }
}

QString sizeOf(qint64 bytes)
{
    return bytes < 1024 * 1024 ? u"%1 KB"_s.arg(bytes / 1024) : u"%1 MB"_s.arg(bytes / (1024 * 1024));
}

core::Error ourFault(const char *what)
{
    return core::failure(core::ErrorCode::Internal, u"Something went wrong on the server. Try again."_s,
                         QString::fromUtf8(what));
}

} // namespace

Dispatcher::Dispatcher(const ServerOptions &options, std::vector<Surface> surfaces, const ServerParts &parts)
    : m_limits(options.limits)
    , m_spoolFolder(options.spoolFolder)
    , m_surfaces(std::move(surfaces))
    , m_webSockets(options.limits.largestMessage)
    , m_pipeline(standardPipeline(options, parts, m_router, m_statistics))
    , m_outbox(parts.commits, m_pipeline)
    , m_repeated(parts.replies)
    , m_authenticator(parts.authenticator)
{
}

Dispatcher::~Dispatcher() = default;

core::Result<void> Dispatcher::readTables()
{
    m_router = TRY(Router::build(m_surfaces));
    return {};
}

Step Dispatcher::admit(GuardSocket &socket)
{
    return m_pipeline.admit(socket.exchange());
}

qint64 Dispatcher::bodyLimit(const Exchange &exchange) const
{
    const Endpoint *endpoint = exchange.request.endpoint;
    if (endpoint == nullptr)
        return m_limits.bodyBytes;
    if (endpoint->bodyLimit > 0)
        return endpoint->bodyLimit;
    if (endpoint->body.size == BodyShape::Size::Large)
        return m_limits.bodyBytes;
    return std::min(m_limits.bodyBytes, endpoint->access.isOpen() ? strangersBody : smallBody);
}

// Twice the body: its parts may need files of their own.
RequestGate::Spool Dispatcher::spool(Exchange &exchange) const
{
    const Endpoint *endpoint = exchange.request.endpoint;
    if (endpoint == nullptr || endpoint->body.kind != BodyShape::Kind::File)
        return Spool::No;
    // A request that may come again is known by its body, which is not read a second time for that.
    const bool mayComeAgain = !exchange.request.header("idempotency-key").isEmpty();
    const auto digest = mayComeAgain ? SpooledBody::Digest::Made : SpooledBody::Digest::None;
    exchange.request.file =
        SpooledBody::create(m_spoolFolder, digest, exchange.request.header("content-type"));
    if (!exchange.request.file)
        return Spool::NoRoom;
    const qint64 expected =
        exchange.request.head.chunked ? bodyLimit(exchange) : exchange.request.head.contentLength;
    const bool hasRoom = core::hasRoomFor(2 * expected + roomLeft, exchange.request.file->path());
    return hasRoom ? Spool::Yes : Spool::NoRoom;
}

std::chrono::milliseconds Dispatcher::deadline(const Exchange &exchange) const
{
    const Endpoint *endpoint = exchange.request.endpoint;
    return endpoint != nullptr && endpoint->deadline.count() > 0 ? endpoint->deadline : m_limits.handlerTime;
}

void Dispatcher::serve(GuardSocket &socket)
{
    if (!parsesLarge(socket))
        serveParsed(socket);
}

// A large JSON is read and checked in a thread of the pool, and then the request goes on.
bool Dispatcher::parsesLarge(GuardSocket &socket)
{
    const Exchange &exchange = socket.exchange();
    if (exchange.answered || exchange.request.endpoint->body.kind != BodyShape::Kind::Json ||
        exchange.request.body.size() <= parsedHere)
        return false;
    core::runInPool(
        this,
        [shape = exchange.request.endpoint->body, body = exchange.request.body] {
            return checkedBody(shape, body);
        },
        [this, at = QPointer<GuardSocket>(&socket),
         serial = socket.serial()](core::Result<QJsonObject> parsed) {
            if (!at || at->serial() != serial)
                return;
            at->exchange().parsed = std::move(parsed);
            serveParsed(*at);
        });
    return true;
}

void Dispatcher::serveParsed(GuardSocket &socket)
{
    if (hasAnswer(socket))
        return;
    const QPointer<GuardSocket> alive(&socket);
    const quint64 serial = socket.serial();
    core::Error fault;
    try {
        handle(socket);
        return;
    } catch (const std::exception &exception) {
        fault = ourFault(exception.what());
    } catch (...) {
        fault = ourFault("something that is no exception was thrown");
    }
    if (!alive || socket.serial() != serial)
        return;
    if (const auto execution = socket.exchange().execution)
        m_repeated.finish(*execution, fault);
    m_outbox.dropStream(socket);
    m_outbox.conclude(socket, std::move(fault));
}

// True when there is nothing to carry out: it was refused, it was carried out before, or it is under way.
bool Dispatcher::hasAnswer(GuardSocket &socket)
{
    Exchange &exchange = socket.exchange();
    if (exchange.answered || m_pipeline.prepare(exchange) == Step::Answered) {
        m_outbox.send(socket);
        return true;
    }
    switch (m_repeated.enter(exchange)) {
    case RepeatedRequests::Turn::Answered:
        m_outbox.hold(socket); // what it tells of may not be on disk yet
        return true;
    case RepeatedRequests::Turn::Waits: {
        const std::shared_ptr<Execution> first = std::exchange(exchange.execution, {});
        const auto state = std::make_shared<LateReply::State>(socket, *this);
        exchange.late = state;
        m_repeated.wait(*first, LateReply(state));
        return true;
    }
    case RepeatedRequests::Turn::Free:
    case RepeatedRequests::Turn::First:
        break;
    }
    return false;
}

void Dispatcher::handle(GuardSocket &socket)
{
    const Handler &handler = socket.exchange().request.endpoint->handler;
    if (const auto *now = std::get_if<AnswerNow>(&handler))
        answerNow(socket, *now);
    else if (const auto *later = std::get_if<AnswerLater>(&handler))
        answerLater(socket, *later);
    else if (const auto *stream = std::get_if<OpenStream>(&handler))
        openStream(socket, *stream);
    else
        openSocket(socket, std::get<OpenSocket>(handler));
}

void Dispatcher::answerNow(GuardSocket &socket, const AnswerNow &handler)
{
    const std::shared_ptr<Execution> execution = socket.exchange().execution;
    core::Result<Response> result = handler(socket.exchange().request);
    if (execution)
        m_repeated.finish(*execution, result);
    m_outbox.conclude(socket, std::move(result));
}

void Dispatcher::answerLater(GuardSocket &socket, const AnswerLater &handler)
{
    if (const auto execution = socket.exchange().execution) {
        if (auto begun = m_repeated.begin(execution); !begun) {
            m_outbox.conclude(socket, begun.error());
            return;
        }
    }
    const auto state = std::make_shared<LateReply::State>(socket, *this);
    socket.exchange().late = state;
    handler(socket.exchange().request, LateReply(state));
}

void Dispatcher::openStream(GuardSocket &socket, const OpenStream &handler)
{
    EventStream *stream = makeStream(socket);
    auto checked = handler(socket.exchange().request, *stream);
    if (checked && !stream->isDeclined()) {
        m_outbox.hold(socket);
        return;
    }
    m_outbox.dropStream(socket);
    if (checked)
        m_outbox.conclude(socket, Response::empty(204));
    else
        m_outbox.conclude(socket, checked.error());
}

void Dispatcher::openSocket(GuardSocket &socket, const OpenSocket &handler)
{
    auto opened = handler(socket.exchange().request);
    if (!opened) {
        m_outbox.conclude(socket, opened.error());
        return;
    }
    m_webSockets.expect(socket, *std::move(opened));
    socket.beginUpgrade();
}

void Dispatcher::recheckCallers()
{
    const auto admits = [this](const core::Principal &principal) {
        return m_authenticator.stillAdmits(principal);
    };
    const auto streams = m_streams; // closing one may change them
    for (const auto &[stream, principal] : streams) {
        if (!admits(principal))
            stream->interrupt();
    }
    m_webSockets.closeUnless(admits);
}

EventStream *Dispatcher::makeStream(GuardSocket &socket)
{
    auto *stream = new EventStream(socket);
    socket.setStream(stream);
    m_streams.emplace(stream, socket.exchange().request.principal);
    connect(stream, &QObject::destroyed, this, [this, stream] { m_streams.erase(stream); });
    return stream;
}

void Dispatcher::answerLate(LateReply::State &state, core::Result<Response> result)
{
    if (const auto execution = std::exchange(state.execution, {}))
        m_repeated.finish(*execution, result);
    if (state.isHeard())
        m_outbox.conclude(*state.socket, std::move(result));
}

EventStream *Dispatcher::streamLate(LateReply::State &state)
{
    if (const auto execution = std::exchange(state.execution, {})) {
        const QString text = u"The first request with this Idempotency-Key is answered by a stream"_s;
        m_repeated.finish(*execution, core::failure(core::ErrorCode::Conflict, text));
    }
    GuardSocket &socket = *state.socket;
    EventStream *stream = makeStream(socket);
    // The caller adds its headers and first events before the head goes out.
    QMetaObject::invokeMethod(
        stream,
        [this, at = QPointer<GuardSocket>(&socket)] {
            if (at)
                m_outbox.hold(*at);
        },
        Qt::QueuedConnection);
    return stream;
}

void Dispatcher::refuse(GuardSocket &socket, const Refusal &refusal)
{
    Exchange &exchange = socket.exchange();
    if (exchange.begun == std::chrono::steady_clock::time_point())
        exchange.begun = std::chrono::steady_clock::now();
    if (exchange.surface == nullptr)
        exchange.surface = m_router.surfaceOf(exchange.request.head.path);
    if (exchange.request.traceId.isEmpty()) { // no stage has seen it
        exchange.request.traceId = QUuid::createUuid().toByteArray(QUuid::Id128);
        exchange.request.spanId = exchange.request.traceId.last(16);
    }
    QString text = QString::fromUtf8(refusal.reason);
    if (refusal.status == 413)
        text += u" At most %1 are read here."_s.arg(sizeOf(bodyLimit(exchange)));
    exchange.refuse(core::failure(codeOf(refusal.status), text), refusal.status);
    m_outbox.send(socket);
}

void Dispatcher::overdue(GuardSocket &socket)
{
    Exchange &exchange = socket.exchange();
    if (const auto late = exchange.late.lock())
        late->notifyGone();
    m_outbox.dropStream(socket);
    const QString text = u"The answer takes too long. Try again later."_s;
    exchange.refuse(core::failure(core::ErrorCode::Timeout, text), 503);
    m_outbox.send(socket);
}

void Dispatcher::ending(GuardSocket &socket)
{
    m_outbox.dropStream(socket);
    const QString text = u"Signalbox is being stopped. What was begun goes on when it has started again."_s;
    socket.exchange().refuse(core::failure(core::ErrorCode::Unavailable, text));
    m_outbox.send(socket);
}

void Dispatcher::abandoned(GuardSocket &socket)
{
    if (const auto late = socket.exchange().late.lock())
        late->notifyGone();
}

void Dispatcher::ticked(qint64 now)
{
    m_webSockets.look(now);
}

} // namespace server
