// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace core {

qsizetype lettersBetween(QStringView a, QStringView b)
{
    std::vector<qsizetype> row(static_cast<size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    std::vector<qsizetype> before = row;
    for (qsizetype i = 0; i < a.size(); ++i) {
        std::vector<qsizetype> next(row.size());
        next[0] = i + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const size_t at = static_cast<size_t>(j) + 1;
            next[at] = std::min({row[at] + 1, next[at - 1] + 1, row[at - 1] + (a[i] == b[j] ? 0 : 1)});
            if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
                next[at] = std::min(next[at], before[at - 2] + 1);
        }
        before = std::exchange(row, std::move(next));
    }
    return row.back();
}

QString nearestName(const QString &given, const QStringList &known, qsizetype most)
{
    QString found;
    qsizetype least = most + 1;
    for (const QString &name : known) {
        if (given.size() > 3 && name.startsWith(given))
            return name;
        if (qAbs(given.size() - name.size()) >= least)
            continue;
        if (const qsizetype letters = lettersBetween(given, name); letters < least) {
            least = letters;
            found = name;
        }
    }
    return found;
}

qsizetype lettersOfASlip(const QString &given)
{
    return given.size() < 3 ? 0 : std::max<qsizetype>(1, given.size() / 3);
}

} // namespace core
