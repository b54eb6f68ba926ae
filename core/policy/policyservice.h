// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/policy/decidernames.h"
#include "core/policy/policy.h"
#include "core/policy/policystore.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace core {

// The range of a numeric argument within which an action is always allowed.
struct Bound
{
    QStringList path = {};  // the names that lead to it: {"order", "total"}
    QJsonValue atLeast = 0; // numbers, kept exactly
    QJsonValue atMost = 0;
};

// "Always allow, within limits", as a person says it of an approval.
struct AllowWithin
{
    QString tool = {};
    QString agent = {};   // empty: any agent
    QString cluster = {}; // empty: any cluster
    QList<Bound> bounds = {};
    RuleId before = {}; // the rule that asked; empty: the new rule comes last
};

// The rules that say what needs a person. Owned by the core; backend thread. Changes are journalled as
// PolicyChanged and need Scope::Administer (else Forbidden); evaluate() and rules() know only what is
// committed. Fails with InvalidArgument for a rule that cannot be used, or allows what is not there, NotFound
// for an unknown id. When the rules cannot be read, none apply, and so everything asks, until they can: it is
// tried each second.
class PolicyService final : public QObject
{
    Q_OBJECT

public:
    PolicyService(Journal &journal, PolicyStore &store, const DeciderNames &people);

    // Reads the rules; writes the defaults when there are none. Call once, after Journal::open().
    Result<void> open();
    // `actions` tells what agents can do at this moment, without arguments: a rule that allows by name is
    // bound to what has the name when it is added or changed. Binds those that no version has bound yet.
    Result<void> bindTo(std::function<QList<PolicyQuestion>()> actions);

    Ruling evaluate(const PolicyQuestion &question) const { return m_policy.evaluate(question); }
    // Who decides is named as people know him.
    QList<PolicyRule> rules();
    QStringList namesOf(const Deciders &deciders) { return m_people.namesOf(deciders.users); }

    // Puts the rule at its position and moves the others down; 0 and positions behind the last mean the end.
    // Who decides is written by name, kept by id and returned by name; who is unknown is refused.
    Result<PolicyRule> add(const PolicyRule &rule, const Principal &by);
    Result<PolicyRule> allowWithin(const AllowWithin &allow, const Principal &by);
    // Changes what the rule of this id says, and puts it at `position`: behind the last means the end, and
    // with 0 it stays where it is, whatever the rule itself says.
    Result<PolicyRule> change(const PolicyRule &rule, const Principal &by, int position = 0);
    Result<void> remove(const RuleId &id, const Principal &by);
    Result<void> move(const RuleId &id, int position, const Principal &by);

    // The numeric arguments of a call, each with the range from 0 to its value: what a person may allow
    // from now on, or change first.
    static QList<Bound> boundsOf(const QJsonObject &arguments);

signals:
    void changed();

private:
    Result<PolicyRule> bound(PolicyRule rule) const;
    Result<PolicyRule> insert(Transaction &transaction, PolicyRule rule, const QString &by);
    Result<PolicyRule> checked(PolicyRule rule);
    PolicyRule named(PolicyRule rule);
    Result<qint64> announce(Transaction &transaction, const QString &change, const PolicyRule &rule,
                            const QString &by);
    Result<void> place(Transaction &transaction, QList<PolicyRule> rules, qsizetype from, int position,
                       const QString &by);
    Result<void> reorder(Transaction &transaction, const QList<PolicyRule> &rules);
    Result<void> seed();
    void reload();

    Journal &m_journal;
    PolicyStore &m_store;
    DeciderNames m_people;
    std::function<QList<PolicyQuestion>()> m_actions;
    Policy m_policy;
    QTimer m_again;
};

} // namespace core
