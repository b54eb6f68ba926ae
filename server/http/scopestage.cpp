// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/scopestage.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

Step ScopeStage::enter(Exchange &exchange)
{
    const auto scope = exchange.request.endpoint->access.scope();
    if (!scope || exchange.request.principal.may(*scope))
        return Step::Continue;
    const QString text = u"This key does not have the scope "_s + core::toWord(*scope);
    return exchange.refuse(core::failure(core::ErrorCode::Forbidden, text));
}

} // namespace server
