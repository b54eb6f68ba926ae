// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accountstore.h"
#include "core/access/keystore.h"

namespace core {

// Who a rule names: people write names, and rules keep ids, since anybody may register under a name that is
// free. An account is known by its id, its e-mail address and its user name; an owner of keys without an
// account by the name that the keys have; the person at the window as "operator". What is an id is never
// taken for a name of somebody else. A value; backend thread.
class DeciderNames
{
public:
    explicit DeciderNames(Database &database)
        : m_accounts(database)
        , m_keys(database)
    {
    }

    // The ids of who is named, each once. Fails with InvalidArgument and names who is unknown.
    Result<QStringList> idsOf(const QStringList &names);
    // Names that idsOf() makes the same ids of; an id where there is no such name, or the store cannot tell.
    QStringList namesOf(const QStringList &ids);

private:
    Result<QString> idOf(const QString &name);
    Result<bool> isId(const QString &name);

    AccountStore m_accounts;
    KeyStore m_keys;
};

} // namespace core
