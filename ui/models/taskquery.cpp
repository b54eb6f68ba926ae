// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/taskquery.h"

#include <QCoreApplication>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

void addStatus(TaskQuery &query, const QString &word)
{
    QStringList known;
    for (const auto &[state, name] : core::Words<core::TaskState>::table)
        known.append(QLatin1StringView(name));
    for (const QString &each : word.split(u',', Qt::SkipEmptyParts)) {
        if (const auto state = core::fromWord<core::TaskState>(each.toLower()))
            query.states.append(*state);
        else
            query.problem = QCoreApplication::translate("ui::TaskQuery", "There is no status “%1”. Use %2.")
                                .arg(each.left(40), known.join(u", "_s));
    }
}

} // namespace

TaskQuery TaskQuery::of(const QString &written)
{
    TaskQuery query;
    QStringList words;
    for (const QString &word : written.left(1000).split(u' ', Qt::SkipEmptyParts)) {
        const QString key = word.section(u':', 0, 0).toLower();
        const QString value = word.section(u':', 1);
        if (key == "status"_L1 && word.contains(u':'))
            addStatus(query, value);
        else if (key == "cluster"_L1 && word.contains(u':'))
            query.cluster = value;
        else if (key == "agent"_L1 && word.contains(u':'))
            query.agent = value;
        else if (key == "session"_L1 && word.contains(u':'))
            query.session = value;
        else
            words.append(word);
    }
    query.text = words.join(u' ');
    return query;
}

} // namespace ui
