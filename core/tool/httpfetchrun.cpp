// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httpfetchrun.h"

#include "core/base/text.h"
#include "core/tool/webpage.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostAddresses = 4;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// It was asked for one address. Another one is to be asked for as that one was.
QJsonObject notFollowed(const QUrl &from, int status, const QUrl &next)
{
    const QString address = next.toString(QUrl::FullyEncoded);
    return {
        {u"url"_s, from.toString(QUrl::FullyEncoded)},
        {u"status"_s, status},
        {u"content_type"_s, QString()},
        {u"title"_s, QString()},
        {u"text"_s,
         u"This address leads on to %1, which was not fetched. To have that page, fetch its address."_s.arg(
             address)},
        {u"bytes"_s, 0},
        {u"truncated"_s, false},
        {u"redirects_to"_s, address},
        {u"summary"_s, QString(u"Leads on to "_s + shortened(address, 120) + u", which was not fetched"_s)}};
}

} // namespace

HttpFetchRun::HttpFetchRun(Resolver &resolver, const FetchOptions &options, const QString &url,
                           HttpReplyParser::Body body)
    : m_resolver(resolver)
    , m_options(options)
    , m_body(body)
    , m_url(url)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        Error error = failure(ErrorCode::Timeout,
                              u"The page did not arrive within %1 seconds."_s.arg(
                                  std::chrono::ceil<std::chrono::seconds>(m_options.timeLimit).count()));
        error.retry = Retry::Later;
        finish(error);
    });
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &HttpFetchRun::begin);
    QMetaObject::invokeMethod(this, &HttpFetchRun::begin, Qt::QueuedConnection);
}

// The next try; each has the whole time.
void HttpFetchRun::begin()
{
    ++m_tries;
    m_limit.start(m_options.timeLimit);
    const auto checked = checkedUrl(m_url, m_options.addresses);
    if (!checked)
        return finish(checked.error());
    follow(*checked);
}

void HttpFetchRun::follow(const QUrl &url)
{
    if (auto checked = checkUrl(url, m_options.addresses); !checked)
        return finish(checked.error());
    const QString host = url.host(QUrl::FullyEncoded);
    if (const QHostAddress address(host); !address.isNull())
        return mayReach(address, m_options.addresses) ? exchange(url, {address})
                                                      : finish(refusedAddress(host));
    m_resolver.lookUp(host, this, [this, url](const QList<QHostAddress> &found) { exchange(url, found); });
}

void HttpFetchRun::exchange(const QUrl &url, const QList<QHostAddress> &found)
{
    if (m_finished)
        return;
    QList<QHostAddress> allowed;
    std::ranges::copy_if(found, std::back_inserter(allowed), [this](const QHostAddress &address) {
        return mayReach(address, m_options.addresses);
    });
    if (allowed.isEmpty())
        return finish(unreachableName(url.host()));
    // Many networks announce IPv6 and do not carry it.
    std::ranges::stable_partition(allowed, [](const QHostAddress &address) {
        return address.protocol() == QAbstractSocket::IPv4Protocol;
    });
    allowed = allowed.first(std::min(allowed.size(), mostAddresses));
    const HttpRequest request{.url = url,
                              .body = m_body,
                              .method = m_options.method,
                              .headers = m_options.headers,
                              .content = m_options.content,
                              .mostBytes = m_options.mostBytes,
                              .authorities = m_options.authorities};
    m_exchange = new HttpExchange(request, allowed, this);
    connect(m_exchange, &HttpExchange::finished, this,
            [this, url](const Result<HttpReply> &reply) { receive(url, reply); });
}

void HttpFetchRun::receive(const QUrl &url, const Result<HttpReply> &reply)
{
    m_exchange->deleteLater();
    m_exchange = nullptr;
    if (m_finished)
        return;
    if (triesAgain(reply ? nullptr : &reply.error(), reply ? reply->status : 0))
        return;
    if (!reply)
        return finish(reply.error());
    if (m_options.mostRedirects > 0 && isRedirect(reply->status) && !reply->header("location").isEmpty())
        return redirect(url, *reply);
    present(url, *reply);
}

bool HttpFetchRun::triesAgain(const Error *error, int status)
{
    const bool mayPass =
        error ? error->retry == Retry::Later : status == 429 || (status >= 502 && status <= 504);
    if (!mayPass || m_tries > m_options.retries)
        return false;
    m_limit.stop();
    m_pause.start(m_options.retryDelay);
    return true;
}

void HttpFetchRun::redirect(const QUrl &from, const HttpReply &reply)
{
    if (++m_redirects > m_options.mostRedirects) {
        return finish(failure(ErrorCode::Unavailable,
                              u"The page was redirected more than %1 times."_s.arg(m_options.mostRedirects)));
    }
    const QUrl location = QUrl::fromEncoded(reply.header("location"), QUrl::StrictMode);
    const QUrl next = from.resolved(location);
    if (!location.isValid() || !next.isValid())
        return finish(
            failure(ErrorCode::Unavailable, u"The page redirects to an address that cannot be read."_s));
    if (from.scheme() == u"https" && next.scheme() == u"http")
        return finish(failure(ErrorCode::Forbidden,
                              u"The page redirects from https to http, which is not followed."_s));
    if (auto checked = checkUrl(next, m_options.addresses); !checked)
        return finish(checked.error());
    const auto normal = normalUrl(next.toString(QUrl::FullyEncoded));
    if (!normal)
        return finish(normal.error());
    if (!m_options.mayFollow || !m_options.mayFollow(*normal))
        return finish(notFollowed(from, reply.status, *normal));
    follow(*normal);
}

void HttpFetchRun::present(const QUrl &url, const HttpReply &reply)
{
    m_reading = std::make_unique<PoolRun>([url, reply, body = m_body] { return webPage(url, reply, body); });
    connect(m_reading.get(), &ToolRun::finished, this,
            [this](const Result<QJsonObject> &page) { finish(page); });
}

void HttpFetchRun::finish(const Result<QJsonObject> &result)
{
    if (std::exchange(m_finished, true))
        return;
    m_limit.stop();
    if (m_exchange) {
        m_exchange->disconnect(this);
        m_exchange->deleteLater();
        m_exchange = nullptr;
    }
    // Whoever hears it may destroy this run, so it is told from the event loop and not from the middle of a
    // call.
    Result<QJsonObject> told = result;
    if (!told && m_options.repeat == Repeat::Unsafe) {
        Error last = told.error();
        last.retry = Retry::Never;
        told = last;
    }
    QMetaObject::invokeMethod(
        this, [this, told] { emit finished(told); }, Qt::QueuedConnection);
}

} // namespace core
