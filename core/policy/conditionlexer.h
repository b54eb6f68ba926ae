// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>

namespace core {

// A piece of the text of a condition. `at` counts characters from 1, for messages.
struct ConditionToken
{
    enum class Kind { Word, Text, Number, Sign, End };

    Kind kind = Kind::End;
    QString text = {}; // the word, the unescaped text or the sign
    double number = 0;
    qsizetype at = 0;
};

// Cuts a condition into tokens; the last one is End. Fails with InvalidArgument on what no condition has.
Result<QList<ConditionToken>> conditionTokens(const QString &text);

} // namespace core
