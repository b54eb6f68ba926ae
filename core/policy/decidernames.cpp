// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/decidernames.h"

#include "core/policy/deciders.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Nothing when there is none.
Result<std::optional<Account>> ifThere(const Result<Account> &found)
{
    if (!found && found.error().code != ErrorCode::NotFound)
        return found.error();
    return found ? std::optional(*found) : std::nullopt;
}

} // namespace

Result<QStringList> DeciderNames::idsOf(const QStringList &names)
{
    QStringList ids;
    for (const QString &name : names) {
        const QString id = TRY(idOf(name.trimmed()));
        if (!ids.contains(id))
            ids.append(id);
    }
    return ids;
}

QStringList DeciderNames::namesOf(const QStringList &ids)
{
    QStringList names;
    for (const QString &id : ids) {
        const auto account = m_accounts.find(id);
        QString shown = id;
        QStringList known;
        if (account)
            known << account->email << account->username;
        for (const QString &name : std::as_const(known)) {
            if (const auto meant = idOf(name); meant && *meant == id)
                shown = name;
        }
        names.append(shown);
    }
    return names;
}

Result<QString> DeciderNames::idOf(const QString &name)
{
    if (TRY(isId(name)))
        return name;
    if (const auto account = TRY(ifThere(m_accounts.findByEmail(name.toLower()))))
        return account->id;
    if (const auto account = TRY(ifThere(m_accounts.findByUsername(name))))
        return account->id;
    return invalid(
        u"deciders"_s,
        u"deciders: nobody is known as “%1”. Give the user name or the e-mail address of an account, the "
        "owner of an API key, “%2” or “%3”."_s.arg(name, administratorsDecide, approversDecide));
}

Result<bool> DeciderNames::isId(const QString &name)
{
    if (name == administratorsDecide || name == approversDecide || name == localOperator().user)
        return true;
    if (TRY(ifThere(m_accounts.find(name))))
        return true;
    return !TRY(m_keys.listOf(name)).isEmpty();
}

} // namespace core
