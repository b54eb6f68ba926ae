// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/exchange.h"

#include <memory>
#include <vector>

namespace server {

// One thing that happens to every request. enter() may end the way in by answering; leave() is called for
// every answer, also for those that this stage never saw on the way in.
class Stage
{
public:
    virtual ~Stage() = default;
    virtual Step enter(Exchange &) { return Step::Continue; }
    virtual void leave(Exchange &) {}
};

// The stages in their order. The first of them see the head alone, before the body is read: who may not call
// cannot make us read a body.
class Pipeline
{
public:
    using Stages = std::vector<std::unique_ptr<Stage>>;

    Pipeline(Stages beforeBody, Stages afterBody);

    Step admit(Exchange &exchange);
    Step prepare(Exchange &exchange);
    // The answer stands; the stages add what is theirs, last one first.
    void leave(Exchange &exchange);

private:
    Stages m_beforeBody;
    Stages m_afterBody;
};

} // namespace server
