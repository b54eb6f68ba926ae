// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/httpmodelcall.h"

#include <QNetworkReply>
#include <QPointer>

namespace core {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// Enough for any error object; the rest of a refusal is read and forgotten.
constexpr qsizetype longestRefusal = 64 * 1024;

QString inSeconds(milliseconds time)
{
    return u"%1 s"_s.arg(static_cast<double>(time.count()) / 1000);
}

} // namespace

HttpModelCall::HttpModelCall(std::shared_ptr<ConnectionPool> pool, ModelPost post,
                             std::unique_ptr<AnswerReader> reader)
    : m_pool(std::move(pool))
    , m_post(std::move(post))
    , m_reader(std::move(reader))
    , m_parser(m_post.limits.events)
{
    m_silence.setSingleShot(true);
    m_total.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, &HttpModelCall::stall);
    connect(&m_total, &QTimer::timeout, this, &HttpModelCall::expire);
}

HttpModelCall::~HttpModelCall()
{
    drop();
}

void HttpModelCall::start()
{
    QNetworkRequest &request = m_post.request;
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Accept", "text/event-stream, application/json");
    // Compressed streams are held back by what compresses them, and may swell when unpacked.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "signalbox");

    m_reply = m_pool->acquire().post(request, m_post.body);
    m_post.body.clear();
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        if (m_phase == Phase::Connecting)
            enter(Phase::Waiting, 0ms);
    });
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpModelCall::read);
    connect(m_reply, &QNetworkReply::finished, this, &HttpModelCall::end);
    enter(Phase::Connecting, m_post.limits.connect);
    m_total.start(m_post.timeLimit);
}

void HttpModelCall::refuse(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { settle(error); }, Qt::QueuedConnection);
}

// What an answer begins with counts over what its server calls it: streams come as application/json, and
// whole answers as streams.
HttpModelCall::Shape HttpModelCall::shapeOf(const QByteArray &start, Start state) const
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status < 200 || status >= 300)
        return Shape::Refusal;
    const QByteArray type = m_reply->rawHeader("Content-Type").toLower();
    const bool isCalledEvents = type.isEmpty() || type.startsWith("text/event-stream");
    const QByteArrayView mark("\xEF\xBB\xBF");
    if (state == Start::MayGoOn && start.size() < mark.size() && mark.startsWith(start))
        return Shape::Unknown;
    const QByteArray text = (start.startsWith(mark) ? start.sliced(mark.size()) : start).trimmed();
    if (text.startsWith('{') || text.startsWith('['))
        return Shape::Whole;
    if (isCalledEvents)
        return text.isEmpty() && state == Start::MayGoOn ? Shape::Unknown : Shape::Events;
    for (const QByteArrayView field : {":", "data:", "event:", "id:", "retry:"}) {
        if (text.startsWith(field))
            return Shape::Events;
        if (state == Start::MayGoOn && field.startsWith(text))
            return Shape::Unknown;
    }
    return type.startsWith("application/json") ? Shape::Whole : Shape::Foreign;
}

void HttpModelCall::read()
{
    QByteArray bytes = m_reply->readAll();
    if (m_phase == Phase::Settled || m_phase == Phase::Ending || bytes.isEmpty())
        return;
    m_received += bytes.size();
    if (m_received > m_post.limits.answer) {
        Error error = protocolError(
            m_post.origin, u"sent an answer of more than %1 bytes"_s.arg(m_post.limits.answer), Retry::Never);
        error.code = ErrorCode::TooLarge;
        return settle(error);
    }
    if (m_shape == Shape::Unknown) {
        bytes.prepend(std::exchange(m_body, {}));
        m_shape = shapeOf(bytes, Start::MayGoOn);
    }
    if (m_shape == Shape::Foreign)
        return settle(foreignError());
    // Servers send heads, roles and comments long before their model has read what it was asked.
    if (m_phase == Phase::Connecting)
        enter(Phase::Waiting, 0ms);
    else if (m_phase == Phase::Reading || m_shape == Shape::Whole)
        enter(Phase::Reading, m_post.limits.silence);
    if (m_shape == Shape::Events)
        takeEvents(m_parser.feed(bytes));
    else if (m_shape != Shape::Refusal || m_body.size() < longestRefusal)
        m_body.append(bytes);
}

