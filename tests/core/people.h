// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testcore.h"

#include <QFuture>

// People who register and sign in, for the tests of accounts and keys.
namespace people {

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

inline const QString password = QStringLiteral("correct horse");

inline CoreOptions whereAnybodyRegisters()
{
    return {.access = {.registration = AccessRole::Approver}};
}

template<typename T>
T waited(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        qFatal("no answer");
    return future.result();
}

inline Result<SignedIn> signUp(TestCore &core, const QString &name, const QString &secret = password)
{
    return waited(core->accounts().signUp(
        {.email = QString(name + u"@Example.com"), .username = name, .password = secret}, u"::1"_s));
}

inline NewAccount newcomer(const QString &name, const QString &code)
{
    return {
        .email = QString(name + u"@example.com"), .username = name, .password = password, .invitation = code};
}

inline Result<SignedIn> invited(TestCore &core, const QString &name, const QString &code)
{
    return waited(core->accounts().signUp(newcomer(name, code), u"::1"_s));
}

// Good for a day.
inline QString codeFor(TestCore &core, AccessRole role = AccessRole::Operator)
{
    const auto made = core->invitations().create(role, 24h, {}, localOperator());
    return made ? made->code : QString();
}

inline Result<SignedIn> signIn(TestCore &core, const QString &name, const QString &secret = password)
{
    return waited(core->accounts().signIn(QString(name + u"@example.com"), secret, u"::1"_s));
}

} // namespace people
