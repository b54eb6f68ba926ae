// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/settledrun.h"

#include <QJsonArray>

// A tool with an argument of each kind, which keeps what it was run with.
class RefundTool final : public core::Tool
{
public:
    core::ToolSpec spec() const override
    {
        using namespace Qt::Literals::StringLiterals;
        const auto of = [](const QString &type) { return QJsonObject{{u"type"_s, type}}; };
        return {.name = u"refund"_s,
                .station = u"Refund"_s,
                .description = u"Pays money back"_s,
                .parameters = {{u"type"_s, u"object"_s},
                               {u"properties"_s,
                                QJsonObject{{u"order"_s, of(u"integer"_s)},
                                            {u"amount"_s, of(u"number"_s)},
                                            {u"reason"_s,
                                             QJsonObject{{u"type"_s, u"string"_s},
                                                         {u"enum"_s, QJsonArray{u"damaged"_s, u"late"_s}}}},
                                            {u"tell"_s, of(u"boolean"_s)},
                                            {u"items"_s, of(u"array"_s)},
                                            {u"note"_s, of(u"string"_s)}}},
                               {u"required"_s, QJsonArray{u"order"_s, u"amount"_s}},
                               {u"additionalProperties"_s, false}},
                .effect = core::Effect::Send,
                .repeat = core::Repeat::Unsafe};
    }

    QString title(const QJsonObject &arguments) const override
    {
        return QStringLiteral("Refund %1 EUR to order %2")
            .arg(arguments.value(QStringLiteral("amount")).toDouble(), 0, 'f', 2)
            .arg(arguments.value(QStringLiteral("order")).toInteger());
    }

    std::unique_ptr<core::ToolRun> start(const QJsonObject &arguments, const core::ToolContext &) override
    {
        ran = arguments;
        return std::make_unique<core::SettledRun>(
            core::Result<QJsonObject>(QJsonObject{{QStringLiteral("summary"), QStringLiteral("Paid")}}));
    }

    inline static QJsonObject ran;
};
