// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/httpfetch.h"
#include "core/tool/poolrun.h"

namespace core {

// One fetch with its redirects and repeated tries. Owned by whoever started it; backend thread.
class HttpFetchRun final : public ToolRun
{
public:
    HttpFetchRun(Resolver &resolver, const FetchOptions &options, const QString &url,
                 HttpReplyParser::Body body);

private:
    void begin();
    bool triesAgain(const Error *error, int status);
    void follow(const QUrl &url);
    void exchange(const QUrl &url, const QList<QHostAddress> &found);
    void receive(const QUrl &url, const Result<HttpReply> &reply);
    void redirect(const QUrl &from, const HttpReply &reply);
    void present(const QUrl &url, const HttpReply &reply);
    void finish(const Result<QJsonObject> &result);

    Resolver &m_resolver;
    FetchOptions m_options;
    HttpReplyParser::Body m_body;
    QString m_url;
    QTimer m_limit;
    QTimer m_pause; // before another try
    HttpExchange *m_exchange = nullptr;
    std::unique_ptr<PoolRun> m_reading;
    int m_redirects = 0;
    int m_tries = 0;
    bool m_finished = false;
};

} // namespace core
