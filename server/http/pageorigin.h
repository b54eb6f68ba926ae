// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/requesthead.h"

#include <QSet>
#include <QStringList>

#include <optional>

namespace server {

// Whose page sent a request, as its browser says; pages cannot change what it says. None is a program that is
// no browser, or a person who typed the address. Named is a page of an origin that http.cors_origins names.
enum class Page { None, Own, Named, Foreign };

// The origins whose pages may use the server. A value.
class PageOrigins
{
public:
    explicit PageOrigins(const QStringList &named);

    bool isEmpty() const { return m_named.isEmpty(); }
    bool names(QByteArrayView origin) const;
    Page pageOf(const RequestHead &head) const;

    // "https://box.example:8443" as browsers write it; nothing for what is no origin, which "*" and "null"
    // are.
    static std::optional<QString> parse(const QString &text);

private:
    QSet<QByteArray> m_named;
};

} // namespace server
