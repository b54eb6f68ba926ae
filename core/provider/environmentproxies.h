// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkProxyFactory>
#include <QProcessEnvironment>

namespace core {

// The proxies that http_proxy, https_proxy, all_proxy and no_proxy name, in small or capital letters. This
// computer itself is always reached directly, so that a local model server works behind any proxy. Read from
// the variables and not from the desktop's settings, since the system's lookup may block. Owned by the
// network manager that it is given to; any thread.
class EnvironmentProxies final : public QNetworkProxyFactory
{
public:
    explicit EnvironmentProxies(QProcessEnvironment environment = QProcessEnvironment::systemEnvironment());

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;

private:
    QString variable(const QString &name) const;
    bool isDirect(const QString &host) const;

    QProcessEnvironment m_environment;
};

} // namespace core
