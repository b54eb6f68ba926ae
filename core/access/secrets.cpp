// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/secrets.h"

#include <sodium.h>

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
    QByteArray hash(crypto_hash_sha256_BYTES, Qt::Uninitialized);
    crypto_hash_sha256(reinterpret_cast<unsigned char *>(hash.data()),
                       reinterpret_cast<const unsigned char *>(secret.data()),
                       static_cast<unsigned long long>(secret.size()));
    return hash;
}

} // namespace core
