// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/difference.h"

#include "core/fleet/manifestwriter.h"

#include <QHash>
#include <QJsonArray>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QStringList changedFields(const QJsonObject &before, const QJsonObject &after)
{
    QStringList fields;
    for (auto field = before.begin(); field != before.end(); ++field) {
        if (after.value(field.key()) != field.value())
            fields.append(field.key());
    }
    for (auto field = after.begin(); field != after.end(); ++field) {
        if (!before.contains(field.key()))
            fields.append(field.key());
    }
    fields.sort();
    return fields;
}

QStringList namesOf(const Manifest &manifest)
{
    QStringList names;
    for (const AgentSpec &agent : manifest.agents)
        names.append(agent.name);
    return names;
}

QString counted(qsizetype number, const QString &what)
{
    return u"%1 %2 %3"_s.arg(number).arg(number == 1 ? u"agent"_s : u"agents"_s, what);
}

} // namespace

bool ManifestDifference::isEmpty() const
{
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && clusterFields.isEmpty() &&
           !isReordered;
}

QString ManifestDifference::summary() const
{
    QStringList parts;
    if (!added.isEmpty())
        parts.append(counted(added.size(), u"added"_s));
    if (!removed.isEmpty())
        parts.append(counted(removed.size(), u"removed"_s));
    if (!changed.isEmpty())
        parts.append(counted(changed.size(), u"changed"_s));
    if (!clusterFields.isEmpty())
        parts.append(clusterFields.join(u", "_s) + u" changed"_s);
    if (parts.isEmpty())
        return isReordered ? u"order of agents changed"_s : u"nothing changed"_s;
    return parts.join(u", "_s);
}

QJsonObject ManifestDifference::toJson() const
{
    QJsonObject changes;
    for (const ChangedAgent &agent : changed)
        changes.insert(agent.name, QJsonArray::fromStringList(agent.fields));
    return QJsonObject{
        {"added"_L1, QJsonArray::fromStringList(added)},
        {"removed"_L1, QJsonArray::fromStringList(removed)},
        {"changed"_L1, changes},
        {"cluster_fields"_L1, QJsonArray::fromStringList(clusterFields)},
    };
}

ManifestDifference differenceOf(const Manifest &before, const Manifest &after)
{
    ManifestDifference difference;
    QHash<QString, AgentSpec> known;
    for (const AgentSpec &agent : before.agents)
        known.insert(agent.name, agent);
    QStringList kept;
    for (const AgentSpec &agent : after.agents) {
        const auto old = known.constFind(agent.name);
        if (old == known.constEnd()) {
            difference.added.append(agent.name);
            continue;
        }
        kept.append(agent.name);
        if (*old != agent)
            difference.changed.append({agent.name, changedFields(toJson(*old), toJson(agent))});
    }
    QStringList stayed;
    for (const QString &name : namesOf(before))
        (kept.contains(name) ? stayed : difference.removed).append(name);
    difference.isReordered = stayed != kept;

    if (before.namespaceName != after.namespaceName)
        difference.clusterFields.append(u"namespace"_s);
    if (before.labels != after.labels)
        difference.clusterFields.append(u"labels"_s);
    if (before.annotations != after.annotations)
        difference.clusterFields.append(u"annotations"_s);
    if (before.policy != after.policy)
        difference.clusterFields.append(u"resource_policy"_s);
    return difference;
}

} // namespace core
