// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/principal.h"

namespace core {

QStringList wordsOf(Scopes scopes)
{
    QStringList words;
    for (const auto &[scope, word] : Words<Scope>::table) {
        if (scopes.testFlag(scope))
            words.append(QLatin1StringView(word));
    }
    return words;
}

Scopes scopesFrom(const QStringList &words)
{
    Scopes scopes;
    for (const QString &word : words) {
        if (const auto scope = fromWord<Scope>(word))
            scopes |= *scope;
    }
    return scopes;
}

} // namespace core
