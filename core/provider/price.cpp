// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/price.h"

#include <algorithm>

namespace core {

namespace {

struct Row
{
    QStringView model;
    Price price;
};

// OpenAI: openai.com/api/pricing, standard tier. Anthropic: anthropic.com/pricing, prompts up to 200,000
// tokens.
constexpr Row prices[] = {
    {u"gpt-5", {1.25, 10}},
    {u"gpt-5-mini", {0.25, 2}},
    {u"gpt-5-nano", {0.05, 0.40}},
    {u"gpt-4.1", {2, 8}},
    {u"gpt-4.1-mini", {0.40, 1.60}},
    {u"gpt-4.1-nano", {0.10, 0.40}},
    {u"gpt-4o", {2.50, 10}},
    {u"gpt-4o-mini", {0.15, 0.60}},
    {u"gpt-4-turbo", {10, 30}},
    {u"gpt-3.5-turbo", {0.50, 1.50}},
    {u"o1", {15, 60}},
    {u"o3", {2, 8}},
    {u"o3-mini", {1.10, 4.40}},
    {u"o4-mini", {1.10, 4.40}},
    {u"claude-opus-4-5", {5, 25}},
    {u"claude-opus-4-1", {15, 75}},
    {u"claude-opus-4", {15, 75}},
    {u"claude-opus-4-0", {15, 75}},
    {u"claude-sonnet-4-5", {3, 15}},
    {u"claude-sonnet-4", {3, 15}},
    {u"claude-sonnet-4-0", {3, 15}},
    {u"claude-haiku-4-5", {1, 5}},
    {u"claude-3-7-sonnet", {3, 15}},
    {u"claude-3-5-sonnet", {3, 15}},
    {u"claude-3-5-haiku", {0.80, 4}},
    {u"claude-3-opus", {15, 75}},
    {u"claude-3-haiku", {0.25, 1.25}},
};

// "-20250514", "-2024-08-06" or "-latest"; "-mini" is another model.
bool isVersion(QStringView suffix)
{
    if (suffix.isEmpty() || suffix == u"-latest")
        return true;
    const auto isPartOfDate = [](QChar c) { return (c >= u'0' && c <= u'9') || c == u'-'; };
    return suffix.size() >= 9 && suffix.front() == u'-' &&
           std::all_of(suffix.begin(), suffix.end(), isPartOfDate);
}

} // namespace

Price priceOf(QStringView model)
{
    for (const Row &row : prices) {
        if (model.startsWith(row.model) && isVersion(model.sliced(row.model.size())))
            return row.price;
    }
    return {};
}

double costOf(QStringView model, const Usage &usage)
{
    const Price price = priceOf(model);
    return (static_cast<double>(usage.inputTokens) * price.input +
            static_cast<double>(usage.outputTokens) * price.output) /
           1'000'000;
}

} // namespace core
