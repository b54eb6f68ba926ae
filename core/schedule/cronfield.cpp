// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/cronfield.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Error wrong(const CronFieldRule &rule, const QString &what)
{
    return invalid(u"cron_expression"_s, u"%1: %2"_s.arg(rule.name, what));
}

Result<int> cronNumber(const QString &text, const CronFieldRule &rule)
{
    const qsizetype named = rule.names.indexOf(text.toUpper());
    if (named >= 0)
        return rule.least + static_cast<int>(named);
    bool isNumber = text.size() <= 4;
    for (const QChar c : text)
        isNumber = isNumber && c >= u'0' && c <= u'9';
    const int number = isNumber ? text.toInt(&isNumber) : 0;
    if (!isNumber || number < rule.least || number > rule.most) {
        return wrong(rule, u"\"%1\" is not between %2 and %3"_s.arg(
                               text.left(20), QString::number(rule.least), QString::number(rule.most)));
    }
    return number;
}

Result<int> stepOf(const QString &text, const CronFieldRule &rule)
{
    bool isNumber = false;
    const int step = text.toInt(&isNumber);
    if (!isNumber || step < 1 || step > rule.most || text.startsWith(u'+'))
        return wrong(rule, u"\"/%1\" is no step"_s.arg(text.left(20)));
    return step;
}

Result<void> addPart(CronField &field, const QString &part, const CronFieldRule &rule)
{
    const QString range = part.section(u'/', 0, 0);
    const bool hasStep = part.contains(u'/');
    const int step = hasStep ? TRY(stepOf(part.section(u'/', 1), rule)) : 1;
    int first = rule.least;
    int last = rule.most;
    if (range != "*"_L1 && range != "?"_L1) {
        const bool isRange = range.contains(u'-');
        first = TRY(cronNumber(range.section(u'-', 0, 0), rule));
        last = isRange ? TRY(cronNumber(range.section(u'-', 1), rule)) : hasStep ? rule.most : first;
    }
    // Names go round: Friday to Sunday, November to February. Numbers in the wrong order are taken for a
    // mistake.
    const auto count = static_cast<int>(rule.names.size());
    const bool goesRound = rule.names.contains(range.section(u'-', 1).toUpper());
    if (last < first && goesRound)
        last += count;
    if (last < first)
        return wrong(rule, u"\"%1\" ends before it begins"_s.arg(range.left(20)));
    for (int value = first; value <= last; value += step)
        field.values.set(static_cast<size_t>(goesRound ? (value - rule.least) % count + rule.least : value));
    return {};
}

} // namespace

Result<CronField> CronField::parse(const QString &text, const CronFieldRule &rule)
{
    CronField field{.isAny = text.startsWith(u'*') || text.startsWith(u'?')};
    for (const QString &part : text.split(u','))
        TRY(addPart(field, part, rule));
    return field;
}

} // namespace core
