// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/method.h"

#include <QByteArrayView>

#include <chrono>

namespace server {

// Hears of every request that was answered, for metrics. `route` is the path of the endpoint's row, never
// that of the request, so the number of labels has a bound; it is empty when no endpoint matched.
class RequestObserver
{
public:
    virtual ~RequestObserver() = default;
    virtual void answered(Method method, QByteArrayView route, int status, std::chrono::nanoseconds took) = 0;
};

} // namespace server
