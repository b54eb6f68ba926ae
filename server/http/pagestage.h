// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pageorigin.h"
#include "server/http/pipeline.h"

namespace server {

// Lets no page of another site in where no key was shown: on rows that ask for none, on surfaces that serve
// programs of this computer, and while nobody is asked. A page cannot have a key unless its reader gave it
// one, but it can send requests to this computer. A link that somebody follows is no such request.
class PageStage final : public Stage
{
public:
    explicit PageStage(const QStringList &origins)
        : m_origins(origins)
    {
    }
    Step enter(Exchange &exchange) override;

private:
    PageOrigins m_origins;
};

} // namespace server
