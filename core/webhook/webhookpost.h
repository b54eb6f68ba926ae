// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/tool/addressrules.h"
#include "core/tool/httpexchange.h"
#include "core/tool/resolver.h"

#include <QTimer>

namespace core {

// What a receiver said to a message.
struct WebhookAnswer
{
    int status = 0;
    milliseconds retryAfter{0}; // that it wants to be left alone for; 0 where it said nothing of it
};

// One try to deliver: a POST to an address that is checked after its name was resolved, to exactly what was
// checked. Redirects are not followed, and little of the answer is read. Owned by who started it; backend
// thread; destroying it stops it. Emits finished() once, from the event loop: the answer, or an Error when
// there was no answer in time, or the address may not be reached.
class WebhookPost final : public QObject
{
    Q_OBJECT

public:
    struct Content
    {
        QUrl url = {};
        QByteArray body = {};
        QList<std::pair<QByteArray, QByteArray>> headers = {};
    };

    static constexpr milliseconds usualTime{10'000};

    WebhookPost(Resolver &resolver, const AddressRules &rules, const Content &content,
                milliseconds timeLimit = usualTime);

signals:
    void finished(const core::Result<core::WebhookAnswer> &answer);

private:
    void begin();
    void send(const QList<QHostAddress> &found);
    void finish(const Result<WebhookAnswer> &answer);

    Resolver &m_resolver;
    AddressRules m_rules;
    Content m_content;
    QTimer m_limit;
    HttpExchange *m_exchange = nullptr;
    bool m_finished = false;
};

} // namespace core
