// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/webhook/webhookpost.h"

#include "core/base/retryafter.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using HeaderList = QList<std::pair<QByteArray, QByteArray>>;

constexpr qint64 mostAnswerBytes = 64 * 1024;
constexpr qsizetype mostAddresses = 4;

} // namespace

WebhookPost::WebhookPost(Resolver &resolver, const AddressRules &rules, const Content &content,
                         milliseconds timeLimit)
    : m_resolver(resolver)
    , m_rules(rules)
    , m_content(content)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this, timeLimit] {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(timeLimit).count();
        finish(failure(ErrorCode::Timeout, u"There was no answer within %1 seconds."_s.arg(seconds)));
    });
    m_limit.start(timeLimit);
    QMetaObject::invokeMethod(this, &WebhookPost::begin, Qt::QueuedConnection);
}

void WebhookPost::begin()
{
    if (auto checked = checkUrl(m_content.url, m_rules); !checked)
        return finish(checked.error());
    const QString host = m_content.url.host(QUrl::FullyEncoded);
    if (const QHostAddress address(host); !address.isNull())
        return mayReach(address, m_rules) ? send({address}) : finish(refusedAddress(host));
    m_resolver.lookUp(host, this, [this](const QList<QHostAddress> &found) { send(found); });
}

void WebhookPost::send(const QList<QHostAddress> &found)
{
    if (m_finished)
        return;
    QList<QHostAddress> allowed;
    std::ranges::copy_if(found, std::back_inserter(allowed),
                         [this](const QHostAddress &address) { return mayReach(address, m_rules); });
    if (allowed.isEmpty())
        return finish(unreachableName(m_content.url.host()));
    const HttpRequest request{.url = m_content.url,
                              .method = "POST",
                              .headers = m_content.headers + HeaderList{{"Content-Type", "application/json"}},
                              .content = m_content.body,
                              .mostBytes = mostAnswerBytes};
    m_exchange = new HttpExchange(request, allowed.first(std::min(allowed.size(), mostAddresses)), this);
    connect(m_exchange, &HttpExchange::finished, this, [this](const Result<HttpReply> &reply) {
        if (!reply)
            return finish(reply.error());
        finish(WebhookAnswer{
            .status = reply->status,
            .retryAfter = retryAfter(reply->header("retry-after"), reply->header("date"), Clock().now())});
    });
}

void WebhookPost::finish(const Result<WebhookAnswer> &answer)
{
    if (std::exchange(m_finished, true))
        return;
    m_limit.stop();
    if (m_exchange) {
        m_exchange->disconnect(this);
        m_exchange->deleteLater();
        m_exchange = nullptr;
    }
    QMetaObject::invokeMethod(
        this, [this, answer] { emit finished(answer); }, Qt::QueuedConnection);
}

} // namespace core
