// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/taskcontext.h"

#include <QStringList>

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

namespace {

// What each strategy stands for; 0 is "not part of it".
struct Preset
{
    QLatin1StringView name;
    bool verification;
    int agents;
    int reactIterations;
    int gaps;
    int gapRounds;
    int researchRounds;
    QLatin1StringView tier;
    int leastBudget;
};

constexpr Preset presets[] = {
    {"quick"_L1, false, 3, 2, 0, 0, 0, "small"_L1, 0},
    {"standard"_L1, true, 4, 2, 2, 1, 1, "medium"_L1, 0},
    {"deep"_L1, true, 5, 3, 3, 2, 2, "medium"_L1, 0},
    {"academic"_L1, true, 6, 3, 4, 3, 2, "medium"_L1, 30'000},
};

void putDefault(QJsonObject &context, const QString &name, const QJsonValue &value)
{
    if (!context.contains(name))
        context.insert(name, value);
}

void applyPreset(QJsonObject &context, const Preset &preset)
{
    putDefault(context, u"enable_verification"_s, preset.verification);
    putDefault(context, u"max_concurrent_agents"_s, preset.agents);
    putDefault(context, u"react_max_iterations"_s, preset.reactIterations);
    putDefault(context, u"gap_filling_enabled"_s, preset.gaps > 0);
    putDefault(context, u"model_tier"_s, preset.tier);
    if (preset.gaps > 0) {
        putDefault(context, u"gap_filling_max_gaps"_s, preset.gaps);
        putDefault(context, u"gap_filling_max_iterations"_s, preset.gapRounds);
    }
    if (preset.researchRounds > 0) {
        putDefault(context, u"iterative_research_enabled"_s, true);
        putDefault(context, u"iterative_max_iterations"_s, preset.researchRounds);
    }
    if (preset.leastBudget > 0)
        putDefault(context, u"budget_agent_min"_s, preset.leastBudget);
}

} // namespace

QJsonObject contextOf(const QJsonObject &body)
{
    QJsonObject context = body.value("context"_L1).toObject();
    for (const QString &name : {u"research_strategy"_s, u"model_tier"_s, u"provider_override"_s}) {
        const QString word = body.value(name).toString().trimmed().toLower();
        if (!word.isEmpty())
            context.insert(name, word);
    }
    const QString model = body.value("model_override"_L1).toString().trimmed();
    if (!model.isEmpty())
        context.insert("model_override"_L1, model);
    for (const QString &name : {u"max_iterations"_s, u"max_concurrent_agents"_s, u"enable_verification"_s}) {
        const QJsonValue value = body.value(name);
        if (!value.isUndefined() && !value.isNull())
            context.insert(name, value);
    }
    const bool isResearch = context.value("force_research"_L1).toBool();
    if (isResearch)
        putDefault(context, u"research_strategy"_s, u"standard"_s);
    const QString strategy = context.value("research_strategy"_L1).toString();
    for (const Preset &preset : presets) {
        if (strategy == preset.name)
            applyPreset(context, preset);
    }
    return context;
}

} // namespace server::shannon
