// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/asset.h"

#include "core/base/resources.h"
#include "server/http/gzip.h"

#include <QCryptographicHash>

// The macro declares a function of the global namespace, so it cannot stand inside one.
static void registerPages()
{
    Q_INIT_RESOURCE(pages);
}

namespace server::system {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype worthPacking = 1024;

// Nothing is loaded from elsewhere, and nothing is run that stands in the page itself.
constexpr auto pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
                            "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
                            "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
                            "frame-ancestors 'none'";

QByteArray typeOf(QString name)
{
    if (name.endsWith(u".gz"))
        name.chop(3);
    if (name.endsWith(u".html"))
        return "text/html; charset=utf-8";
    if (name.endsWith(u".css"))
        return "text/css; charset=utf-8";
    if (name.endsWith(u".js"))
        return "text/javascript; charset=utf-8";
    if (name.endsWith(u".svg"))
        return "image/svg+xml";
    return "text/plain; charset=utf-8";
}

QByteArray tagOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().first(20);
}

} // namespace

Asset::Asset(QByteArray bytes, QByteArray type)
    : m_type(std::move(type))
    , m_plain(std::move(bytes))
    , m_packed(m_plain.size() > worthPacking ? gzip(m_plain) : QByteArray())
    , m_tag(tagOf(m_plain))
{
}

void Asset::showResources()
{
    registerPages();
}

Asset Asset::fromResource(const QString &name)
{
    showResources();
    const QString path = u"pages/"_s + name;
    const QByteArray bytes = core::resource(path);
    if (!name.endsWith(u".gz"))
        return Asset(bytes, typeOf(name));
    Asset asset;
    asset.m_type = typeOf(name);
    asset.m_packed = bytes;
    asset.m_tag = tagOf(bytes);
    return asset;
}

Response Asset::answer(const Request &request) const
{
    const bool packs = !m_packed.isEmpty() && acceptsGzip(request);
    const QByteArray tag = '"' + m_tag + (packs ? "-gzip\"" : "\"");
    Response response;
    if (request.head.list("if-none-match").contains(tag)) {
        response.status = 304;
    } else {
        response.contentType = m_type;
        response.body = packs ? m_packed : m_plain.isEmpty() ? gunzip(m_packed) : m_plain;
        if (packs)
            response.addHeader("Content-Encoding", "gzip");
    }
    response.addHeader("ETag", tag);
    response.addHeader("Cache-Control", "no-cache");
    response.addHeader("Vary", "Accept-Encoding");
    if (m_type.startsWith("text/html"))
        response.addHeader("Content-Security-Policy", pagePolicy);
    return response;
}

} // namespace server::system
