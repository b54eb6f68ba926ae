// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

#include <QSet>
#include <QStringList>

namespace server {

// Tells browsers whose pages may read our answers, and answers every OPTIONS, before any key is asked for.
class CorsStage final : public Stage
{
public:
    explicit CorsStage(const QStringList &origins);
    Step enter(Exchange &exchange) override;
    void leave(Exchange &exchange) override;

private:
    bool allows(QByteArrayView origin) const;

    QSet<QByteArray> m_origins;
    bool m_allowsAll = false;
};

} // namespace server
