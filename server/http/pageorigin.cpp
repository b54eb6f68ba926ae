// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pageorigin.h"

#include <QUrl>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

// The host and port of an origin, as a Host header names them.
QByteArrayView authorityOf(QByteArrayView origin)
{
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (origin.size() > scheme.size() && isSameWord(origin.first(scheme.size()), scheme))
            return origin.sliced(scheme.size());
    }
    return {};
}

} // namespace

PageOrigins::PageOrigins(const QStringList &named)
{
    for (const QString &origin : named)
        m_named.insert(origin.toLower().toUtf8());
}

bool PageOrigins::names(QByteArrayView origin) const
{
    return !m_named.isEmpty() && m_named.contains(origin.toByteArray().toLower());
}

// Sec-Fetch-Site goes first: behind a proxy that changes the Host, it alone knows our own pages. Older
// browsers, and all of them where there is no TLS, send the origin alone.
Page PageOrigins::pageOf(const RequestHead &head) const
{
    const QByteArrayView site = head.header("sec-fetch-site");
    if (site == "same-origin")
        return Page::Own;
    const QByteArrayView origin = head.header("origin");
    if (!head.has("origin"))
        return site.isEmpty() || site == "none" ? Page::None : Page::Foreign;
    if (names(origin))
        return Page::Named;
    const QByteArrayView authority = authorityOf(origin);
    const bool isOwn = site.isEmpty() && !authority.isEmpty() && isSameWord(authority, head.host);
    return isOwn ? Page::Own : Page::Foreign;
}

std::optional<QString> PageOrigins::parse(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isBare = url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment() &&
                        (url.path().isEmpty() || url.path() == u"/");
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty() || !isBare || text.contains(u'*'))
        return {};
    const bool isUsualPort =
        (url.scheme() == u"http" && url.port() == 80) || (url.scheme() == u"https" && url.port() == 443);
    const QString port =
        url.port() < 0 || isUsualPort ? QString() : QString(u':' + QString::number(url.port()));
    const QString host = url.host(QUrl::FullyEncoded);
    const QString shown = host.contains(u':') ? QString(u'[' + host + u']') : host;
    return QString(url.scheme() + u"://" + shown + port).toLower();
}

} // namespace server
