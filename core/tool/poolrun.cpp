// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/poolrun.h"

#include "core/base/async.h"

#include <QPromise>
#include <QThreadPool>

namespace core {

PoolRun::PoolRun(Work work)
{
    auto promise = std::make_shared<QPromise<Result<QJsonObject>>>();
    promise->start();
    onFinished(promise->future(), this, [this](const Result<QJsonObject> &result) { emit finished(result); });
    QThreadPool::globalInstance()->start([promise, work = std::move(work)] {
        promise->addResult(work());
        promise->finish();
    });
}

} // namespace core
