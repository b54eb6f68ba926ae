// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/addressrules.h"
#include "core/tool/httpexchange.h"
#include "core/tool/resolver.h"
#include "core/tool/tool.h"

#include <QTimer>

namespace core {

struct FetchOptions
{
    AddressRules addresses = {};
    qint64 mostBytes = 2 * 1024 * 1024;
    int mostRedirects = 5;
    std::function<bool(const QUrl &)> mayFollow = {}; // a redirect to there; none: no redirect
    milliseconds timeLimit{20'000};                   // the context's limit counts when it is shorter
    QList<QSslCertificate> authorities = {};
    QByteArray method = "GET"; // of tools that are declared; http_fetch only reads
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    QByteArray content = {};
    int retries = 0;              // after a failure that may pass
    Repeat repeat = Repeat::Safe; // Unsafe: nobody else tries it again either
    milliseconds retryDelay{1'000};
};

// Fetches a page. Every address, also behind a redirect, is checked after its name was resolved, and the
// connection goes to exactly what was checked. A redirect is followed where the rules let the tool fetch that
// address unasked; else its result says where it leads. Result: {url (the last one), status, content_type,
// title, text, bytes, truncated, summary}, and redirects_to; a status such as 404 is a result and not a
// failure.
class HttpFetch final : public Tool
{
public:
    HttpFetch(Resolver &resolver, const FetchOptions &options)
        : m_resolver(resolver)
        , m_options(options)
    {
    }

    ToolSpec spec() const override;
    Result<QJsonObject> normalized(const QJsonObject &arguments) const override;
    std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) override;
    QString carriesTo(const QJsonObject &arguments, const QString &asked) const override;
    QString title(const QJsonObject &arguments) const override;
    ActionPreview preview(const QJsonObject &arguments, const ToolContext &context) const override;

private:
    Resolver &m_resolver;
    FetchOptions m_options;
};

} // namespace core
