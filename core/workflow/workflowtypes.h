// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/workflow/phase.h"

#include <QJsonObject>

namespace core {

// A kind of workflow that can be asked for.
struct WorkflowType
{
    QString name = {};
    QString description = {};
    QStringList phases = {}; // words of kinds, in order; empty: the caller says
};

const QList<WorkflowType> &workflowTypes();

// What a workflow is made of besides its requirements.
struct WorkflowShape
{
    QString type = {};
    PhaseKind step = PhaseKind::Other; // of "individual"
    QStringList parts = {};            // increments that are known before; else the design names them
    int retries = 3;
    QList<Phase> phases = {}; // of "custom"
};

// The phases in order; each waits only for earlier ones. Fails with InvalidArgument for an unknown type.
Result<QList<Phase>> phasesOf(const WorkflowShape &shape);

// The phases of all increments of a type, one increment after the other; the first waits for `behind`.
QList<Phase> phasesOfParts(const QString &type, const QStringList &parts, int retries, const QString &behind);

// Reads configuration.phases of a custom workflow. The Error names the field.
Result<QList<Phase>> readPhases(const QJsonArray &phases);

} // namespace core
