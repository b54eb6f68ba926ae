// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/manifest.h"
#include "core/tool/httpfetch.h"

namespace core {

// A tool of type http that a manifest declares: one address, which the agent calls with a query and a body of
// its own. Headers and credentials are the manifest's; "${NAME}" in them stands for that variable of the
// agent's environment, never for one of this process. The addresses that may be reached are those of
// http_fetch, and no redirect is followed, so that credentials go nowhere else. A GET or HEAD reads;
// everything else sends, so that a person is asked. Where the method may be repeated, a try that failed is
// repeated as declared.
class HttpTool final : public Tool
{
public:
    HttpTool(Resolver &resolver, const AddressRules &addresses, const ToolDeclaration &declaration,
             const TextMap &environment);

    ToolSpec spec() const override;
    std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) override;
    QString carriesTo(const QJsonObject &arguments, const QString &asked) const override;
    QString title(const QJsonObject &arguments) const override;
    ActionPreview preview(const QJsonObject &arguments, const ToolContext &context) const override;

private:
    bool reads() const;
    QString filled(const QString &text) const;
    QUrl urlFor(const QJsonObject &arguments) const;
    QList<std::pair<QByteArray, QByteArray>> headers() const;

    Resolver &m_resolver;
    AddressRules m_addresses;
    ToolDeclaration m_declaration;
    TextMap m_environment;
};

} // namespace core
