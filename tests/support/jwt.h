// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

namespace testsupport {

// Makes tokens with code that shares nothing with the core: good ones, and every kind of bad one.
class Jwt
{
public:
    explicit Jwt(const QString &dataFolder)
    {
        QFile file(dataFolder + QStringLiteral("/token.key"));
        if (file.open(QIODevice::ReadOnly))
            key = file.readAll();
    }

    static QByteArray encoded(const QByteArray &bytes)
    {
        return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    }
    static QByteArray encoded(const QJsonObject &object)
    {
        return encoded(QJsonDocument(object).toJson(QJsonDocument::Compact));
    }
    static QJsonObject decoded(const QByteArray &token, int part)
    {
        return QJsonDocument::fromJson(
                   QByteArray::fromBase64(token.split('.').value(part), QByteArray::Base64UrlEncoding))
            .object();
    }

    QByteArray signedWith(QCryptographicHash::Algorithm hash, const QJsonObject &head,
                          const QJsonObject &claims) const
    {
        const QByteArray text = encoded(head) + '.' + encoded(claims);
        return text + '.' + encoded(QMessageAuthenticationCode::hash(text, key, hash));
    }
    QByteArray signedToken(const QJsonObject &claims) const
    {
        return signedWith(QCryptographicHash::Sha256,
                          {{QStringLiteral("alg"), QStringLiteral("HS256")},
                           {QStringLiteral("typ"), QStringLiteral("JWT")}},
                          claims);
    }

    QByteArray key;
};

} // namespace testsupport
