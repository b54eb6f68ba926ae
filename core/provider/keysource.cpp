// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/keysource.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<QString> firstKey(const std::vector<const KeySource *> &sources, const QString &provider)
{
    for (const KeySource *source : sources) {
        Result<QString> key = source->key(provider);
        if (key || key.error().code != ErrorCode::NotFound)
            return key;
    }
    return failure(ErrorCode::NotFound, u"There is no key for the provider \"%1\"."_s.arg(provider));
}

bool isPlausibleKey(QStringView key)
{
    return !key.isEmpty() && key.size() <= 4096 &&
           std::all_of(key.begin(), key.end(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
}

} // namespace core
