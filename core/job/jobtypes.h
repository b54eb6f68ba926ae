// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace core {

// A type of job that the platform's document names: which of its agents does it, what a model is asked, and
// which fields its result has; the first takes the text when the answer is no JSON.
struct JobType
{
    QString agent = {};
    QString name = {};
    QString wish = {}; // "{text}" stands for that field of the payload
    QStringList fields = {};
};

const QList<JobType> &jobTypes();

// None when the document knows no such type of this agent, or, where it does not know the agent, of any.
const JobType *findJobType(const QString &agent, const QString &name);
bool isDocumentedAgent(const QString &agent);

// What an agent is asked, in words.
QString jobQuery(const JobType *type, const QString &name, const QJsonObject &payload);
// What the agent answered, as the fields of the type.
QJsonObject jobResult(const JobType *type, const QString &answer);

} // namespace core
