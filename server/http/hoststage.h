// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

#include <QSet>
#include <QStringList>

namespace server {

// Serves only under names that are known to mean this server. A page on the internet can give its own name
// our address and would then be of the same origin as we are; it cannot change the Host that its browser
// sends.
class HostStage final : public Stage
{
public:
    explicit HostStage(const QStringList &trusted);
    Step enter(Exchange &exchange) override;

    bool isTrusted(QByteArrayView host) const;

private:
    QSet<QByteArray> m_trusted;
    bool m_trustsAll = false;
};

} // namespace server
