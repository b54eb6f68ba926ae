// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QHostAddress>
#include <QList>
#include <QUrl>

#include <utility>

namespace core {

// Which addresses a fetch may reach: those of the public Internet, and what an administrator allowed.
struct AddressRules
{
    // Private networks that may be reached all the same, such as {127.0.0.0, 8}.
    QList<std::pair<QHostAddress, int>> networks = {};
    QList<quint16> ports = {80, 443}; // empty: every port
};

// Whether an address that a name was resolved to may be connected to. Private, loopback, link-local, shared,
// multicast, reserved and documentation addresses may not, and neither may forms of IPv6 that carry an IPv4
// address.
bool mayReach(const QHostAddress &address, const AddressRules &rules);

// An address of the web in the one form that it has: scheme and host in small letters, the host as the
// network has it and without a dot at its end, no usual port, no fragment, no "." and "..", nothing encoded
// that need not be. Fails with InvalidArgument or Forbidden for what is no address, has a user name, or has
// no such form.
Result<QUrl> normalUrl(const QString &text);
// Whether a text names this address, which is in its normal form, as a whole.
bool isWrittenIn(const QString &text, const QUrl &url);

// Reads an address of the web and checks what its text alone shows: http or https, no user name or password,
// an allowed port, a host that is no local name, no forbidden address and no unusual spelling of one.
// Fails with InvalidArgument or Forbidden.
Result<QUrl> checkedUrl(const QString &text, const AddressRules &rules);
Result<void> checkUrl(const QUrl &url, const AddressRules &rules);

// What a refused address is told, without saying what it resolved to.
Error refusedAddress(const QString &host);
// What a name is told that is not known, or of which no address may be reached: the same of both, so that
// nobody learns which names there are in a private network.
Error unreachableName(const QString &host);

} // namespace core
