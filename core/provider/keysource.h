// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <vector>

namespace core {

// Where the keys of providers come from: the environment, a file, the keychain of the desktop. Keys are never
// logged and never part of an error's text.
class KeySource
{
public:
    virtual ~KeySource() = default;

    // Fails with NotFound when this source has no key for the provider; any other error means that it has one
    // which must not be used, and says what to do.
    virtual Result<QString> key(const QString &provider) const = 0;
};

// Asks the sources in order. The first key or the first refusal counts: a key file that others can read is
// never passed over in silence.
Result<QString> firstKey(const std::vector<const KeySource *> &sources, const QString &provider);

// A key is 1 to 4096 visible ASCII characters; anything else could break out of the header that carries it.
bool isPlausibleKey(QStringView key);

} // namespace core
