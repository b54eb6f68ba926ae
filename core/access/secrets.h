// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace core {

// 32 bytes that nobody can guess.
QByteArray newSecret();

// What is stored of a secret that we made ourselves. It has 256 random bits, so a slow hash would add
// nothing.
QByteArray hashOfSecret(QByteArrayView secret);

} // namespace core
