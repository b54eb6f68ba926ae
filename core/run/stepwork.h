// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/stepoutcome.h"

#include <QObject>

namespace core {

// The effect of one running step: a call of a model or a run of a tool. Owned by the RunEngine; destroying it
// stops the effect without a signal. Emits finished() once.
class StepWork final : public QObject
{
    Q_OBJECT

public:
    explicit StepWork(std::unique_ptr<ModelCall> call);
    explicit StepWork(std::unique_ptr<ToolRun> run);
    // An effect that failed before it began.
    explicit StepWork(const Error &error);

signals:
    void partial(const QString &text);
    void finished(const core::StepOutcome &outcome);

private:
    std::unique_ptr<ModelCall> m_call;
    std::unique_ptr<ToolRun> m_run;
};

} // namespace core