void HttpModelCall::takeEvents(const Result<QList<ServerEvent>> &events)
{
    if (!events) {
        Error error = protocolError(m_post.origin, u"broke its stream"_s, events.error().retry);
        error.code = events.error().code;
        error.text = error.text + u' ' + events.error().text;
        return settle(error);
    }
    QString text;
    std::optional<Error> error;
    for (const ServerEvent &event : *events) {
        if (m_reader->isComplete())
            break;
        const Result<QString> added = m_reader->read(event);
        if (!added) {
            error = added.error();
            break;
        }
        text += *added;
    }
    const QPointer<HttpModelCall> alive(this);
    say(text);
    if (!alive)
        return;
    if (error)
        settle(*error);
    else if (m_reader->isComplete())
        enter(Phase::Ending, m_post.limits.ending);
    else if (m_phase != Phase::Reading && m_reader->hasBegun())
        enter(Phase::Reading, m_post.limits.silence);
}

void HttpModelCall::say(QString text)
{
    text = m_held + text;
    m_held.clear();
    if (!text.isEmpty() && text.back().isHighSurrogate()) {
        m_held = text.back();
        text.chop(1);
    }
    if (!text.isEmpty())
        emit partial(text);
}

void HttpModelCall::end()
{
    const QPointer<HttpModelCall> alive(this);
    read();
    if (!alive || m_phase == Phase::Settled)
        return;
    if (m_phase == Phase::Ending)
        return settle(m_reader->takeAnswer());
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0)
        return settle(networkError(m_post.origin, m_reply->error()));
    if (m_shape == Shape::Unknown)
        m_shape = shapeOf(m_body, Start::IsWhole);
    if (m_shape == Shape::Refusal)
        return settle(statusError(m_post.origin, status, m_body, retryAfterOf(*m_reply, Clock().now())));
    if (m_reply->error() != QNetworkReply::NoError)
        return settle(networkError(m_post.origin, m_reply->error()));
    if (m_shape == Shape::Foreign)
        return settle(foreignError());
    settleByEnd();
}

// The server ended its answer in good order; whether the answer is whole is another question.
void HttpModelCall::settleByEnd()
{
    if (m_received == 0)
        return settle(protocolError(m_post.origin, u"sent an empty answer"_s, Retry::Later));
    const QPointer<HttpModelCall> alive(this);
    if (m_shape == Shape::Whole) {
        const Result<QString> text = m_reader->readWhole(m_body);
        if (!text)
            return settle(text.error());
        say(*text);
        if (!alive)
            return;
    } else {
        if (!m_body.isEmpty()) { // too short to tell what it was before its end
            takeEvents(m_parser.feed(std::exchange(m_body, {})));
            if (!alive || m_phase == Phase::Settled)
                return;
        }
        takeEvents(m_parser.end());
        if (!alive || m_phase == Phase::Settled)
            return;
    }
    if (m_reader->mayEnd())
        return settle(m_reader->takeAnswer());
    settle(protocolError(m_post.origin, u"ended its stream before the answer was whole"_s, Retry::Later));
}

Error HttpModelCall::foreignError() const
{
    return protocolError(
        m_post.origin,
        u"at %1 answered with something that is no stream of a model. Check its base URL"_s.arg(
            m_post.origin.address),
        Retry::Never);
}

void HttpModelCall::stall()
{
    switch (m_phase) {
    case Phase::Connecting:
        return settle(stalledError(
            m_post.origin, u"at %1 did not take the request within %2. Check the network and the "
                           "base URL"_s.arg(m_post.origin.address, inSeconds(m_post.limits.connect))));
    case Phase::Ending:
        return settle(m_reader->takeAnswer());
    default:
        return settle(stalledError(m_post.origin, u"sent nothing for %1 in the middle of its answer"_s.arg(
                                                      inSeconds(m_post.limits.silence))));
    }
}

void HttpModelCall::expire()
{
    if (m_phase == Phase::Ending)
        return settle(m_reader->takeAnswer());
    settle(stalledError(m_post.origin,
                        u"did not finish its answer within %1"_s.arg(inSeconds(m_post.timeLimit))));
}

// A limit of 0 waits for as long as the whole call may take.
void HttpModelCall::enter(Phase phase, milliseconds limit)
{
    m_phase = phase;
    if (limit > 0ms)
        m_silence.start(limit);
    else
        m_silence.stop();
}

void HttpModelCall::settle(const Result<ModelAnswer> &answer)
{
    if (m_phase == Phase::Settled)
        return;
    m_phase = Phase::Settled;
    m_silence.stop();
    m_total.stop();
    drop();
    emit finished(answer);
}

void HttpModelCall::drop()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    disconnect(reply, nullptr, this, nullptr);
    QNetworkAccessManager *manager = reply->manager();
    reply->abort();
    reply->deleteLater();
    m_pool->release(*manager);
}

} // namespace core
