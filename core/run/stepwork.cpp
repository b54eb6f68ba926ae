// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/stepwork.h"

namespace core {

StepWork::StepWork(std::unique_ptr<ModelCall> call)
    : m_call(std::move(call))
{
    connect(m_call.get(), &ModelCall::partial, this, &StepWork::partial);
    connect(m_call.get(), &ModelCall::finished, this,
            [this](const Result<ModelAnswer> &answer) { emit finished(StepOutcome(answer)); });
}

StepWork::StepWork(std::unique_ptr<ToolRun> run)
    : m_run(std::move(run))
{
    connect(m_run.get(), &ToolRun::finished, this,
            [this](const Result<QJsonObject> &result) { emit finished(StepOutcome(result)); });
}

StepWork::StepWork(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { emit finished(StepOutcome(Result<QJsonObject>(error))); },
        Qt::QueuedConnection);
}

} // namespace core
