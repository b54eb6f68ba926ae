// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/manifest.h"

#include <QJsonObject>

namespace core {

// What applying a changed manifest does, agent by agent; an agent is the same one when it has the same name.
struct ManifestDifference
{
    struct ChangedAgent
    {
        QString name = {};
        QStringList fields = {}; // the names of the manifest's fields
    };

    QStringList added = {};
    QStringList removed = {};
    QList<ChangedAgent> changed = {};
    QStringList clusterFields = {}; // "namespace", "labels", "annotations", "resource_policy"
    bool isReordered = false;

    bool isEmpty() const;
    // One line for people: "1 agent added, 2 agents changed".
    QString summary() const;
    QJsonObject toJson() const;
};

ManifestDifference differenceOf(const Manifest &before, const Manifest &after);

} // namespace core
