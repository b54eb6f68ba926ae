// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"

namespace testsupport {

// What a listener heard of one call of a model.
struct Heard
{
    explicit Heard(core::ModelCall &call)
    {
        QObject::connect(&call, &core::ModelCall::partial, &context,
                         [this](const QString &text) { partials += text; });
        QObject::connect(&call, &core::ModelCall::finished, &context,
                         [this](const core::Result<core::ModelAnswer> &answer) { outcomes.append(answer); });
    }

    QObject context;
    QStringList partials;
    QList<core::Result<core::ModelAnswer>> outcomes;
};

} // namespace testsupport
