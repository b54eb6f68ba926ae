// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/providersettings.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<QUrl> baseUrlOf(const ProviderSettings &settings, const QString &vendorsUrl)
{
    const QString text = settings.baseUrl.trimmed();
    QUrl url(text.isEmpty() ? vendorsUrl : text, QUrl::StrictMode);
    const bool isWeb = url.scheme() == u"http" || url.scheme() == u"https";
    if (!url.isValid() || !isWeb || url.host().isEmpty()) {
        return invalid(
            u"base_url"_s,
            u"The base URL of the provider \"%1\" should look like https://host or http://host:port/path."_s
                .arg(settings.name));
    }
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment()) {
        return invalid(
            u"base_url"_s,
            u"The base URL of the provider \"%1\" may have no user name, password, query or fragment. "
            "Give the key as the provider's key."_s.arg(settings.name));
    }
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}

} // namespace core
