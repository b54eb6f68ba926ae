// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/secrets.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <array>

namespace core {

QByteArray newSecret()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return {reinterpret_cast<const char *>(words.data()), qsizetype(sizeof words)};
}

QByteArray hashOfSecret(QByteArrayView secret)
{
    return QCryptographicHash::hash(QByteArray::fromRawData(secret.data(), secret.size()),
                                    QCryptographicHash::Sha256);
}

} // namespace core
