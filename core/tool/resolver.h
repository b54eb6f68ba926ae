// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <functional>

namespace core {

// Turns names into addresses. A seam, so that tests can say what a name means. Owned by the core; backend
// thread.
class Resolver
{
public:
    using Then = std::function<void(const QList<QHostAddress> &)>;

    virtual ~Resolver() = default;

    // Calls `then` once with what was found (nothing: the name is unknown), from the event loop and not when
    // the context is gone. An address is its own answer.
    virtual void lookUp(const QString &host, QObject *context, Then then) = 0;
};

// Asks the system.
class SystemResolver final : public Resolver
{
public:
    void lookUp(const QString &host, QObject *context, Then then) override;
};

} // namespace core
